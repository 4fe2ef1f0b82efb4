package ui

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestClipboardSequence unwraps what is sent as the program between would, whose limits are those of
// its sources.
func TestClipboardSequence(t *testing.T) {
	for _, size := range []int{0, 1, 500, 100_000} {
		text := strings.Repeat("k", size)
		plain := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
		for _, c := range []struct {
			environ []string
			want    string
		}{
			{[]string{"TERM=xterm-256color"}, plain},
			{[]string{"TERM=tmux-256color", "TMUX=/tmp/x,1,0", "STY=outer"}, plain + "\x1bPtmux;\x1b" + plain + "\x1b\\"},
			{[]string{"TERM=screen.xterm", "STY=1.x"}, ""},
			{[]string{"TERM=screen-256color"}, ""},
		} {
			got := newClipboardRoute(c.environ).clipboard(text)
			if c.want == "" {
				passed, itself := throughScreen(t, got)
				if passed != plain {
					t.Errorf("%d bytes: screen passes on %d bytes, want %d", size, len(passed), len(plain))
				}
				if mayItself := c.environ[0] == "TERM=screen-256color" && len(plain) <= screenString; (itself == plain) != mayItself {
					t.Errorf("%q, %d bytes: %d bytes not wrapped", c.environ, size, len(itself))
				}
				continue
			}
			if got != c.want {
				t.Errorf("%q: %.80q, want %.80q", c.environ, got, c.want)
			}
		}
	}
}

// throughScreen is what GNU screen passes on to its terminal, and what stands beside it.
func throughScreen(t *testing.T, sent string) (passed, itself string) {
	t.Helper()
	for sent != "" {
		before, rest, found := strings.Cut(sent, "\x1bP")
		itself += before
		if !found {
			break
		}
		chunk, after, ended := strings.Cut(rest, "\x1b\\")
		if !ended || len(chunk) > 768 {
			t.Fatalf("a string of %d bytes", len(chunk))
		}
		passed, sent = passed+chunk, after
	}
	return passed, itself
}

// clipped is a world whose clipboard program is set.
type clipped struct {
	*world
	program string
	err     error
}

func (c clipped) System(context.Context, string) (string, error) { return c.program, c.err }

func TestCopyTellsWhatAndHow(t *testing.T) {
	for _, c := range []struct {
		program string
		err     error
		want    string
	}{
		{"xclip", nil, "copied the name of %s with xclip"},
		{"", errors.New("none"), "copied the name of %s by the terminal (OSC 52), if it takes it"},
	} {
		s := staged(t, &world{})
		s.deps.Copies = clipped{s.deps.Copies.(*world), c.program, c.err}
		s.runs(s.types("y"))
		var sent []string
		var follow func(cmd tea.Cmd)
		follow = func(cmd tea.Cmd) {
			if cmd == nil {
				return
			}
			switch msg := cmd().(type) {
			case nil, spinMsg:
			case tea.BatchMsg:
				for _, each := range msg {
					follow(each)
				}
			case tea.RawMsg:
				sent = append(sent, fmt.Sprint(msg.Msg))
			default:
				follow(s.gets(msg))
			}
		}
		follow(s.types("n"))
		name := s.selected()
		if want := fmt.Sprintf(c.want, name); s.note.text != want {
			t.Errorf("told %q, want %q", s.note.text, want)
		}
		if want := directRoute.clipboard(name); len(sent) != 1 || sent[0] != want {
			t.Errorf("sent %q, want %q", sent, want)
		}
	}
}
