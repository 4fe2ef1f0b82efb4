package ui

import (
	"cmp"
	"context"
	"io"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
	"lanyard/keychain"
	"lanyard/profiles"
)

// world is everything behind the model. What a test does not set does nothing.
type world struct {
	entries []app.Entry
	current string
	forced  string // by the environment
	renew   func(ctx context.Context, profile string) error
	shell   func(ctx context.Context, profile string) (Program, error)
	add     func(name string) (Change, error)
	addKey  func(app.NewKey) error

	signIn   func(ctx context.Context, profile string) (string, error)
	discover func(ctx context.Context, session string, progress func(done, total int)) (int, error)
	synced   []app.SyncOptions
	signOuts []string
	used     []string
	lists    int
}

func (w *world) List(context.Context) ([]app.Entry, error) { w.lists++; return w.entries, nil }
func (w *world) Current() string                           { return cmp.Or(w.forced, w.current) }
func (w *world) Wait(ctx context.Context) error            { <-ctx.Done(); return ctx.Err() }

func (w *world) Use(_ context.Context, name string) (before string, err error) {
	before, w.current = w.current, name
	w.used = append(w.used, name)
	return before, nil
}

func (w *world) Renew(ctx context.Context, profile string) error    { return w.renew(ctx, profile) }
func (w *world) RenewAll(ctx context.Context, profile string) error { return w.renew(ctx, profile) }
func (w *world) Forget(context.Context, string) (int, error)        { return 0, nil }

func (w *world) SignIn(ctx context.Context, profile string) (string, error) {
	return w.signIn(ctx, profile)
}

func (w *world) SignOut(_ context.Context, profile string) (string, error) {
	w.signOuts = append(w.signOuts, profile)
	return profile + " is signed out", nil
}

func (w *world) Discover(ctx context.Context, session string, progress func(done, total int)) (int, error) {
	return w.discover(ctx, session, progress)
}

func (w *world) Sync(_ context.Context, opts app.SyncOptions, _ func(done, total int)) (Change, string, error) {
	w.synced = append(w.synced, opts)
	c, err := w.add("synced")
	return c, "profiles of " + opts.Session, err
}

func (w *world) Add(name string, _ []profiles.KV) (Change, error) { return w.add(name) }
func (w *world) Remove(name string) (Change, error)               { return w.add(name) }
func (w *world) HasKey(string) bool                               { return false }
func (w *world) RemoveKey(context.Context, string) error          { return nil }

func (w *world) AddKey(_ context.Context, key app.NewKey) (keychain.Key, error) {
	return keychain.Key{}, w.addKey(key)
}

func (w *world) Shell(ctx context.Context, profile string) (Program, error) {
	return w.shell(ctx, profile)
}

func (w *world) Command(ctx context.Context, profile, _ string) (Program, error) {
	return w.shell(ctx, profile)
}
func (w *world) Editor(string, int) (Program, error) { return noProgram{}, nil }
func (w *world) History() []string                   { return []string{"aws s3 ls"} }
func (w *world) Remember(string) error               { return nil }

func (w *world) Exports(context.Context, string) (string, error) { return "", nil }
func (w *world) System(context.Context, string) (string, error)  { return "", nil }

// noProgram is a program that takes the terminal and ends at once.
type noProgram struct{}

func (noProgram) Run() error          { return nil }
func (noProgram) SetStdin(io.Reader)  {}
func (noProgram) SetStdout(io.Writer) {}
func (noProgram) SetStderr(io.Writer) {}

// madeChange is a change whose making is noted.
type madeChange struct {
	made *[]string
	name string
	err  error
}

func (c madeChange) Diff() string { return "+[profile " + c.name + "]" }
func (c madeChange) Empty() bool  { return false }
func (c madeChange) Undo() Change { return madeChange{c.made, "un" + c.name, c.err} }

func (c madeChange) Apply(context.Context) error {
	*c.made = append(*c.made, c.name)
	return c.err
}

// stage drives a model by messages, without a terminal and without a clock.
type stage struct {
	t *testing.T
	Model
}

// staged is a model of 80x24 cells that has its list.
func staged(t *testing.T, w *world) *stage {
	t.Helper()
	if w.entries == nil {
		w.entries = someEntries()
	}
	crew := newTasks(t.Context())
	t.Cleanup(crew.cancelAll)
	s := &stage{t, newModel(crew, Deps{
		Profiles: w, Sessions: w, SignIns: w, Edits: w, Shells: w, Copies: w, Now: func() time.Time { return listClock },
		Hint: func(error) string { return "" },
	}, Options{})}
	s.gets(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.gets(loadedMsg{entries: w.entries, current: w.current})
	return s
}

// gets hands a message over and returns the command that follows.
func (s *stage) gets(msg tea.Msg) tea.Cmd {
	s.t.Helper()
	next, cmd := s.Update(msg)
	s.Model = next.(Model)
	return cmd
}

// types presses keys and returns the command of the last one.
func (s *stage) types(names ...string) (cmd tea.Cmd) {
	s.t.Helper()
	for _, name := range names {
		cmd = s.gets(keyPress(name))
	}
	return cmd
}

// runs runs what a command leads to and hands over what comes of it, timers aside.
func (s *stage) runs(cmd tea.Cmd) {
	s.t.Helper()
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, spinMsg, graceEndedMsg, waitShowsMsg, tickMsg:
	case tea.BatchMsg:
		for _, each := range msg {
			s.runs(each)
		}
	default:
		s.runs(s.gets(msg))
	}
}

// rests lets the time pass for which a dialog that opened by itself takes no key.
func (s *stage) rests() { s.gets(graceEndedMsg{s.lastSettle}) }

// at puts the cursor on a profile.
func (s *stage) at(profile string) { s.list = s.list.Select(profile) }
