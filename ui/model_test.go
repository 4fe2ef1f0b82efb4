package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/creds"
	"lanyard/profiles"
)

func (s *stage) shows(texts ...string) {
	s.t.Helper()
	frame := ansi.Strip(s.View().Content)
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			s.t.Errorf("no %q in\n%s", text, frame)
		}
	}
	checkShape(s.t, s.View().Content, s.width, s.height)
}

func (s *stage) hides(text string) {
	s.t.Helper()
	if frame := ansi.Strip(s.View().Content); strings.Contains(frame, text) {
		s.t.Errorf("%q in\n%s", text, frame)
	}
}

func asked(id int) (askMsg, chan answer) {
	replies := make(chan answer, 1)
	return askMsg{id: id, code: &creds.MFARequest{Profile: "staging", Serial: "arn:aws:iam::111122223333:mfa/me"}, answer: replies}, replies
}

// A question does not open over the form that is being typed into, nor take the keys that were meant for it.
func TestUnaskedDialogsWait(t *testing.T) {
	s := staged(t, &world{})
	s.types("n", "p")
	s.gets(doneMsg{profile: "denied", err: errors.New("no trust")})
	question, replies := asked(1)
	s.gets(question)
	s.types("1", "2")
	s.shows("New profile", "2 waiting")
	s.types("esc")
	s.shows("no trust", "1 waiting")
	s.types("enter", "y", "esc") // meant for the form
	s.shows("no trust")
	s.rests()
	s.types("enter")
	s.shows("MFA code")
	s.rests()
	s.types("1", "2", "3", "4", "5", "6")
	s.runs(s.types("enter"))
	if a := answered(replies); a == nil || a.text != "123456" {
		t.Errorf("answered %+v", a)
	}
	s.hides("MFA code")
}

// A question whose asker is gone is never asked.
func TestWaitingQuestionIsWithdrawn(t *testing.T) {
	s := staged(t, &world{})
	s.types("?")
	question, _ := asked(7)
	s.gets(question)
	s.gets(withdrawMsg{7})
	s.types("esc")
	s.hides("MFA code")
}

// Keys typed while a dialog that opened by itself is new start the wait anew.
func TestKeysKeepADialogUnsettled(t *testing.T) {
	s := staged(t, &world{})
	s.gets(doneMsg{profile: "denied", err: errors.New("no trust")})
	first := graceEndedMsg{s.lastSettle}
	s.types("q")
	s.gets(first)
	s.types("enter")
	s.shows("no trust")
	s.rests()
	s.types("enter")
	s.hides("no trust")
}

// While credentials for a shell are obtained no key reaches the list, and esc gives them up; what comes
// too late opens nothing.
func TestShellWaits(t *testing.T) {
	var cancelled bool
	w := &world{shell: func(ctx context.Context, _ string) (Program, error) {
		<-ctx.Done()
		cancelled = true
		return noProgram{}, nil
	}}
	s := staged(t, w)
	s.at("prod-admin")
	start := s.types("s")
	s.types("s", "x", "q", "d")
	if len(s.running) != 1 {
		t.Fatalf("%d actions under way", len(s.running))
	}
	s.gets(waitShowsMsg{s.lastID})
	s.shows("Getting credentials", "esc cancel")
	question, _ := asked(1)
	s.gets(question)
	s.shows("MFA code")
	s.gets(withdrawMsg{1})
	s.rests()
	s.runs(s.types("esc"))
	s.hides("Getting credentials")
	s.runs(start)
	if !cancelled || s.blank || len(s.running) != 0 {
		t.Errorf("cancelled %v, terminal given away %v, under way %d", cancelled, s.blank, len(s.running))
	}
	s.shows("prod-admin: cancelled")
}

// esc on the list gives up the renewal of the profile under the cursor, and only that.
func TestEscCancelsARenewal(t *testing.T) {
	w := &world{renew: func(ctx context.Context, _ string) error { return ctx.Err() }}
	s := staged(t, w)
	s.at("staging")
	other := s.types("r")
	s.at("prod-admin")
	start := s.types("r")
	s.shows("esc cancel")
	s.types("esc")
	s.runs(start)
	s.shows("prod-admin: cancelled")
	s.runs(other)
	s.shows("staging renewed")
}

