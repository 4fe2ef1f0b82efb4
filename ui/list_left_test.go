package ui

import (
	"testing"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
)

// What ends while the list is shown is told as what a reading would find.
func TestLiveState(t *testing.T) {
	withMFA := func(e app.Entry) app.Entry {
		e.Profile = &profiles.Profile{Name: "x", Settings: map[string]profiles.Setting{"mfa_serial": {Value: "arn:aws:iam::1:mfa/x"}}}
		return e
	}
	role := func(status creds.Status, person, credentials time.Duration) app.Entry {
		return ending(roleEntry("x", "1", "X", "", status), person, credentials)
	}
	const min = time.Minute
	for name, c := range map[string]struct {
		entry app.Entry
		later time.Duration
		want  creds.Status
		timed bool
	}{
		"cached":                     {role(creds.StatusValid, 0, 50*min), 49 * min, creds.StatusValid, true},
		"renews by itself":           {role(creds.StatusValid, 0, 50*min), 50 * min, creds.StatusReady, false},
		"renews within its session":  {role(creds.StatusValid, 3*time.Hour, 50*min), 50 * min, creds.StatusReady, true},
		"warned of":                  {role(creds.StatusValid, 3*time.Hour, 50*min), 170 * min, creds.StatusExpiring, true},
		"warned of, without its own": {role(creds.StatusReady, 3*time.Hour, 0), 170 * min, creds.StatusExpiring, true},
		"renews while warned of":     {role(creds.StatusExpiring, 9*min, 5*min), 6 * min, creds.StatusExpiring, true},
		"asks for a code":            {withMFA(role(creds.StatusValid, 3*time.Hour, 50*min)), 3 * time.Hour, creds.StatusNeedsMFA, false},
		"signed out":                 {ending(ssoEntry("x", "corp", "1", "X", "", creds.StatusReady), time.Hour, 0), time.Hour, creds.StatusSignedOut, false},
		"outlives its sign-in":       {ending(ssoEntry("x", "corp", "1", "X", "", creds.StatusValid), 5*min, 50*min), 20 * min, creds.StatusValid, true},
		"nobody knows":               {role(creds.StatusValid, 3*time.Hour, 0), 3 * time.Hour, creds.StatusExpired, false},
		"set from outside":           {role(creds.StatusReady, 0, 50*min), 51 * min, creds.StatusExpired, true},
		"ended before":               {role(creds.StatusExpired, 0, -min), 0, creds.StatusExpired, true},
		"needs a code already":       {role(creds.StatusNeedsMFA, 0, 0), 0, creds.StatusNeedsMFA, false},
	} {
		now := listClock.Add(c.later)
		state := liveState(&c.entry, now)
		if state.Status != c.want {
			t.Errorf("%s: %s, want %s", name, state.Status, c.want)
		}
		if left, timed := timeLeft(state, now); timed != c.timed || timed && left <= 0 && c.want != creds.StatusExpired {
			t.Errorf("%s: %v left, timed %t", name, left, timed)
		}
	}
}

// A state that ends has the profiles read again: once.
func TestListReadsAgainWhenAStateEnds(t *testing.T) {
	now := listClock
	m := newModel(newTasks(t.Context()), Deps{Now: func() time.Time { return now }}, Options{})
	load := func() {
		m.loading = false
		m.list = m.list.SetEntries([]app.Entry{ending(roleEntry("x", "1", "X", "", creds.StatusValid), 0, time.Hour)}, "", now)
	}
	load()
	for _, step := range []struct {
		later   time.Duration
		loading bool
	}{{0, false}, {59 * time.Minute, false}, {time.Hour, true}} {
		now = listClock.Add(step.later)
		if m, _ = m.tick(tickMsg(now)); m.loading != step.loading {
			t.Errorf("%v later it reads again: %t", step.later, m.loading)
		}
	}
	load()
	if m, _ = m.tick(tickMsg(now)); m.loading {
		t.Error("what has ended is read over and over")
	}
}
