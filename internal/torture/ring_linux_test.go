package torture

import (
	"testing"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/secretservicetest"
)

// The Secret Service's names that the test uses.
const (
	secretsName      = "org.freedesktop.secrets"
	secretsPath      = dbus.ObjectPath("/org/freedesktop/secrets")
	loginPath        = secretsPath + "/collection/login"
	serviceInterface = "org.freedesktop.Secret.Service."
	itemInterface    = "org.freedesktop.Secret.Item"
	collectionMethod = "org.freedesktop.Secret.Collection."
)

// A ring is a real GNOME Keyring whose items the test saves, restores and lists.
type ring struct {
	t       *testing.T
	bus     *secretservicetest.Bus
	conn    *dbus.Conn
	session dbus.ObjectPath
	// deaths counts how often the service was found dead after a try.
	deaths int
}

// ringItem is an item of the keyring.
type ringItem struct {
	Label      string
	Attributes map[string]string
	Secret     secret
}

// secret is the Secret Service's struct of that name.
type secret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

func startRing(t *testing.T) *ring {
	t.Helper()
	r := &ring{t: t, bus: secretservicetest.StartBus(t, "")}
	r.conn = r.bus.Connect(t)
	r.start()
	return r
}

// start starts the service, for which the bus need not have one, and opens a session.
func (r *ring) start() {
	r.t.Helper()
	r.bus.StartKeyring(r.t)
	var output dbus.Variant
	if err := r.conn.Object(secretsName, secretsPath).Call(serviceInterface+"OpenSession", 0, "plain", dbus.MakeVariant("")).
		Store(&output, &r.session); err != nil {
		r.t.Fatal(err)
	}
}

// alive reports whether the service answers on the bus.
func (r *ring) alive() bool {
	var owned bool
	err := r.conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secretsName).Store(&owned)
	return err == nil && owned
}

func (r *ring) paths(t testing.TB) (paths []dbus.ObjectPath) {
	t.Helper()
	if err := r.conn.Object(secretsName, loginPath).Call(collectionMethod+"SearchItems", 0, map[string]string{}).Store(&paths); err != nil {
		t.Fatal(err)
	}
	return paths
}

// items returns everything in the keyring.
func (r *ring) items(t testing.TB) (items []ringItem) {
	t.Helper()
	for _, path := range r.paths(t) {
		item := ringItem{}
		object := r.conn.Object(secretsName, path)
		if err := object.StoreProperty(itemInterface+".Label", &item.Label); err != nil {
			t.Fatal(err)
		}
		if err := object.StoreProperty(itemInterface+".Attributes", &item.Attributes); err != nil {
			t.Fatal(err)
		}
		if err := object.Call(itemInterface+".GetSecret", 0, r.session).Store(&item.Secret); err != nil {
			t.Fatal(err)
		}
		items = append(items, item)
	}
	return items
}

// restore makes the keyring hold exactly these items.
func (r *ring) restore(t testing.TB, items []ringItem) {
	t.Helper()
	for _, path := range r.paths(t) {
		if err := r.conn.Object(secretsName, path).Call(itemInterface+".Delete", 0).Err; err != nil {
			t.Fatal(err)
		}
	}
	for _, item := range items {
		item.Secret.Session = r.session
		properties := map[string]dbus.Variant{
			itemInterface + ".Label":      dbus.MakeVariant(item.Label),
			itemInterface + ".Attributes": dbus.MakeVariant(item.Attributes),
		}
		err := r.conn.Object(secretsName, loginPath).Call(collectionMethod+"CreateItem", 0, properties, item.Secret, true).Err
		if err != nil {
			t.Fatal(err)
		}
	}
}