// The end of the program ends what is under way, and what has not begun yet never does.
func TestTheEndEndsWork(t *testing.T) {
	began := make(chan struct{})
	w := &world{renew: func(ctx context.Context, _ string) error {
		close(began)
		<-ctx.Done()
		return ctx.Err()
	}}
	s := staged(t, w)
	s.at("staging")
	ended := make(chan struct{})
	go func() {
		s.tasks.run(s.tasks.ctx, func(ctx context.Context) tea.Msg {
			_ = w.renew(ctx, "staging")
			close(ended)
			return nil
		})()
	}()
	<-began
	s.tasks.cancelAll()
	<-ended
	if msg := s.tasks.run(s.tasks.ctx, func(context.Context) tea.Msg { t.Error("it began"); return nil })(); msg != nil {
		t.Errorf("it said %v", msg)
	}
}

// What is wrong with a profile is said before anything is asked.
func TestBrokenProfileSaysSo(t *testing.T) {
	w := &world{entries: someEntries()}
	for i := range w.entries {
		if w.entries[i].Profile.Name == "old-import" {
			w.entries[i].Plan.Problem = &profiles.Problem{Message: `profile "old-import" has nothing that gives credentials`}
		}
	}
	for _, key := range []string{"x", "s", "r"} {
		s := staged(t, w)
		s.at("old-import")
		s.types(key)
		s.shows("old-import can't give credentials", `✗ profile "old-import" has nothing`)
		if len(s.running) != 0 {
			t.Errorf("%s began something", key)
		}
	}
}

func TestErrorTitles(t *testing.T) {
	w := &world{renew: func(context.Context, string) error { return errors.New("no trust") }}
	s := staged(t, w)
	s.at("staging")
	s.runs(s.types("r"))
	s.shows("Renewing staging failed", "no trust")
}

// The cursor goes to what was added, and z takes back the latest change of each sort, once.
func TestUndo(t *testing.T) {
	var made []string
	w := &world{current: "work", add: func(name string) (Change, error) { return madeChange{made: &made, name: name}, nil }}
	s := staged(t, w)
	s.at("prod-admin")
	s.runs(s.types("u"))
	s.runs(s.gets(actionMsg{action: actNewProfile, profile: "fresh"}))
	s.rests()
	w.entries = append(w.entries, roleEntry("fresh", "1", "r", "", creds.StatusReady))
	s.runs(s.types("enter"))
	s.shows("added fresh")
	if s.selected() != "fresh" {
		t.Errorf("the cursor is on %q", s.selected())
	}
	s.runs(s.types("z"))
	s.shows("took back: added fresh")
	s.runs(s.types("z"))
	s.shows("work is the current profile")
	s.runs(s.types("z"))
	s.shows("nothing to undo")
	if got := strings.Join(made, " ") + " " + strings.Join(w.used, " "); got != "fresh unfresh prod-admin work" {
		t.Errorf("made %q", got)
	}
}

// Where no profile was chosen, z goes back to the one that was current of itself.
func TestUndoTheFirstUse(t *testing.T) {
	w := &world{}
	s := staged(t, w)
	s.gets(loadedMsg{entries: w.entries, current: "work"})
	s.at("prod-admin")
	s.runs(s.types("u"))
	s.runs(s.types("z"))
	s.shows("work is the current profile")
}

// A choice that the environment hides says so.
func TestUseBehindTheEnvironment(t *testing.T) {
	s := staged(t, &world{current: "work", forced: "staging"})
	s.at("prod-admin")
	s.runs(s.types("u"))
	s.shows("prod-admin is the current profile, but here the environment names staging")
}

// Many results at once read the list twice at most: once more after the reading that was under way.
func TestManyResultsReadTheListOnce(t *testing.T) {
	w := &world{}
	s := staged(t, w)
	first := s.gets(doneMsg{profile: "staging", note: "staging renewed", reload: true})
	for range 100 {
		if s.gets(doneMsg{profile: "staging", note: "staging renewed", reload: true}) != nil {
			t.Fatal("another reading began")
		}
	}
	s.runs(first)
	if w.lists != 2 {
		t.Errorf("the list was read %d times", w.lists)
	}
}

// The history comes when something may have been typed already.
func TestRunDialogTakesKeysAtOnce(t *testing.T) {
	s := staged(t, &world{})
	s.at("prod-admin")
	history := s.types("x")
	s.types("a", "w")
	s.runs(history)
	s.shows("$ aw", "aws s3 ls")
}
