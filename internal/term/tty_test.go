//go:build unix

package term

import (
	"context"
	"errors"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

func open(t *testing.T) (person interface{ Write([]byte) (int, error) }, tty *TTY) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	t.Cleanup(func() { _, _ = master.Close(), slave.Close() })
	return master, &TTY{in: slave, out: slave}
}

func TestLineTakesOneLine(t *testing.T) {
	person, tty := open(t)
	if _, err := person.Write([]byte("123456\nnext\n")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"123456", "next"} {
		if got, err := tty.Line(t.Context(), "code: "); got != want || err != nil {
			t.Errorf("Line() = %q, %v, want %q", got, err, want)
		}
	}
}

func TestSecretRestoresTheEcho(t *testing.T) {
	person, tty := open(t)
	before, err := unix.IoctlGetTermios(int(tty.in.Fd()), ioctlGetTermios)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := person.Write([]byte("hunter2\n")); err != nil {
		t.Fatal(err)
	}
	if got, err := tty.Secret(t.Context(), ""); got != "hunter2" || err != nil {
		t.Errorf("Secret() = %q, %v", got, err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tty.Secret(cancelled, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("Secret() after a cancel: %v", err)
	}
	after, err := unix.IoctlGetTermios(int(tty.in.Fd()), ioctlGetTermios)
	if err != nil || *after != *before {
		t.Errorf("the terminal was left changed: %+v, %v, before %+v", after, err, before)
	}
}
