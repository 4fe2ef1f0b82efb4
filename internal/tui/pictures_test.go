//go:build unix

package tui_test

import (
	"image"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"lanyard/internal/fakeaws"
	"lanyard/internal/ptytest"
	"lanyard/screenshots"
)

// TestPictures makes the README's pictures from the screens of the program, and compares them with
// those of screenshots/. With -update ("make screenshots") it writes them.
func TestPictures(t *testing.T) {
	for theme, background := range map[screenshots.Theme]string{
		screenshots.Dark(): ptytest.Dark, screenshots.Light(): ptytest.Light,
	} {
		t.Run(theme.Name, func(t *testing.T) {
			h := newUIHome(t)
			h.env = append(h.env, "LANYARD_WAIT=30m") // a sign-in ends with its code, to the second
			h.warm(t, "deploy", "sandbox", "leaf", "audit")
			size := ptytest.Size{W: 120, H: 30}
			term := ptytest.StartOn(t, background, size, h.env, lanyardPath(t))
			shot := func(name, text string) {
				t.Helper()
				term.WaitFor(text)
				shoot(t, term, size, theme, name)
			}
			find := func(profile string) {
				t.Helper()
				term.Type("/" + profile)
				term.WaitFor("· /" + profile)
				term.Key("Enter", "Escape")
				term.WaitGone("· /" + profile)
			}
			term.WaitFor("Zürich lab")
			find("deploy")
			shot("list", "deploy")
			find("leaf")
			term.Key("Tab")
			shot("detail", "━")
			term.Key("Tab")
			term.Type("/prd")
			shot("filter", "3 of 23")
			term.Key("C-u", "Escape")
			term.WaitGone("of 23")
			find("prod-admin")
			term.Key("Enter")
			shot("actions", "Open a shell")
			term.Type("r")
			term.WaitFor("send the code")
			term.Type("123")
			shot("mfa", "123")
			term.Key("Escape")
			term.WaitFor("cancelled")
			find("denied")
			term.Type("r")
			shot("error", "AccessDenied")
			term.Key("Escape")
			term.WaitGone("AccessDenied")
			term.Type("?")
			shot("help", "page down")
			term.Key("Escape")
			term.WaitGone("page down")
			h.pictureSignIn(t, term, find, shot)
		})
	}
}

// pictureSignIn takes pictures of a sign-in on another machine, and of the roles that it opens.
func (h *uiHome) pictureSignIn(t *testing.T, term *ptytest.Terminal, find func(string), shot func(name, text string)) {
	t.Helper()
	change := func(page string, interval time.Duration) {
		t.Helper()
		err := h.server.World().ChangeSSO("https://acme-demo.awsapps.com/start", func(s *fakeaws.SSOSpec) {
			s.DevicePage, s.Interval = page, interval
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// The server's own page has a random port, and with a stopped clock a second poll would be too early.
	change("https://device.sso.eu-west-1.amazonaws.com/", time.Hour)
	find("acme-admin")
	term.Type("l")
	term.WaitFor("copy address")
	shot("signin", "Waiting for your approval")
	term.Key("Escape")
	term.WaitFor("acme-admin: cancelled")
	change("", time.Second)
	if err := h.server.SetApproval(fakeaws.Approval{Mode: fakeaws.ApproveAll}); err != nil {
		t.Fatal(err)
	}
	term.Type("l")
	term.WaitFor("acme opens 7 roles")
	term.WaitGone("✓ Signed in")
	find("PowerUser")
	shot("roles", "PowerUse")
}

// warm obtains sessions before the program starts.
func (h *uiHome) warm(t *testing.T, profiles ...string) {
	t.Helper()
	for _, profile := range profiles {
		cmd := exec.Command(lanyardPath(t), "env", profile)
		cmd.Env = h.env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
}

// shoot takes a picture, or compares the screen with it once it no longer changes.
func shoot(t *testing.T, term *ptytest.Terminal, size ptytest.Size, theme screenshots.Theme, name string) {
	t.Helper()
	folder := filepath.Join("..", "..", "screenshots")
	if *update {
		term.Stable(steady)
		if err := screenshots.Write(folder, name, screenOf(t, term, size), theme); err != nil {
			t.Fatal(err)
		}
		return
	}
	err := screenshots.Check(folder, name, screenOf(t, term, size), theme)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for tries := 0; err != nil && tries < 100; tries++ {
		<-tick.C
		err = screenshots.Check(folder, name, screenOf(t, term, size), theme)
	}
	if err != nil {
		t.Error(err)
	}
}

func screenOf(t *testing.T, term *ptytest.Terminal, size ptytest.Size) *screenshots.Screen {
	t.Helper()
	var cursor *image.Point
	if term.Modes().CursorVisible {
		x, y := term.Cursor()
		cursor = &image.Point{X: x, Y: y}
	}
	s, err := screenshots.NewScreen(spinner.ReplaceAllString(term.Styled(), "⠹"), size.W, size.H, cursor)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
