package ui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/creds"
)

// act does what was chosen, or opens the dialog that leads to it.
func (m Model) act(a actionMsg) (Model, tea.Cmd) {
	if a.action.needsProfile() && a.profile == "" {
		return m, nil
	}
	if open := m.dialogFor(a); open != nil {
		m.dialogs = append(m.dialogs, open)
		if a.action == actRun {
			return m, m.history()
		}
		return m, nil
	}
	switch a.action {
	case actQuit:
		return m, tea.Quit
	case actReload:
		return m.reload(nil)
	case actUndo:
		m, back, ok := m.takeBack()
		if !ok {
			return m.tell("nothing to undo", false), nil
		}
		return m.act(back)
	case actEdit:
		return m.edit()
	case actSignOut:
		return m.tell(clean(a.profile)+" is not signed in", false), nil
	case actSync:
		return m.tell(clean(a.profile)+" has no sso-session whose roles could become profiles", false), nil
	case actRequest:
		return m.openRequest(a.profile)
	case actRequestLoad:
		return m.loadRequest(a.draft)
	}
	var g *gauge
	if a.action == actDiscover || a.action == actSyncNow {
		g = &gauge{}
	}
	if work := m.work(a, g); work != nil {
		return m.begin(a, work, g)
	}
	return m, nil
}

// needsProfile tells the actions that are about the profile under the cursor.
func (a action) needsProfile() bool {
	switch a {
	case actMenu, actShell, actRun, actRunLine, actCopy, actCopyExports, actRenew, actRenewAll, actForget, actUse, actEdit,
		actRequest, actSignIn, actSignOut, actSync, actRemove, actRemoveProfile, actRemoveKey:
		return true
	}
	return false
}

// needsCredentials tells the actions that no broken profile can serve.
func (a action) needsCredentials() bool {
	switch a {
	case actShell, actRun, actRunLine, actCopyExports, actRenew, actRenewAll, actSignIn:
		return true
	}
	return false
}

// failed is the title of the error that an action ends with.
func (a actionMsg) failed() string {
	name := clean(a.profile)
	switch a.action {
	case actShell, actRunLine:
		return "Getting credentials of " + name + " failed"
	case actRenew, actRenewAll:
		return "Renewing " + name + " failed"
	case actSignIn:
		return "Signing in with " + name + " failed"
	case actSignOutNow:
		return "Signing out with " + name + " failed"
	case actDiscover:
		return "Listing the roles of " + clean(a.session) + " failed"
	case actSyncNow:
		return "Preparing profiles for the roles of " + clean(a.sync.Session) + " failed"
	case actForget:
		return "Forgetting the sessions of " + name + " failed"
	case actUse:
		return "Using " + name + " failed"
	case actCopyExports, actCopyText:
		return "Copying failed"
	case actNewProfile:
		return "Adding " + name + " failed"
	case actNewKey:
		return "Adding the key " + clean(a.key.Name) + " failed"
	case actRemove, actRemoveProfile:
		return "Removing " + name + " failed"
	case actRemoveKey:
		return "Removing the key " + name + " failed"
	case actApply:
		if a.undoing {
			return "Undoing failed"
		}
		return "Writing the change failed"
	}
	return name + " failed"
}

// about names what an action is about where that is no profile.
func (a actionMsg) about() string {
	if a.action == actSyncNow {
		return a.sync.Session
	}
	return a.session
}

// dialogFor is the dialog that an action begins with, or nil.
func (m Model) dialogFor(a actionMsg) dialog {
	entry, known := m.list.Entry(a.profile)
	if a.action.needsCredentials() && known && entry.Plan.Problem != nil {
		err := &creds.ProblemError{Profile: a.profile, Problem: *entry.Plan.Problem}
		return newErrorDialog(clean(a.profile)+" can't give credentials", err, m.deps.Hint(err))
	}
	switch {
	case a.action == actNew:
		return newNewDialog()
	case a.action == actHelp:
		return newHelpDialog(m.keys)
	case !known:
		return nil
	}
	switch a.action {
	case actMenu:
		return newMenuDialog(entry, m.keys)
	case actCopy:
		return newCopyDialog(entry)
	case actRun:
		return newRunDialog(a.profile, nil)
	case actSignOut:
		if signInOf(entry) != "" && !isSignedOut(entry) {
			return newSignOutDialog(entry, m.list.rows.entries)
		}
	case actSync:
		if entry.Session() != "" {
			return newSyncForm(a.profile, entry.Session())
		}
	}
	return nil
}

// historyMsg brings the command lines that were run before, latest first.
type historyMsg struct{ lines []string }

func (m Model) history() tea.Cmd {
	shells := m.deps.Shells
	return m.tasks.run(m.tasks.ctx, func(context.Context) tea.Msg { return historyMsg{shells.History()} })
}

// removeKeyDialog asks before a key of the keychain goes; a profile's diff is a question by itself.
func removeKeyDialog(profile string) dialog {
	return newConfirmDialog("Remove a key", fmt.Sprintf("Remove the access key of %s from the keychain?", clean(profile)),
		[]string{"It can't be brought back from here, and stays valid at AWS until it is deleted there."},
		func() tea.Msg { return actionMsg{action: actRemoveKey, profile: profile} })
}

// edit opens the editor where the profile under the cursor is written.
func (m Model) edit() (Model, tea.Cmd) {
	file, line := m.detail.Place()
	if file == "" {
		return m.tell("it is written in no file", true), nil
	}
	profile, shells := m.selected(), m.deps.Shells
	return m, m.tasks.run(m.tasks.ctx, func(context.Context) tea.Msg {
		p, err := shells.Editor(file, line)
		return programMsg{profile: profile, program: p, err: err}
	})
}
