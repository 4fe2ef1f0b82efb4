package ui

import (
	"fmt"

	"lanyard/internal/app"
	"lanyard/profiles"
)

// newSignOutDialog asks before a sign-in is ended, and tells what goes with it.
func newSignOutDialog(e app.Entry, entries []app.Entry) dialog {
	name := signInOf(e)
	written, discovered := 0, 0
	for i := range entries {
		switch {
		case signInOf(entries[i]) != name:
		case entries[i].Profile.Discovered:
			discovered++
		default:
			written++
		}
	}
	lose := plural(written, "profile") + " and every credential of theirs that is cached need a new sign-in."
	if discovered > 0 {
		lose = fmt.Sprintf("%s and %s need a new sign-in, and the roles leave the list until then.", plural(written, "profile"), plural(discovered, "discovered role"))
	}
	lines := []string{lose, "Its token is revoked at AWS, also for the AWS CLI and SDKs where they share it.", "Credentials that were handed out stay valid until they end."}
	if e.Plan.Steps[0].Kind == profiles.KindLogin {
		lines[1] = "The AWS CLI and SDKs, which share it, are signed out too."
		lines[2] = "Credentials that were handed out stay valid for up to 15 minutes."
	}
	return newConfirmDialog("Sign out", fmt.Sprintf("Sign out of %s?", clean(name)), lines,
		send(actionMsg{action: actSignOutNow, profile: e.Profile.Name}))
}
