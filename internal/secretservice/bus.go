package secretservice

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/godbus/dbus/v5"
)

// A bus connects to the session bus at the first call and keeps the connection.
type bus struct {
	getenv func(string) string
	mu     sync.Mutex
	conn   *dbus.Conn
	// session is the object path of the open Secret Service session, "" before OpenSession.
	session dbus.ObjectPath
}

// address returns the address of the session bus. It replaces godbus's own search, which would finally
// start a bus with dbus-launch and leave it running.
func (b *bus) address() (string, error) {
	if a := b.getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && !strings.HasPrefix(a, "autolaunch:") {
		return a, nil
	}
	if dir := b.getenv("XDG_RUNTIME_DIR"); dir != "" {
		path := filepath.Join(dir, "bus")
		st, err := os.Stat(path)
		if err == nil && st.Mode()&os.ModeSocket != 0 {
			return "unix:path=" + dbus.EscapeBusAddressValue(path), nil
		}
		if err != nil && !absent(err) {
			return "", fmt.Errorf("%w: %w", ErrFailed, err)
		}
	}
	return "", fmt.Errorf("%w: there is no session bus", ErrAbsent)
}

// connect returns the connection, opened first where necessary. ctx bounds the wait for a bus that accepts
// the connection and never answers.
func (b *bus) connect(ctx context.Context) (*dbus.Conn, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.conn != nil && b.conn.Connected() {
		return b.conn, nil
	}
	address, err := b.address()
	if err != nil {
		return nil, err
	}
	conn, err := dial(address)
	if err != nil {
		return nil, dialError(err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if err != nil {
		_ = conn.Close()
		return nil, busError(ctx, err)
	}
	b.conn, b.session = conn, ""
	return conn, nil
}

// dialError classifies a failure to connect. A missing socket, or one without a listener, means that there is
// no bus: ErrAbsent. Anything else, such as a process without memory or file descriptors, is ErrFailed.
func dialError(err error) error {
	class := ErrFailed
	var errno syscall.Errno
	if !errors.As(err, &errno) || absent(err) { // without an errno, the address itself is malformed
		class = ErrAbsent
	}
	return fmt.Errorf("%w: %w", class, err)
}

func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ECONNREFUSED)
}

// openSession returns the session, opened first where necessary. Secrets travel in plain text ("plain"), as
// go-keyring's do: the bus is a local socket that only this user and root can read.
func (b *bus) openSession(ctx context.Context, conn *dbus.Conn) (dbus.ObjectPath, error) {
	b.mu.Lock()
	session := b.session
	b.mu.Unlock()
	if session != "" {
		return session, nil
	}
	var ignored dbus.Variant
	err := conn.Object(secretService, secretPath).
		CallWithContext(ctx, ifaceService+".OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&ignored, &session)
	if err != nil {
		return "", busError(ctx, err)
	}
	b.mu.Lock()
	b.session = session
	b.mu.Unlock()
	return session, nil
}

// errNoSession reports that the service does not know the session: it was restarted.
var errNoSession = fmt.Errorf("the Secret Service forgot the session: %w", ErrFailed)

// errMoved reports that an item is not where the search found it: GNOME Keyring read its file again.
var errMoved = errors.New("the item is not where it was found")

// once reports whether a failed operation is to be run once more from its start.
func once(err error) bool { return errors.Is(err, errNoSession) || errors.Is(err, errMoved) }

// itemError is busError for a call to an item that a search has just found.
func itemError(ctx context.Context, err error) error {
	var reply dbus.Error
	if errors.As(err, &reply) && (reply.Name == "org.freedesktop.DBus.Error.UnknownMethod" || errors.Is(replyClass(reply.Name), ErrNotFound)) {
		// GLib has no method for an object that is gone, which says nothing of the service.
		return fmt.Errorf("%w: %w: the Secret Service replied %q", ErrNotFound, errMoved, reply.Name)
	}
	return busError(ctx, err)
}

// errSilent reports that no reply came in time. Another call would only wait as long again.
var errSilent = fmt.Errorf("%w: no answer in time", ErrFailed)

// resetSession forgets the session if err is errNoSession, so that the next call opens a new one. It returns
// err.
func (b *bus) resetSession(err error) error {
	if errors.Is(err, errNoSession) {
		b.mu.Lock()
		b.session = ""
		b.mu.Unlock()
	}
	return err
}

// busError classifies an error of the bus or of the service. It keeps an error reply's name and drops its
// text, which the service chooses freely and which might quote a secret.
func busError(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	if ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) {
		return errSilent
	}
	var reply dbus.Error
	if !errors.As(err, &reply) {
		return fmt.Errorf("%w: %w", ErrFailed, err)
	}
	return fmt.Errorf("%w: the Secret Service replied %q", replyClass(reply.Name), reply.Name)
}

// replyClass classifies the names of error replies:
// https://dbus.freedesktop.org/doc/api/html/group__DBusProtocol.html
func replyClass(name string) error {
	switch name := strings.TrimPrefix(name, "org.freedesktop."); {
	case name == "Secret.Error.NoSession":
		return errNoSession
	case name == "Secret.Error.IsLocked":
		return ErrLocked
	case name == "Secret.Error.NoSuchObject", name == "DBus.Error.UnknownObject":
		return ErrNotFound
	default:
		switch strings.TrimPrefix(name, "DBus.Error.") {
		case "ServiceUnknown", "NameHasNoOwner", "UnknownInterface", "UnknownMethod", "UnknownProperty",
			// The service is installed and cannot run here, as KWallet without a display.
			"Spawn.ServiceNotFound", "Spawn.ExecFailed", "Spawn.ChildExited", "Spawn.ChildSignaled",
			"Spawn.ConfigInvalid", "Spawn.ServiceNotValid", "Spawn.FileInvalid":
			return ErrAbsent
		case "AccessDenied", "AuthFailed", "InteractiveAuthorizationRequired":
			return ErrDenied
		}
	}
	return ErrFailed
}
