//go:build unix

package tui_test

import (
	"strings"
	"testing"

	"lanyard/internal/ptytest"
)

// TestUIJourney walks through the program in a small and in a large window, and compares whole frames.
func TestUIJourney(t *testing.T) {
	for name, size := range map[string]ptytest.Size{"small": {W: 80, H: 24}, "large": {W: 200, H: 60}} {
		t.Run(name, func(t *testing.T) {
			h := newUIHome(t)
			j := &journey{t: t, h: h, term: h.open(t, size), name: name}
			j.browse()
			j.run()
			j.code()
			j.copy()
			j.profile()
			j.key()
			j.resize(size)
			j.quit()
		})
	}
}

type journey struct {
	t    *testing.T
	h    *uiHome
	term *ptytest.Terminal
	name string
}

func (j *journey) see(frame, text string) {
	j.t.Helper()
	sees(j.t, j.term, j.name+"-"+frame, text)
}

func (j *journey) browse() {
	j.t.Helper()
	j.see("list", "tagged")
	j.term.Key("Down", "Down", "Down")
	j.see("browse", "mfa/alice")
	j.term.Type("/leaf")
	j.see("filter", "/leaf")
	j.term.Key("Enter", "Tab")
	j.see("chain", "role/spoke")
	j.term.Key("Tab", "Escape")
	j.term.WaitGone("· /leaf")
	j.see("unfiltered", "prod-admin")
}

// find puts the cursor on a profile by way of the filter.
func (j *journey) find(profile string) {
	j.t.Helper()
	j.term.Type("/" + profile)
	j.term.WaitFor("· /" + profile)
	j.term.Key("Enter", "Escape")
	j.term.WaitGone("· /" + profile) // an escape and a letter at once would be one key
}

// run runs a command as a role. Its output leaves the screen afterwards.
func (j *journey) run() {
	j.t.Helper()
	j.find("deploy")
	j.term.Type("x")
	j.term.WaitFor("Run with deploy")
	j.term.Type(`echo "as $LANYARD_PROFILE with $AWS_ACCESS_KEY_ID"`)
	j.see("command", "echo")
	j.term.Key("Enter")
	j.see("output", "as deploy with ASIA")
	j.term.Key("Enter")
	if frame := j.term.WaitFor("1h00m"); strings.Contains(frame, "as deploy with") {
		j.t.Errorf("what the command wrote is on the screen still:\n%s", frame)
	}
	j.see("after-command", "1h00m")
}

func (j *journey) code() {
	j.t.Helper()
	j.find("prod-admin")
	j.term.Type("r")
	j.see("code", "MFA code")
	j.term.Type("000000")
	j.term.WaitFor("000000")
	j.term.Key("Enter")
	j.see("wrong-code", "refused")
	j.term.Paste(" " + j.h.code(j.t) + "\n")
	j.term.Key("Enter")
	j.see("right-code", "renewed")
}

func (j *journey) copy() {
	j.t.Helper()
	j.term.Type("y")
	j.see("copy", "Copy from")
	j.term.Key("Enter")
	j.see("copied", "copied")
	copied := j.term.Clipboard()
	for _, want := range []string{"export AWS_ACCESS_KEY_ID=", "export AWS_SESSION_TOKEN="} {
		if !strings.Contains(copied, want) {
			j.t.Errorf("no %q in what was copied: %q", want, copied)
		}
	}
}

// profile adds a profile and removes it again, with the diff shown first.
func (j *journey) profile() {
	j.t.Helper()
	j.term.Type("n")
	j.see("new", "Access key")
	j.term.Type("p")
	j.term.WaitFor("New profile")
	j.term.Type("staging")
	j.term.Key("Tab", "Tab", "Tab", "Tab")
	j.term.Type("eu-west-1")
	j.see("new-profile", "eu-west-1 ")
	j.term.Key("Enter", "Enter")
	j.see("new-profile-diff", "+[profile staging]")
	j.term.Key("Enter")
	j.see("new-profile-written", "added staging")
	j.term.Type("d")
	j.see("remove-profile-diff", "-[profile staging]")
	j.term.Key("Enter")
	j.see("remove-profile-written", "removed staging")
	j.term.Type("z")
	j.see("remove-profile-undone", "took back: removed staging")
	j.find("staging")
	j.term.Type("d")
	j.term.WaitFor("enter apply")
	j.term.Key("Enter")
	j.term.WaitFor("removed staging")
}

// key adds the access key of an AWS user to the keychain and removes it again.
func (j *journey) key() {
	j.t.Helper()
	user, err := j.h.server.World().AddUser("bob", "222233334444")
	if err != nil {
		j.t.Fatal(err)
	}
	j.term.Type("n")
	j.term.WaitFor("Access key")
	j.term.Type("a")
	j.term.WaitFor("New access key")
	j.term.Type("spare")
	j.term.Key("Tab")
	j.term.Type(user.AccessKeyID)
	j.term.Key("Tab")
	j.term.Type(user.SecretAccessKey.Reveal())
	j.see("new-key", "•••")
	j.term.Key("Enter", "Enter", "Enter")
	j.see("new-key-added", "added to the keychain")
	j.term.Type("d")
	j.see("remove-key", "Remove the access key")
	j.term.Type("y")
	j.see("remove-key-removed", "removed from the keychain")
}

func (j *journey) resize(size ptytest.Size) {
	j.t.Helper()
	for _, to := range []ptytest.Size{{W: 40, H: 10}, {W: 300, H: 100}, {W: 20, H: 5}} {
		j.term.Resize(to)
		j.see("resized-"+to.String(), "lanyard")
	}
	j.term.Resize(size)
	j.see("resized-back", "lanyard")
}

func (j *journey) quit() {
	j.t.Helper()
	j.term.Type("q")
	if code := j.term.WaitExit(); code != 0 {
		j.t.Errorf("exit code %d", code)
	}
	if modes := j.term.Modes(); modes != (ptytest.Modes{CursorVisible: true}) {
		j.t.Errorf("the terminal was left with %+v", modes)
	}
}
