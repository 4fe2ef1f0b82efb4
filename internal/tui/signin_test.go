//go:build unix

package tui_test

import (
	"net"
	"net/url"
	"strings"
	"testing"

	"lanyard/internal/ptytest"
)

// openAt starts the program with the cursor on a profile.
func (h *uiHome) openAt(t *testing.T, size ptytest.Size, profile string) *ptytest.Terminal {
	t.Helper()
	term := h.open(t, size)
	term.WaitFor("tagged")
	(&journey{t: t, h: h, term: term}).find(profile)
	return term
}

// installed puts the demo's own commands on the PATH, with a browser whose person always allows.
func (h *uiHome) installed(t *testing.T) {
	t.Helper()
	if err := h.Install(lanyardPath(t)); err != nil {
		t.Fatal(err)
	}
	h.env = append(h.env, "BROWSER=approve")
}

// secret fails if a token stands on the screen.
func (h *uiHome) secret(t *testing.T, frame string) {
	t.Helper()
	for _, token := range h.server.World().SSOSecrets() {
		if strings.Contains(frame, token) {
			t.Errorf("a token is on the screen:\n%s", frame)
		}
	}
}

// One sign-in makes every profile of its session usable and adds the roles without a profile, which work
// at once; signing out undoes both.
func TestUISignIn(t *testing.T) {
	h := newUIHome(t)
	h.installed(t)
	term := h.openAt(t, ptytest.Size{W: 120, H: 40}, "acme-readonly")
	term.WaitFor("◇ acme-admin")
	term.Type("l")
	h.secret(t, term.WaitFor("✓ Signed in"))
	h.secret(t, term.WaitFor("○ acme/222233334444/PowerUse"))
	for _, usable := range []string{"○ acme-admin", "○ acme-readonly", "● acme", "profiles 28"} {
		term.WaitFor(usable)
	}
	term.WaitGone("✓ Signed in")
	j := journey{t: t, h: h, term: term}
	j.find("PowerUser")
	term.Type("x")
	term.WaitFor("Run with acme/222233334444/PowerUserAccess")
	term.Type(`echo "as $AWS_ACCESS_KEY_ID"`)
	term.Key("Enter")
	term.WaitFor("as ASIA")
	term.Key("Enter")
	term.WaitFor("● acme/222233334444/PowerUse")
	term.Type("L")
	term.WaitFor("Sign out of acme?")
	term.WaitFor("5 discovered roles")
	term.Type("y")
	term.WaitFor("is signed out")
	term.WaitFor("◇ acme-admin")
	term.WaitFor("profiles 23")
}

// Using a profile that needs a sign-in starts one. A denied sign-in can be tried again, and the command then runs.
func TestUISignInDenied(t *testing.T) {
	h := newUIHome(t)
	term := h.openAt(t, ptytest.Size{W: 80, H: 24}, "globex-research")
	term.Type("x")
	term.WaitFor("Run with globex-research")
	term.Type(`echo "as $AWS_ACCESS_KEY_ID"`)
	term.Key("Enter")
	term.WaitFor("Waiting for your approval")
	decide := func(decision func(string) error) {
		t.Helper()
		codes := h.server.PendingDevices()
		if len(codes) != 1 {
			t.Fatalf("the codes %q wait", codes)
		}
		term.WaitFor(codes[0])
		if err := decision(codes[0]); err != nil {
			t.Fatal(err)
		}
	}
	decide(h.server.DenyDevice)
	term.WaitFor("denied in the browser")
	term.WaitFor("enter try again")
	term.Key("Enter")
	term.WaitFor("Waiting for your approval")
	decide(h.server.ApproveDevice)
	term.WaitFor("as ASIA")
}

// A cancelled sign-in leaves no listener behind, and can be started again at once.
func TestUISignInCancelled(t *testing.T) {
	h := newUIHome(t)
	term := h.openAt(t, ptytest.Size{W: 120, H: 40}, "acme-admin")
	for range 2 {
		term.Type("l")
		term.WaitFor("copy address")
		term.Type("b")
		term.WaitFor("Waiting for your browser")
		term.Type("y")
		term.WaitFor("copied the address")
		page, err := url.Parse(term.Clipboard())
		if err != nil {
			t.Fatal(err)
		}
		back, err := url.Parse(page.Query().Get("redirect_uri"))
		if err != nil {
			t.Fatal(err)
		}
		if conn, err := net.Dial("tcp", back.Host); err != nil {
			t.Errorf("nothing listens where the browser comes back: %v", err)
		} else {
			conn.Close()
		}
		term.Key("Escape")
		term.WaitFor("acme-admin: cancelled")
		if conn, err := net.Dial("tcp", back.Host); err == nil {
			conn.Close()
			t.Error("it listens still")
		}
		term.WaitGone("⠿")
	}
}

// A console sign-in works the same way, and has no roles to look for.
func TestUIConsoleSignIn(t *testing.T) {
	h := newUIHome(t)
	h.installed(t)
	term := h.openAt(t, ptytest.Size{W: 80, H: 24}, "console")
	term.Type("x")
	term.WaitFor("Run with console")
	term.Type(`echo "as $AWS_ACCESS_KEY_ID"`)
	term.Key("Enter")
	term.WaitFor("as ASIA")
	term.Key("Enter")
	term.WaitFor("● console")
}

// Sync writes profiles after the person confirms the diff.
func TestUISync(t *testing.T) {
	h := newUIHome(t)
	h.installed(t)
	term := h.openAt(t, ptytest.Size{W: 120, H: 40}, "globex-research")
	term.Type("S")
	term.WaitFor("Profiles for the roles of globex")
	term.Key("Tab", "Tab", "Tab", "Enter")
	term.WaitFor("lanyard_sync")
	term.WaitFor("enter apply")
	term.Key("Enter")
	term.WaitFor("4 added, 0 changed, 0 removed")
}
