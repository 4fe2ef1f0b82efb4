package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
)

// newMenuDialog offers what can be done with a profile.
func newMenuDialog(e app.Entry, keys keyMap) dialog {
	m := menu{title: e.Profile.Name, keys: keys, spots: &clickTargets{}}
	add := func(when bool, b key.Binding, label string, do action) {
		if when && b.Enabled() {
			m.items = append(m.items, menuItem{key: b, label: label, choose: actionMsg{action: do, profile: e.Profile.Name}})
		}
	}
	broken := isBroken(e)
	add(!broken, keys.Shell, "Open a shell", actShell)
	add(!broken, keys.Run, "Run a command…", actRun)
	add(!broken, keys.Copy, "Copy…", actCopy)
	add(!broken, keys.Request, "Test a request…", actRequest)
	add(!broken && renews(e.Plan), keys.Renew, "Renew now", actRenew)
	add(!broken && takesCode(e.Plan) && len(e.Plan.Steps) > 1, keys.RenewAll, "Renew the MFA session too", actRenewAll)
	signsIn := signInOf(e) != ""
	add(!broken && signsIn && isSignedOut(e), keys.SignIn, "Sign in", actSignIn)
	add(!broken && signsIn && !isSignedOut(e), keys.SignOut, "Sign out…", actSignOut)
	add(!broken && e.Session() != "", keys.Sync, "Write profiles for its roles…", actSync)
	add(!broken && holdsSessions(e), keys.Forget, "Forget what is cached", actForget)
	add(!broken, keys.Use, "Use as the current profile", actUse)
	add(len(e.Profile.Sources) > 0, keys.Edit, "Edit in $EDITOR", actEdit)
	if arn := e.Profile.Get("role_arn"); broken && arn != "" && keys.Copy.Enabled() {
		m.items = append(m.items, menuItem{
			key: keys.Copy, label: "Copy the role ARN", detail: arn,
			choose: actionMsg{action: actCopyText, profile: e.Profile.Name, text: arn, what: "role ARN"},
		})
	}
	add(!e.Profile.Discovered, keys.Remove, "Remove…", actRemove)
	if broken {
		m.notes = problemNotes(e)
	}
	return m
}

// isBroken reports a profile that can't give credentials before somebody mends it.
func isBroken(e app.Entry) bool { return e.Plan.Problem != nil || e.State.Status == creds.StatusBroken }

func problemNotes(e app.Entry) []menuNote {
	for _, problem := range app.Problems(e) {
		if problem.Severity != profiles.SeverityError {
			continue
		}
		notes := []menuNote{{"✗ " + problem.Message, inBad}}
		if problem.Hint != "" {
			notes = append(notes, menuNote{"hint: " + problem.Hint, inText})
		}
		return notes
	}
	return []menuNote{{"✗ this profile can't give credentials", inBad}}
}

// takesCode reports that a session on the way takes an MFA code.
func takesCode(plan profiles.Plan) bool {
	return slices.ContainsFunc(plan.Steps, func(s profiles.Step) bool { return s.MFASerial != "" })
}

// renews reports that something is obtained for the plan: keys that are temporary already, and those
// of the environment, are handed out as they are.
func renews(plan profiles.Plan) bool {
	if len(plan.Steps) != 1 {
		return len(plan.Steps) > 0
	}
	switch only := plan.Steps[0]; only.Kind {
	case profiles.KindEnvironment:
		return false
	case profiles.KindStatic:
		return only.Keys.SessionToken.Empty()
	}
	return true
}

// holdsSessions reports that something is cached for a profile, or that it can't be known.
func holdsSessions(e app.Entry) bool {
	for _, s := range append([]creds.State{e.State}, e.Steps...) {
		switch s.Status {
		case creds.StatusValid, creds.StatusExpiring, creds.StatusLocked:
			return true
		}
		if !s.PersonNeededAt.IsZero() {
			return true
		}
	}
	return false
}

// newCopyDialog offers what can be copied of a profile.
func newCopyDialog(e app.Entry) dialog {
	name := e.Profile.Name
	m := menu{title: "Copy from " + name, keys: newKeyMap(), spots: &clickTargets{}}
	if !isBroken(e) {
		m.items = append(m.items, menuItem{
			key: letter("x"), label: "Export lines of your shell",
			choose: actionMsg{action: actCopyExports, profile: name, what: "export lines"},
		})
	}
	for _, c := range []struct{ key, label, what, text string }{
		{"c", "credential_process line", "credential_process line", copyableProcessLine(name)},
		{"r", "Role ARN", "role ARN", e.Profile.Get("role_arn")},
		{"a", "Account id", "account id", e.Account()},
		{"n", "Name", "name", name},
	} {
		if c.text != "" {
			m.items = append(m.items, menuItem{
				key: letter(c.key), label: c.label, detail: c.text,
				choose: actionMsg{action: actCopyText, profile: name, text: c.text, what: c.what},
			})
		}
	}
	return m
}

// copyableProcessLine is the credential_process line, "" for a name that no line can hold.
func copyableProcessLine(name string) string {
	if clean(name) != name {
		return ""
	}
	return processLine(name)
}

func letter(k string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, "")) }
