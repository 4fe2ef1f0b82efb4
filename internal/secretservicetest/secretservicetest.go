// Package secretservicetest starts a private session bus with a real Secret Service, GNOME Keyring, for tests. It
// leaves the desktop alone: each test has its own bus, runtime folder, home and keyring, and its processes are killed at
// its end.
//
// Without these programs a test is skipped, or fails if LANYARD_REQUIRE_SECRET_SERVICE=1.
package secretservicetest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	// RequireEnv makes a missing Secret Service a failure when it is "1".
	RequireEnv = "LANYARD_REQUIRE_SECRET_SERVICE"

	serviceName = "org.freedesktop.secrets"
	servicePath = dbus.ObjectPath("/org/freedesktop/secrets")
	login       = servicePath + "/collection/login"

	// patience bounds the start of a daemon.
	patience = 30 * time.Second
)

// open is a bus policy that allows everything.
const open = `<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>`

// Deny is a policy rule that denies every call to the Secret Service.
const Deny = `<deny send_destination="` + serviceName + `"/>`

// Bus is a private session bus.
type Bus struct {
	Address string
	// Dir is HOME and XDG_RUNTIME_DIR of the programs on the bus.
	Dir string

	keyring *exec.Cmd
}

// Start starts a bus with an unlocked Secret Service on it.
func Start(t testing.TB) *Bus {
	t.Helper()
	b := StartBus(t, "")
	b.StartKeyring(t)
	return b
}

// StartBus starts a bus without services. rules are added to its policy.
func StartBus(t testing.TB, rules string) *Bus {
	t.Helper()
	require(t, "dbus-daemon")
	// A socket's path may have 107 bytes; t.TempDir with a long test name has more.
	dir, err := os.MkdirTemp("", "lanyard-bus-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "bus.conf")
	text := fmt.Sprintf(`<busconfig><type>session</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>`+
		`<policy context="default">%s%s</policy></busconfig>`, filepath.Join(dir, "bus"), open, rules)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b := &Bus{Dir: dir}
	daemon := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, daemon)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("dbus-daemon printed no address: %v", err)
	}
	b.Address = strings.TrimSpace(line)
	return b
}

// StartKeyring starts GNOME Keyring on the bus, with an unlocked login collection.
func (b *Bus) StartKeyring(t testing.TB) {
	t.Helper()
	require(t, "gnome-keyring-daemon")
	b.keyring = exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	b.keyring.Env = append(b.Env(), "PATH="+os.Getenv("PATH"))
	b.keyring.Stdin = strings.NewReader("password of the login collection")
	wait := b.ownerChange(t)
	start(t, b.keyring)
	wait(true)
}

// StopKeyring kills the Secret Service and leaves the bus running.
func (b *Bus) StopKeyring(t testing.TB) {
	t.Helper()
	wait := b.ownerChange(t)
	if err := b.keyring.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	wait(false)
}

// Env returns the environment of a program that uses this bus.
func (b *Bus) Env() []string {
	return []string{
		"DBUS_SESSION_BUS_ADDRESS=" + b.Address,
		"XDG_RUNTIME_DIR=" + b.Dir,
		"HOME=" + b.Dir,
		"XDG_DATA_HOME=" + filepath.Join(b.Dir, "share"),
	}
}

// Getenv looks a name up in Env.
func (b *Bus) Getenv(name string) string {
	for _, line := range b.Env() {
		if value, ok := strings.CutPrefix(line, name+"="); ok {
			return value
		}
	}
	return ""
}

// Lock locks the login collection.
func (b *Bus) Lock(t testing.TB) {
	t.Helper()
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := b.Connect(t).Object(serviceName, servicePath).
		Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{login}).Store(&locked, &prompt)
	if err != nil || len(locked) != 1 {
		t.Fatalf("lock the login collection: %v, %v", locked, err)
	}
}

// Connect returns a new connection, closed at the end of the test.
func (b *Bus) Connect(t testing.TB) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(b.Address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// ownerChange returns a function that waits until the Secret Service's name gains or loses its owner.
func (b *Bus) ownerChange(t testing.TB) (wait func(owned bool)) {
	t.Helper()
	conn := b.Connect(t)
	err := conn.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, serviceName))
	if err != nil {
		t.Fatal(err)
	}
	signals := make(chan *dbus.Signal, 64)
	conn.Signal(signals)
	return func(owned bool) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		for {
			select {
			case s := <-signals:
				if s.Name == "org.freedesktop.DBus.NameOwnerChanged" && (s.Body[2] != "") == owned && s.Body[0] == serviceName {
					return
				}
			case <-ctx.Done():
				t.Fatalf("the Secret Service did not come or go within %v", patience)
			}
		}
	}
}

func start(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

func require(t testing.TB, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv(RequireEnv) == "1" {
		t.Fatalf("%s=1, but there is no %s", RequireEnv, program)
	}
	t.Skipf("no %s here: install gnome-keyring and dbus to run this test", program)
}
