package keychain_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lanyard/internal/redact"
	"lanyard/keychain"
)

const (
	roleEnv = "LANYARD_TEST_KEYCHAIN_ROLE"
	dirEnv  = "LANYARD_TEST_KEYCHAIN_DIR"
)

// TestMain runs as a child process for some tests.
func TestMain(m *testing.M) {
	o := keychain.Cheap(keychain.Options{
		Dir: os.Getenv(dirEnv), Mode: keychain.ModeAuto, Access: keychain.AccessQuiet,
		EnvPassphrase: redact.New(os.Getenv("LANYARD_KEYCHAIN_PASSPHRASE")),
	})
	ctx := context.Background()
	var err error
	switch role := os.Getenv(roleEnv); role {
	case "":
		os.Exit(m.Run())
	case "die while adding":
		o.Keyring = dyingRing{}
		err = keychain.Open(o).AddKey(ctx, keychain.Key{Name: "prod"}, redact.New("s3cret"))
	case "on a full disk", "in a read-only home":
		err = hardship(ctx, role, o)
	default:
		_, _ = os.Stdout.WriteString("ready\n")
		_, _ = os.Stdin.Read(make([]byte, 1)) // start together, when the test closes the pipe
		err = keychain.Open(o).Put(ctx, "session", role, []byte(role))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// dyingRing kills the process in the middle of a write.
type dyingRing struct{}

func (dyingRing) Get(context.Context, string) (redact.Secret, error) {
	return redact.Secret{}, keychain.ErrNotFound
}

func (dyingRing) Set(context.Context, string, redact.Secret) error {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		return err
	}
	select {}
}

func (dyingRing) Delete(context.Context, string) error { return keychain.ErrNotFound }

// child is a process with a role.
func child(role string, o keychain.Options, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS=", "XDG_RUNTIME_DIR=")
	cmd.Env = append(append(cmd.Env, roleEnv+"="+role, dirEnv+"="+o.Dir), env...)
	return cmd
}

// firstRuns starts processes that all try to make the first write.
func firstRuns(t *testing.T, o keychain.Options, env ...string) {
	t.Helper()
	const processes = 8
	var stderr [processes]bytes.Buffer
	var children []*exec.Cmd
	gate, open, err := os.Pipe()
	must(t, err)
	defer gate.Close()
	for i := range processes {
		cmd := child(fmt.Sprintf("id%d", i), o, env...)
		cmd.Stdin, cmd.Stderr = gate, &stderr[i]
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		children = append(children, cmd)
		_, err = out.Read(make([]byte, len("ready\n")))
		must(t, err)
	}
	must(t, open.Close())
	for i, cmd := range children {
		if err := cmd.Wait(); err != nil {
			t.Errorf("process %d: %v\n%s", i, err, &stderr[i])
		}
	}
	entries, err := keychain.Open(o).Entries(t.Context())
	if err != nil || len(entries) != processes {
		t.Errorf("%d entries, %v; want %d", len(entries), err, processes)
	}
}

func TestFirstRunsOfProcesses(t *testing.T) {
	o := fileOptions(t)
	firstRuns(t, o, "LANYARD_KEYCHAIN_PASSPHRASE=correct horse")
}

// TestKilledBetweenIndexAndItem kills a process that has listed a key and not yet stored its secret.
func TestKilledBetweenIndexAndItem(t *testing.T) {
	o := options(t)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil))
	err := child("die while adding", o).Run()
	if err == nil || !strings.Contains(err.Error(), "killed") {
		t.Skipf("no process dies here as on Unix: %v", err)
	}
	v := keychain.Open(o)
	if keys, err := v.Keys(); err != nil || len(keys) != 1 {
		t.Fatalf("Keys = %v, %v; want the one that was being added", keys, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	must(t, v.AddKey(ctx, key("prod"), redact.New("again")))
	if _, secret, err := v.Secret(ctx, "prod"); err != nil || secret.Reveal() != "again" {
		t.Errorf("Secret: %v", err)
	}
}
