package secretservicetest

import (
	"testing"

	"github.com/godbus/dbus/v5"
)

// marker is the name of the call at which Calls stops reading.
const marker = "LanyardMarker"

// Calls returns the names of the method calls that work makes on the bus, in order, including Hello and other calls to
// the bus itself. The test must not use the bus meanwhile.
func (b *Bus) Calls(t testing.TB, work func()) []string {
	t.Helper()
	monitor, other := b.Connect(t), b.Connect(t)
	seen := make(chan *dbus.Message, 1024)
	rules := []string{"type='method_call'"}
	if err := monitor.BusObject().Call("org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, rules, uint32(0)).Err; err != nil {
		t.Fatal(err)
	}
	monitor.Eavesdrop(seen)
	defer monitor.Eavesdrop(nil) // godbus would send to the channel that its Close has closed
	work()
	other.BusObject().Go("org.freedesktop.DBus."+marker, dbus.FlagNoReplyExpected, nil)
	service := owner(t, other)
	var calls []string
	for m := range seen {
		if m.Type != dbus.TypeMethodCall {
			continue
		}
		if m.Headers[dbus.FieldMember].Value() == marker {
			break
		}
		if m.Headers[dbus.FieldSender].Value() == service {
			continue // the service's own calls do not count
		}
		calls = append(calls, m.Headers[dbus.FieldMember].Value().(string))
	}
	return calls
}

// owner returns the unique bus name of the Secret Service.
func owner(t testing.TB, conn *dbus.Conn) string {
	t.Helper()
	var name string
	if err := conn.BusObject().Call("org.freedesktop.DBus.GetNameOwner", 0, serviceName).Store(&name); err != nil {
		t.Fatal(err)
	}
	return name
}
