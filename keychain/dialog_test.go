//go:build unix && !darwin

package keychain_test

import (
	"errors"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/secretservicetest"
	"lanyard/keychain"
)

const (
	promptPath = dbus.ObjectPath("/org/freedesktop/secrets/prompt/p1")
	itemPath   = dbus.ObjectPath("/org/freedesktop/secrets/collection/login/1")
)

// dialogService is a Secret Service whose every item is locked and whose dialog a person
// dismisses, or never looks at: what GNOME Keyring cannot be made to do without a display.
type dialogService struct {
	conn      *dbus.Conn
	dismisses bool
	dismissed chan struct{}
}

func (s *dialogService) SearchItems(map[string]string) (unlocked, locked []dbus.ObjectPath, err *dbus.Error) {
	return nil, []dbus.ObjectPath{itemPath}, nil
}

func (s *dialogService) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), "/org/freedesktop/secrets/session/s1", nil
}

func (s *dialogService) Unlock([]dbus.ObjectPath) (unlocked []dbus.ObjectPath, prompt dbus.ObjectPath, err *dbus.Error) {
	return nil, promptPath, nil
}

// Prompt is the method of the dialog.
func (s *dialogService) Prompt(string) *dbus.Error {
	if s.dismisses {
		_ = s.conn.Emit(promptPath, "org.freedesktop.Secret.Prompt.Completed", true, dbus.MakeVariant(""))
	}
	return nil
}

// Dismiss is the method of the dialog.
func (s *dialogService) Dismiss() *dbus.Error {
	close(s.dismissed)
	return nil
}

func startDialogService(t *testing.T, bus *secretservicetest.Bus, dismisses bool) *dialogService {
	t.Helper()
	s := &dialogService{conn: bus.Connect(t), dismisses: dismisses, dismissed: make(chan struct{})}
	must(t, s.conn.Export(s, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service"))
	must(t, s.conn.Export(s, promptPath, "org.freedesktop.Secret.Prompt"))
	reply, err := s.conn.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("RequestName = %v, %v", reply, err)
	}
	return s
}

func TestDismissedDialog(t *testing.T) {
	for name, c := range map[string]struct {
		display string
		want    error
	}{"a person": {":0", keychain.ErrDenied}, "nowhere to show it": {"", keychain.ErrLocked}} {
		t.Run(name, func(t *testing.T) {
			bus := secretservicetest.StartBus(t, "")
			startDialogService(t, bus, true)
			o := busOptions(t, bus)
			o.Getenv = func(n string) string {
				if n == "DISPLAY" {
					return c.display
				}
				return bus.Getenv(n)
			}
			if err := keychain.Open(o).Put(t.Context(), "session", "a", nil); !errors.Is(err, c.want) {
				t.Errorf("Put: %v, want %v", err, c.want)
			}
			if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Store != keychain.ModeAuto {
				t.Errorf("decided all the same: %+v, %v", s, err)
			}
		})
	}
}

// TestUnansweredDialog: it is taken away, and the error is about the lock rather than the bus.
func TestUnansweredDialog(t *testing.T) {
	bus := secretservicetest.StartBus(t, "")
	s := startDialogService(t, bus, false)
	o := busOptions(t, bus)
	o.KeyringLimit = 300 * time.Millisecond
	if err := keychain.Open(o).Put(t.Context(), "session", "a", nil); !errors.Is(err, keychain.ErrLocked) {
		t.Errorf("Put: %v, want ErrLocked", err)
	}
	<-s.dismissed
}
