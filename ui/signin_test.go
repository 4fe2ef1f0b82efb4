package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/sso"
)

// signIns begins a sign-in of a Person in a goroutine.
func signIns(t *testing.T, ctx context.Context, way app.Way, req creds.SignInRequest) (came chan tea.Msg, ended chan error) {
	t.Helper()
	came, ended = make(chan tea.Msg, 100), make(chan error, 1)
	p := &Person{Way: func(creds.SignInRequest) (app.Way, error) { return way, nil }}
	p.connect(func(msg tea.Msg) { came <- msg })
	go func() { ended <- p.SignIn(ctx, req) }()
	return came, ended
}

// asking is the question that opens the dialog.
func asking(t *testing.T, came chan tea.Msg) *signInAsk {
	t.Helper()
	ask, ok := (<-came).(askMsg)
	if !ok || ask.signIn == nil {
		t.Fatalf("%+v came first", ask)
	}
	return ask.signIn
}

// Nothing is opened before the dialog is there to be seen.
func TestSignInWaitsForItsDialog(t *testing.T) {
	began := make(chan creds.SignInMethod, 1)
	req := ssoRequest()
	req.Do = func(_ context.Context, how creds.SignInMethod) error {
		began <- how
		return nil
	}
	came, ended := signIns(t, t.Context(), app.Way{Open: opens}, req)
	ask := asking(t, came)
	select {
	case <-began:
		t.Fatal("it began by itself")
	default:
	}
	ask.wishes <- wishBegin
	if how := <-began; how.Device {
		t.Error("a code is asked for, with a browser here")
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if msg := <-came; msg != (signedInMsg{"corp"}) {
		t.Errorf("%+v came at the end", msg)
	}
}

// The other way begins when the first one has ended, and a failure waits for the person.
func TestSignInChangesItsWay(t *testing.T) {
	under := make(chan bool, 3)
	var attempts int
	req := ssoRequest()
	req.Do = func(ctx context.Context, how creds.SignInMethod) error {
		attempts++
		under <- how.Device
		switch attempts {
		case 1:
			<-ctx.Done()
			return ctx.Err()
		case 2:
			return sso.ErrDenied
		}
		return nil
	}
	came, ended := signIns(t, t.Context(), app.Way{Open: opens}, req)
	ask := asking(t, came)
	ask.wishes <- wishBegin
	if <-under {
		t.Error("the first way is the code")
	}
	ask.wishes <- wishOther
	if !<-under {
		t.Error("the other way is not the code")
	}
	if msg := (<-came).(signInMsg); !errors.Is(msg.err, sso.ErrDenied) || msg.attempt != 2 || !msg.elsewhere {
		t.Errorf("%+v", msg)
	}
	ask.wishes <- wishBegin
	if !<-under {
		t.Error("again is not the same way")
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// Who gives up has ended whatever listened.
func TestSignInCancelled(t *testing.T) {
	under, left := make(chan bool, 1), false
	req := ssoRequest()
	req.Do = func(ctx context.Context, _ creds.SignInMethod) error {
		under <- true
		<-ctx.Done()
		left = true
		return ctx.Err()
	}
	came, ended := signIns(t, t.Context(), app.Way{Open: opens}, req)
	ask := asking(t, came)
	ask.wishes <- wishBegin
	<-under
	ask.wishes <- wishCancel
	if err := <-ended; !errors.Is(err, creds.ErrDeclined) || !left {
		t.Errorf("%v, left %v", err, left)
	}
}

func TestSignInWithdrawn(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	came, ended := signIns(t, ctx, app.Way{}, ssoRequest())
	asking(t, came)
	end()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, ok := (<-came).(withdrawMsg); !ok {
		t.Error("its dialog stays")
	}
}

// A browser that does not open is told, and the sign-in goes on.
func TestSignInTellsOfNoBrowser(t *testing.T) {
	req := ssoRequest()
	req.Do = func(_ context.Context, how creds.SignInMethod) error {
		return how.Show(sso.Event{State: sso.StateOpening, Address: pageAt})
	}
	came, ended := signIns(t, t.Context(), app.Way{Open: func(string) error { return errors.New("no firefox") }}, req)
	asking(t, came).wishes <- wishBegin
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	<-came
	if msg := (<-came).(signInMsg); msg.trouble != "no firefox" || msg.event.Address != pageAt {
		t.Errorf("%+v", msg)
	}
}

// l signs in; the roles are looked for behind it, with a bar, and esc gives that up.
func TestSignInThenRoles(t *testing.T) {
	w := &world{
		signIn: func(_ context.Context, profile string) (string, error) { return profile + " is signed in", nil },
		discover: func(ctx context.Context, session string, progress func(done, total int)) (int, error) {
			progress(500, 2000)
			<-ctx.Done()
			return 0, ctx.Err()
		},
	}
	s := staged(t, w)
	s.at("corp-audit")
	s.shows("l sign in")
	s.runs(s.types("l"))
	s.shows("corp-audit is signed in")
	begun := s.gets(signedInMsg{"corp"})
	s.shows("roles of corp…", "esc cancel")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if msg := outcome(begun); !errors.Is(msg.err, context.Canceled) {
			t.Errorf("%+v", msg)
		}
	}()
	g := s.running[s.lastID].gauge
	for g.done.Load() == 0 {
		<-time.After(time.Millisecond)
	}
	s.gets(spinMsg{})
	s.shows("roles of corp", "500/2,000")
	s.types("esc")
	<-ended
}

// outcome runs what a command begins until an action ends.
func outcome(cmd tea.Cmd) doneMsg {
	if cmd == nil {
		return doneMsg{}
	}
	switch msg := cmd().(type) {
	case doneMsg:
		return msg
	case tea.BatchMsg:
		for _, each := range msg {
			if done := outcome(each); done.id != 0 {
				return done
			}
		}
	}
	return doneMsg{}
}

// L tells what is lost, and no is the answer unless it is said.
func TestSignOut(t *testing.T) {
	w := &world{}
	s := staged(t, w)
	s.at("corp-billing")
	s.types("L")
	s.shows("Sign out of corp?", "2 profiles")
	s.types("enter")
	if len(w.signOuts) != 0 {
		t.Error("signed out without a yes")
	}
	s.types("L")
	s.runs(s.types("y"))
	s.shows("corp-billing is signed out")
	s.at("corp-audit")
	s.types("L")
	s.shows("corp-audit is not signed in")
}

// S asks how, shows the diff and writes it.
func TestSync(t *testing.T) {
	var made []string
	w := &world{add: func(name string) (Change, error) { return madeChange{made: &made, name: name}, nil }}
	s := staged(t, w)
	s.at("corp-audit")
	s.types("S")
	s.shows("Profiles for the roles of corp")
	s.types("tab", "tab", "tab", "y", "e", "s")
	s.runs(s.types("enter"))
	want := app.SyncOptions{Session: "corp", Style: app.StyleSSO, Prune: true}
	if len(w.synced) != 1 || w.synced[0] != want {
		t.Fatalf("synced %+v", w.synced)
	}
	s.shows("+[profile synced]")
	s.rests()
	s.runs(s.types("enter"))
	s.shows("profiles of corp")
	if len(made) != 1 {
		t.Error("nothing was written")
	}
	s.at("staging")
	s.types("S")
	s.shows("has no sso-session")
}

// The header tells which sign-ins hold and for how long.
func TestHeaderTellsSignIns(t *testing.T) {
	in := ending(ssoEntry("corp-billing", "corp", "123456789012", "Billing", "us-east-1", creds.StatusValid), 7*time.Hour, 40*time.Minute)
	for want, entries := range map[string][]app.Entry{
		"● corp 7h00m": {in},
		"◇ corp":       {in, ssoEntry("corp-audit", "corp", "210987654321", "Audit", "us-east-1", creds.StatusSignedOut)},
		"● corp":       {ssoEntry("corp-audit", "corp", "210987654321", "Audit", "us-east-1", creds.StatusReady)},
		"◐ corp 10m00s": {
			ending(ssoEntry("corp-billing", "corp", "123456789012", "Billing", "us-east-1", creds.StatusExpiring), 10*time.Minute, 10*time.Minute),
		},
	} {
		staged(t, &world{entries: entries}).shows(want)
	}
}

// The AWS CLI knows nothing of a role that no file has, and there is nothing to remove of it.
func TestDiscoveredRole(t *testing.T) {
	e := ssoEntry("corp/123456789012/Admin", "corp", "123456789012", "Admin", "us-east-1", creds.StatusReady)
	e.Profile.Discovered = true
	for _, do := range offered(newMenuDialog(e, newKeyMap())) {
		if do == actRemove {
			t.Error("it can be removed")
		}
	}
	s := staged(t, &world{entries: []app.Entry{e}})
	s.gets(tea.WindowSizeMsg{Width: 120, Height: 40})
	s.shows("lanyard exec corp/123456789012/Admin -- COMMAND")
	s.hides("aws --profile")
}
