package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/internal/redact"
	"lanyard/profiles"
)

// frameSizes are the sizes that every frame is compared at.
func frameSizes() [][2]int { return [][2]int{{40, 10}, {80, 24}, {120, 40}, {200, 60}} }

func TestDetailFrames(t *testing.T) {
	set, home := detailSet(t)
	entries := map[string]app.Entry{
		"prod":   prodEntry(t, set),
		"keys":   detailEntry(t, set, "keys", creds.State{Status: creds.StatusReady}),
		"work":   detailEntry(t, set, "work", creds.State{Status: creds.StatusReady}),
		"lost":   detailEntry(t, set, "lost"),
		"quoted": detailEntry(t, set, "it's größe 日本 🚀", creds.State{Status: creds.StatusNeedsMFA}),
	}
	for name, e := range entries {
		for _, size := range frameSizes() {
			full := size[1] < tallFrom
			r := layout(size[0], size[1], full).Detail
			frame := newDetail(newKeyMap()).Resize(r).Set(e, true, listClock, home).View(r, newStyles(true), full)
			checkShape(t, frame, r.W, r.H)
			golden(t, fmt.Sprintf("detail-%s-%dx%d", name, size[0], size[1]), ansi.Strip(frame))
		}
	}
}

func TestDetailFrameStyled(t *testing.T) {
	set, home := detailSet(t)
	r := rect{W: 100, H: 34}
	golden(t, "detail-styled", newDetail(newKeyMap()).Set(prodEntry(t, set), true, listClock, home).View(r, newStyles(true), false))
}

func TestDetailFrameWithoutProfile(t *testing.T) {
	r := rect{W: 60, H: 5}
	d := newDetail(newKeyMap()).Resize(r).Set(app.Entry{}, false, listClock, "")
	frame := d.View(r, newStyles(true), false)
	checkShape(t, frame, r.W, r.H)
	golden(t, "detail-none", ansi.Strip(frame))
	if file, line := d.Place(); file != "" || line != 0 {
		t.Errorf("no profile is written in %s:%d", file, line)
	}
}

// Keys that are handed out themselves are no session.
func TestDetailTellsOfSessions(t *testing.T) {
	set, home := detailSet(t)
	e := detailEntry(t, set, "keys", creds.State{Status: creds.StatusReady})
	r := rect{W: 100, H: 30}
	for _, own := range []bool{false, true} {
		e.OwnKeys = own
		frame := ansi.Strip(newDetail(newKeyMap()).Resize(r).Set(e, true, listClock, home).View(r, newStyles(true), false))
		if strings.Contains(frame, "no IAM") == own {
			t.Errorf("no_session %t:\n%s", own, frame)
		}
	}
}

func TestDetailScrolls(t *testing.T) {
	set, home := detailSet(t)
	e := prodEntry(t, set)
	d := newDetail(newKeyMap()).Resize(rect{W: 60, H: 8}).Set(e, true, listClock, home)
	bottom := len(d.rows) - d.page()
	if bottom <= 0 {
		t.Fatalf("%d rows need no scrolling", len(d.rows))
	}
	for _, step := range []struct {
		msg  tea.Msg
		want int
	}{
		{keyPress("up"), 0},
		{keyPress("down"), 1},
		{keyPress("j"), 2},
		{keyPress("pgdown"), 2 + d.page() - 1},
		{tea.MouseWheelMsg{Button: tea.MouseWheelUp}, 2 + d.page() - 1 - wheelStep},
		{keyPress("G"), bottom},
		{keyPress("down"), bottom},
		{tea.MouseWheelMsg{Button: tea.MouseWheelDown}, bottom},
		{keyPress("up"), bottom - 1},
		{keyPress("g"), 0},
	} {
		if d, _ = d.Update(step.msg); d.top != step.want {
			t.Fatalf("%v: the first row is %d, want %d", step.msg, d.top, step.want)
		}
	}
	d = d.Scroll(5).Set(e, true, listClock.Add(time.Second), home)
	if d.top != 5 {
		t.Errorf("a second later the first row is %d, want 5", d.top)
	}
	if d = d.Resize(rect{W: 60, H: 200}); d.top != 0 {
		t.Errorf("with room for all the first row is %d", d.top)
	}
	d = d.Resize(rect{W: 60, H: 8}).Scroll(5).Set(detailEntry(t, set, "audit", make([]creds.State, 2)...), true, listClock, home)
	if d.top != 0 {
		t.Errorf("another profile begins at row %d", d.top)
	}
}

