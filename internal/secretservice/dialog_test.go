package secretservice_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/secretservice"
	"lanyard/internal/secretservicetest"
)

const (
	promptPath = dbus.ObjectPath("/org/freedesktop/secrets/prompt/p1")
	itemPath   = dbus.ObjectPath("/org/freedesktop/secrets/collection/login/1")
)

// dialogService is a Secret Service with locked items, whose dialog is dismissed or never answered. GNOME
// Keyring would need a display for that.
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

// Prompt shows the dialog.
func (s *dialogService) Prompt(string) *dbus.Error {
	if s.dismisses {
		_ = s.conn.Emit(promptPath, "org.freedesktop.Secret.Prompt.Completed", true, dbus.MakeVariant(""))
	}
	return nil
}

// Dismiss closes the dialog.
func (s *dialogService) Dismiss() *dbus.Error {
	close(s.dismissed)
	return nil
}

func startDialogService(t *testing.T, bus *secretservicetest.Bus, dismisses bool) *dialogService {
	t.Helper()
	s := &dialogService{conn: bus.Connect(t), dismisses: dismisses, dismissed: make(chan struct{})}
	err := errors.Join(
		s.conn.Export(s, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service"),
		s.conn.Export(s, promptPath, "org.freedesktop.Secret.Prompt"),
	)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := s.conn.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("RequestName = %v, %v", reply, err)
	}
	return s
}

// get opens a client of a bus and asks it for an item.
func get(t *testing.T, bus *secretservicetest.Bus, limit time.Duration, display bool) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	client := secretservice.New(secretservice.Options{Service: "test", Getenv: bus.Getenv, Limit: time.Minute, Display: display})
	_, err := client.Get(ctx, "a")
	return err
}

func TestDismissedDialog(t *testing.T) {
	for name, c := range map[string]struct {
		display bool
		want    error
	}{"with a display": {true, secretservice.ErrDenied}, "without a display": {false, secretservice.ErrLocked}} {
		t.Run(name, func(t *testing.T) {
			bus := secretservicetest.StartBus(t, "")
			startDialogService(t, bus, true)
			if err := get(t, bus, time.Minute, c.display); !errors.Is(err, c.want) {
				t.Errorf("Get: %v, want %v", err, c.want)
			}
		})
	}
}

// TestUnansweredDialog expects the client to dismiss a dialog when its time is up, and to report a locked
// keyring rather than a failing bus.
func TestUnansweredDialog(t *testing.T) {
	bus := secretservicetest.StartBus(t, "")
	s := startDialogService(t, bus, false)
	if err := get(t, bus, 300*time.Millisecond, true); !errors.Is(err, secretservice.ErrLocked) {
		t.Errorf("Get: %v, want ErrLocked", err)
	}
	<-s.dismissed
}
