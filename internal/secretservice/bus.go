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

// bus is one connection to the session bus, made at the first call.
type bus struct {
	getenv func(string) string
	mu     sync.Mutex
	conn   *dbus.Conn
	// session is the Secret Service's name for this connection's transfer of secrets.
	session dbus.ObjectPath
}

// address finds the session bus. godbus's own search would end in starting a bus with
// dbus-launch, which nobody would ever stop.
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
	return "", fmt.Errorf("%w: no session bus is named", ErrAbsent)
}

// connect returns the connection. The caller's context bounds a bus that accepts and says nothing.
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

// dialError gives a failure to connect its class. Only a socket that is not there, or that no program
// listens on, means that there is no bus: a process out of memory or of files says nothing about it.
func dialError(err error) error {
	class := ErrFailed
	var errno syscall.Errno
	if !errors.As(err, &errno) || absent(err) { // without an errno the address is not one
		class = ErrAbsent
	}
	return fmt.Errorf("%w: %w", class, err)
}

func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ECONNREFUSED)
}

// openSession returns the session for plain transfer: the bus is a local socket that only this
// user and root can read, and go-keyring's items travel the same way.
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

// errNoSession says that the service was started anew since the session was opened.
var errNoSession = fmt.Errorf("the Secret Service forgot the session: %w", ErrFailed)

// errSilent says that no reply came at all, so that the next call would be waited for in vain.
var errSilent = fmt.Errorf("%w: no answer in time", ErrFailed)

// noSession lets the next call open a new session if that is what err is about.
func (b *bus) noSession(err error) error {
	if errors.Is(err, errNoSession) {
		b.mu.Lock()
		b.session = ""
		b.mu.Unlock()
	}
	return err
}

// busError gives an error of the bus, or one that the service replied, its class. Of a reply only
// the name is kept: the text is the service's own and could hold anything.
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

// replyClass sorts the names of errors: https://dbus.freedesktop.org/doc/api/html/group__DBusProtocol.html
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
			// It is installed and cannot run here, as KWallet without a display.
			"Spawn.ServiceNotFound", "Spawn.ExecFailed", "Spawn.ChildExited", "Spawn.ChildSignaled",
			"Spawn.ConfigInvalid", "Spawn.ServiceNotValid", "Spawn.FileInvalid":
			return ErrAbsent
		case "AccessDenied", "AuthFailed", "InteractiveAuthorizationRequired":
			return ErrDenied
		}
	}
	return ErrFailed
}