func TestDetailCountsDown(t *testing.T) {
	set, home := detailSet(t)
	r := rect{W: 100, H: 30}
	d := newDetail(newKeyMap()).Resize(r)
	frame := func(after time.Duration) string {
		d = d.Set(prodEntry(t, set), true, listClock.Add(after), home)
		return ansi.Strip(d.View(r, newStyles(true), false))
	}
	if text := frame(0); !strings.Contains(text, "11h00m") {
		t.Errorf("the time left is missing:\n%s", text)
	}
	if text := frame(time.Minute); !strings.Contains(text, "10h59m") {
		t.Errorf("the time left stands still:\n%s", text)
	}
}

func TestDetailPlace(t *testing.T) {
	set, home := detailSet(t)
	d := newDetail(newKeyMap()).Set(prodEntry(t, set), true, listClock, home)
	if file, line := d.Place(); file != home+"/.aws/config" || line != 7 {
		t.Errorf("got %s:%d", file, line)
	}
}

func TestDetailMasksSecrets(t *testing.T) {
	set, home := detailSet(t)
	e := detailEntry(t, set, "keys", creds.State{Status: creds.StatusReady})
	d := newDetail(newKeyMap()).Set(e, true, listClock, home)
	for _, r := range []rect{{W: 30, H: 90}, {W: 200, H: 60}} {
		frame := ansi.Strip(d.View(r, newStyles(true), true))
		if strings.Contains(frame, "wJalr") || strings.Contains(frame, "bPxRfi") {
			t.Errorf("the secret key is shown:\n%s", frame)
		}
		if !strings.Contains(frame, "****") {
			t.Errorf("the masked key is missing:\n%s", frame)
		}
	}
}

// TestDetailKeepsItsShape draws whatever may stand in files, at any size.
func TestDetailKeepsItsShape(t *testing.T) {
	s := newStyles(true)
	rapid.Check(t, func(t *rapid.T) {
		text := hostileText()
		setting := func(label string) profiles.Setting {
			return profiles.Setting{
				Value: text.Draw(t, label), Secret: redact.New(text.Draw(t, label+" secret")),
				Source: profiles.Source{File: text.Draw(t, label+" file"), Line: rapid.Int().Draw(t, label+" line")},
			}
		}
		p := &profiles.Profile{
			Name:      text.Draw(t, "name"),
			Settings:  map[string]profiles.Setting{text.Draw(t, "key"): setting("own"), "region": setting("region")},
			Inherited: map[string]profiles.Setting{"sso_session": setting("session")},
			Problems:  []profiles.Problem{{Severity: profiles.SeverityWarning, Message: text.Draw(t, "message"), Hint: text.Draw(t, "hint")}},
		}
		e := app.Entry{Profile: p, State: creds.State{Status: creds.StatusExpiring, PersonNeededAt: listClock.Add(time.Hour)}}
		for i := range rapid.IntRange(0, 30).Draw(t, "steps") {
			e.Plan.Steps = append(e.Plan.Steps, profiles.Step{
				Kind: profiles.KindAssumeRole, Profile: p.Name, Role: profiles.Role{ARN: text.Draw(t, fmt.Sprint("role ", i))},
			})
		}
		r := rect{W: rapid.IntRange(0, 120).Draw(t, "width"), H: rapid.IntRange(0, 60).Draw(t, "height")}
		d := newDetail(newKeyMap()).Resize(r).Set(e, true, listClock, "/home/ann").Scroll(rapid.IntRange(-10, 200).Draw(t, "scroll"))
		frame := d.View(r, s, rapid.Bool().Draw(t, "focused"))
		if r.Empty() {
			if frame != "" {
				t.Errorf("%q in %v", frame, r)
			}
			return
		}
		checkShape(t, frame, r.W, r.H)
	})
}
