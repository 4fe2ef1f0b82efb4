//go:build unix

package exec_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"

	"lanyard/exec"
)

// signalled ends a context at the first write that has a text. It embeds no bytes.Buffer, whose ReadFrom
// would be preferred to Write.
type signalled struct {
	said []byte
	text string
	end  context.CancelFunc
}

func (s *signalled) Write(p []byte) (int, error) {
	if s.said = append(s.said, p...); bytes.Contains(s.said, []byte(s.text)) {
		s.end()
	}
	return len(p), nil
}

// The end of the context ends the program, or the wait for Enter after it, which nobody will press.
func TestProgramEnds(t *testing.T) {
	for name, test := range map[string]struct{ script, at string }{
		"while it runs":      {"trap 'echo ended; exit 1' TERM; echo running; while :; do sleep 0.01; done", "running"},
		"after it has ended": {"echo done", "Press Enter"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			out := &signalled{text: test.at, end: cancel}
			stdin, nobody, err := os.Pipe() // nothing is typed
			if err != nil {
				t.Fatal(err)
			}
			defer stdin.Close()
			defer nobody.Close()
			p := &exec.Program{
				Command: exec.Command{Args: []string{"sh", "-c", test.script}, Env: []string{"PATH=/usr/bin:/bin"}},
				Context: ctx, Pause: true,
			}
			p.SetStdin(stdin)
			p.SetStdout(out)
			p.SetStderr(out)
			if err := p.Run(); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
}
