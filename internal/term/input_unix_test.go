//go:build unix

package term

import (
	"os"
	"testing"
	"time"
)

// pipedInput returns an Input that reads a pipe. more stands for the wait for the next piece.
func pipedInput(t *testing.T, more func(time.Duration) bool) (*Input, *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return &Input{File: r, more: more}, w
}

func TestReadWaitsForTheRest(t *testing.T) {
	waited := time.Duration(0)
	in, w := pipedInput(t, nil)
	in.more = func(wait time.Duration) bool {
		waited = wait
		w.WriteString("u")
		return true
	}
	w.WriteString("x\x1b[27")
	p := make([]byte, 4096)
	if n, err := in.Read(p); err != nil || string(p[:n]) != "x\x1b[27u" {
		t.Errorf("got %q, %v", p[:n], err)
	}
	if waited != sequenceWait {
		t.Errorf("waited %v", waited)
	}
}

func TestReadGivesUp(t *testing.T) {
	in, w := pipedInput(t, func(time.Duration) bool { return false })
	p := make([]byte, 4096)
	for _, step := range []struct{ sent, want string }{
		{"a\x1b[<65;2", "a"}, {"0;5M", ""}, {"q", "q"}, {"\x1b", escapeKey},
	} {
		w.WriteString(step.sent)
		if n, err := in.Read(p); err != nil || string(p[:n]) != step.want {
			t.Errorf("%q: got %q, %v; want %q", step.sent, p[:n], err, step.want)
		}
	}
}

func TestReadable(t *testing.T) {
	in, w := pipedInput(t, nil)
	if readable(int(in.Fd()), time.Millisecond) {
		t.Error("an empty pipe is readable")
	}
	w.WriteString("x")
	if !readable(int(in.Fd()), time.Minute) {
		t.Error("a pipe that holds a byte is not readable")
	}
}
