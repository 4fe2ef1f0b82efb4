package ui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
)

// act does what was chosen, or opens the dialog that leads to it.
func (m Model) act(a actionMsg) (Model, tea.Cmd) {
	if a.action.needsProfile() && a.profile == "" {
		return m, nil
	}
	if open := m.dialogFor(a); open != nil {
		m.dialogs = append(m.dialogs, open)
		return m, nil
	}
	switch a.action {
	case actQuit:
		return m, tea.Quit
	case actReload:
		return m.reload(nil)
	case actUndo:
		if m.undo == nil {
			return m.tell("nothing to undo", false), nil
		}
		again := m.undo()
		m.undo = nil
		return m.act(again)
	case actEdit:
		return m.edit()
	}
	work := m.work(a)
	if work == nil {
		return m, nil
	}
	m.lastID++
	m.running[m.lastID] = a.profile
	first := len(m.running) == 1
	m.list = m.list.SetBusy(a.profile, true)
	cmd := work(m.lastID)
	if first {
		cmd = tea.Batch(cmd, spinTick())
	}
	return m, cmd
}

// needsProfile tells the actions that are about the profile under the cursor.
func (a action) needsProfile() bool {
	switch a {
	case actMenu, actShell, actRun, actRunLine, actCopy, actCopyExports, actRenew, actForget, actUse, actEdit,
		actRemove, actRemoveProfile, actRemoveKey:
		return true
	}
	return false
}

// dialogFor is the dialog that an action begins with, or nil.
func (m Model) dialogFor(a actionMsg) dialog {
	entry, _ := m.list.Selected()
	switch a.action {
	case actMenu:
		return newMenuDialog(entry, m.keys)
	case actCopy:
		return newCopyDialog(entry)
	case actNew:
		return newNewDialog()
	case actHelp:
		return newHelpDialog(m.keys)
	}
	return nil
}

// removeKeyDialog asks before a key of the keychain goes; a profile's diff is a question by itself.
func removeKeyDialog(profile string) dialog {
	return newConfirmDialog("Remove a key", fmt.Sprintf("Remove the access key of %s from the keychain?", clean(profile)),
		[]string{"It can't be brought back from here, and stays valid at AWS until it is deleted there."},
		func() tea.Msg { return actionMsg{action: actRemoveKey, profile: profile} })
}

// work is the command of an action, given its id, or nil for what is none.
func (m Model) work(a actionMsg) func(id int) tea.Cmd {
	switch a.action {
	case actShell:
		return m.program(a.profile, func(ctx context.Context) (Program, error) { return m.deps.Shells.Shell(ctx, a.profile) })
	case actRun:
		shells := m.deps.Shells
		return m.dialog(a.profile, func() dialog { return newRunDialog(a.profile, shells.History()) })
	case actRunLine:
		return m.program(a.profile, func(ctx context.Context) (Program, error) {
			_ = m.deps.Shells.Remember(a.text) // a history that can't be written stops nobody
			return m.deps.Shells.Command(ctx, a.profile, a.text)
		})
	case actRenew:
		return m.job(a.profile, "renewed", true, func(ctx context.Context) error { return m.deps.Sessions.Renew(ctx, a.profile) })
	case actForget:
		return m.job(a.profile, "forgot what was cached", true, func(ctx context.Context) error {
			_, err := m.deps.Sessions.Forget(ctx, a.profile)
			return err
		})
	case actUse:
		return m.use(a.profile)
	case actCopyExports, actCopyText:
		return m.copy(a)
	case actNewProfile:
		return m.prepare(a.profile, func() (Change, error) {
			sets, err := app.KeyValues(a.values)
			if err != nil {
				return nil, err
			}
			return m.deps.Edits.Add(a.profile, sets)
		})
	case actNewKey:
		return m.job(a.key.Name, "added to the keychain", true, func(ctx context.Context) error {
			_, err := m.deps.Edits.AddKey(ctx, a.key)
			return err
		})
	case actRemove:
		return m.remove(a.profile)
	case actRemoveProfile:
		return m.prepare(a.profile, func() (Change, error) { return m.deps.Edits.Remove(a.profile) })
	case actRemoveKey:
		return m.job(a.profile, "removed from the keychain", true, func(ctx context.Context) error {
			return m.deps.Edits.RemoveKey(ctx, a.profile)
		})
	case actApply:
		return m.job(a.profile, "written", true, a.apply)
	}
	return nil
}

// job is an action that ends with a note.
func (m Model) job(profile, note string, reload bool, do func(context.Context) error) func(int) tea.Cmd {
	return func(id int) tea.Cmd {
		return func() tea.Msg {
			return doneMsg{id: id, profile: profile, note: note, reload: reload, err: do(context.Background())}
		}
	}
}

// dialog opens a dialog that needs something read first.
func (m Model) dialog(profile string, open func() dialog) func(int) tea.Cmd {
	return func(id int) tea.Cmd {
		return func() tea.Msg { return dialogMsg{id: id, profile: profile, dialog: open()} }
	}
}

// remove begins with the key, if the keychain has one of that name, else with the profile's diff.
func (m Model) remove(profile string) func(int) tea.Cmd {
	edits := m.deps.Edits
	return func(id int) tea.Cmd {
		return func() tea.Msg {
			if edits.HasKey(profile) {
				return dialogMsg{id: id, profile: profile, dialog: removeKeyDialog(profile)}
			}
			c, err := edits.Remove(profile)
			return changeMsg{id: id, profile: profile, change: c, err: err}
		}
	}
}

func (m Model) program(profile string, obtain func(context.Context) (Program, error)) func(int) tea.Cmd {
	return func(id int) tea.Cmd {
		return func() tea.Msg {
			p, err := obtain(context.Background())
			return programMsg{id: id, profile: profile, program: p, err: err}
		}
	}
}

func (m Model) prepare(profile string, make func() (Change, error)) func(int) tea.Cmd {
	return func(id int) tea.Cmd {
		return func() tea.Msg {
			c, err := make()
			return changeMsg{id: id, profile: profile, change: c, err: err}
		}
	}
}

func (m Model) use(profile string) func(int) tea.Cmd {
	return func(id int) tea.Cmd {
		return func() tea.Msg {
			before, err := m.deps.Profiles.Use(profile)
			done := doneMsg{id: id, profile: profile, note: "is the current profile", reload: true, err: err}
			if before != "" && before != profile {
				done.undo = func() actionMsg { return actionMsg{action: actUse, profile: before} }
			}
			return done
		}
	}
}

func (m Model) copy(a actionMsg) func(int) tea.Cmd {
	return func(id int) tea.Cmd {
		return func() tea.Msg {
			ctx, text, err := context.Background(), a.text, error(nil)
			if a.action == actCopyExports {
				text, err = m.deps.Copies.Exports(ctx, a.profile)
			}
			if err == nil {
				// OSC 52 goes along: without a clipboard program of the system it is the way.
				_ = m.deps.Copies.System(ctx, text)
			}
			return copiedMsg{id: id, profile: a.profile, text: text, err: err}
		}
	}
}

// edit opens the editor where the profile under the cursor is written.
func (m Model) edit() (Model, tea.Cmd) {
	file, line := m.detail.Place()
	if file == "" {
		return m.tell("it is written in no file", true), nil
	}
	profile := m.selected()
	return m, func() tea.Msg {
		p, err := m.deps.Shells.Editor(file, line)
		return programMsg{profile: profile, program: p, err: err}
	}
}
