package ui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
)

// work is what an action does beside the event loop, given its id.
type work func(ctx context.Context, id int) tea.Msg

// work is the work of an action, or nil for what has none.
func (m Model) work(a actionMsg, g *gauge) work {
	shells, sessions, edits := m.deps.Shells, m.deps.Sessions, m.deps.Edits
	switch a.action {
	case actShell:
		return program(a.profile, func(ctx context.Context) (Program, error) { return shells.Shell(ctx, a.profile) })
	case actRunLine:
		return program(a.profile, func(ctx context.Context) (Program, error) {
			_ = shells.Remember(a.text) // a history that can't be written stops nobody
			return shells.Command(ctx, a.profile, a.text)
		})
	case actRenew:
		return task(a.profile, a.profile+" renewed", func(ctx context.Context) error { return sessions.Renew(ctx, a.profile) })
	case actRenewAll:
		return task(a.profile, a.profile+" renewed", func(ctx context.Context) error { return sessions.RenewAll(ctx, a.profile) })
	case actForget:
		return task(a.profile, a.profile+" forgot what was cached", func(ctx context.Context) error {
			_, err := sessions.Forget(ctx, a.profile)
			return err
		})
	case actSignIn:
		return words(a.profile, func(ctx context.Context) (string, error) { return m.deps.SignIns.SignIn(ctx, a.profile) })
	case actSignOutNow:
		return words(a.profile, func(ctx context.Context) (string, error) { return m.deps.SignIns.SignOut(ctx, a.profile) })
	case actDiscover:
		return m.discover(a, g)
	case actSyncNow:
		return m.syncRoles(a, g)
	case actUse:
		return m.use(a)
	case actCopyExports, actCopyText:
		return m.copy(a)
	case actNewProfile:
		return prepare(changeMsg{profile: a.profile, title: "Add profile " + a.profile, follow: a.profile, note: "added " + a.profile}, func() (Change, error) {
			sets, err := app.KeyValues(a.values)
			if err != nil {
				return nil, err
			}
			return edits.Add(a.profile, sets)
		})
	case actNewKey:
		note := a.key.Name + " added to the keychain"
		if a.key.NoVerify {
			note += ", not verified"
		}
		add := task(a.key.Name, note, func(ctx context.Context) error {
			_, err := edits.AddKey(ctx, a.key)
			return err
		})
		return following(a.key.Name, add)
	case actRemove:
		return m.remove(a.profile)
	case actRemoveProfile:
		return prepare(removal(a.profile), func() (Change, error) { return edits.Remove(a.profile) })
	case actRemoveKey:
		return task(a.profile, a.profile+" removed from the keychain", func(ctx context.Context) error {
			return edits.RemoveKey(ctx, a.profile)
		})
	case actApply:
		return apply(a)
	}
	return nil
}

// task is work that ends with a note.
func task(profile, note string, do func(context.Context) error) work {
	return func(ctx context.Context, id int) tea.Msg {
		return doneMsg{id: id, profile: profile, note: note, reload: true, err: do(ctx)}
	}
}

// following moves the cursor to a profile when a task has succeeded.
func following(profile string, does work) work {
	return func(ctx context.Context, id int) tea.Msg {
		done, ok := does(ctx, id).(doneMsg)
		if ok && done.err == nil {
			done.follow = profile
		}
		return done
	}
}

func removal(profile string) changeMsg {
	return changeMsg{profile: profile, title: "Remove profile " + profile, note: "removed " + profile}
}

// remove begins with the key, if the keychain has one of that name, else with the profile's diff.
func (m Model) remove(profile string) work {
	edits := m.deps.Edits
	change := prepare(removal(profile), func() (Change, error) { return edits.Remove(profile) })
	return func(ctx context.Context, id int) tea.Msg {
		if edits.HasKey(profile) {
			return dialogMsg{id: id, profile: profile, dialog: removeKeyDialog(profile)}
		}
		return change(ctx, id)
	}
}

func program(profile string, obtain func(context.Context) (Program, error)) work {
	return func(ctx context.Context, id int) tea.Msg {
		p, err := obtain(ctx)
		return programMsg{id: id, profile: profile, program: p, err: err}
	}
}

// prepare makes the change that msg tells of.
func prepare(msg changeMsg, make func() (Change, error)) work {
	return func(_ context.Context, id int) tea.Msg {
		msg.id = id
		msg.change, msg.err = make()
		return msg
	}
}

// apply makes a change, which can then be taken back.
func apply(a actionMsg) work {
	made := a.change
	return func(ctx context.Context, id int) tea.Msg {
		done := doneMsg{id: id, profile: a.profile, note: made.note, reload: true, follow: made.follow, err: made.change.Apply(ctx)}
		if done.err == nil && !a.undoing {
			back := changeMsg{profile: a.profile, change: made.change.Undo(), note: "took back: " + made.note}
			done.undo = &undoStep{undoEdit, actionMsg{action: actApply, profile: a.profile, change: back}}
		}
		return done
	}
}

func (m Model) use(a actionMsg) work {
	source := m.deps.Profiles
	marked, known := m.list.Entry(m.list.current)
	return func(ctx context.Context, id int) tea.Msg {
		before, err := source.Use(ctx, a.profile)
		done := doneMsg{id: id, profile: a.profile, note: a.profile + " is the current profile", reload: true, err: err}
		if here := source.Current(); here != a.profile {
			done.note = fmt.Sprintf("%s is the current profile, but here the environment names %s", a.profile, here)
		}
		if before == "" && known {
			before = marked.Profile.Name // none was chosen: it was current of itself
		}
		if before != "" && before != a.profile && !a.undoing {
			done.undo = &undoStep{undoUse, actionMsg{action: actUse, profile: before}}
		}
		return done
	}
}

func (m Model) copy(a actionMsg) work {
	copies := m.deps.Copies
	return func(ctx context.Context, id int) tea.Msg {
		text, err := a.text, error(nil)
		if a.action == actCopyExports {
			text, err = copies.Exports(ctx, a.profile)
		}
		return copiedMsg{id: id, profile: a.profile, what: a.what, text: text, err: err}
	}
}
