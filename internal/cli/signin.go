package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/internal/duration"
	"lanyard/internal/term"
	"lanyard/sso"
)

// signInOptions are the ways of signing in that the command line allows.
type signInOptions struct {
	wanted    bool // the command is login: no terminal is needed
	unasked   bool // a program runs the command: the setting auto_login decides
	device    bool
	remote    bool // the browser is on another machine
	noBrowser bool
}

// SignIn signs in with a browser or a code. Commands other than login need a terminal for it.
func (p *terminalPerson) SignIn(ctx context.Context, req creds.SignInRequest) error {
	d := p.d
	opts := d.signIn
	if err := d.maySignIn(opts, req); err != nil {
		return err
	}
	way, err := d.App.SignInWay(req, opts.device || opts.remote, opts.noBrowser || opts.remote)
	if err != nil {
		return err
	}
	if opts.unasked && way.Open == nil { // the output of a credential_process is not seen
		return fmt.Errorf("%w: no browser can be opened", creds.ErrPersonNeeded)
	}
	show := prompter{d: d, session: cmp.Or(req.SSO.Session, req.SSO.StartURL), way: way}
	if req.Console() {
		return d.consoleSignIn(ctx, req, show)
	}
	d.prompting.Lock()
	defer d.prompting.Unlock()
	show.needsBrowser = !way.Device && !opts.unasked
	err = req.Do(ctx, creds.SignInMethod{Device: way.Device, Show: show.show})
	if !show.needsBrowser || !errors.Is(err, errNoBrowser) {
		return err
	}
	d.Note("lanyard: %v; use a code instead:", err)
	show.way.Open, show.needsBrowser = nil, false
	return req.Do(ctx, creds.SignInMethod{Device: true, Show: show.show})
}

// errNoBrowser makes a sign-in continue with a code for a browser on any machine.
var errNoBrowser = errors.New("no browser was opened")

// maySignIn returns an error if no sign-in may start here.
func (d *deps) maySignIn(opts signInOptions, req creds.SignInRequest) error {
	if opts.wanted {
		return nil
	}
	allowed, err := d.App.AutoLogin(req)
	switch {
	case err != nil:
		return err
	case allowed:
		return nil
	case opts.unasked:
		return creds.ErrPersonNeeded
	}
	tty, err := term.OpenTTY()
	if err != nil {
		return fmt.Errorf("%w: %w", creds.ErrPersonNeeded, err)
	}
	tty.Close()
	return nil
}

// prompter shows the progress of a sign-in. The command reports its result.
type prompter struct {
	d       *deps
	session string
	way     app.Way
	// needsBrowser makes it an error if no browser opens. SignIn then continues with a code.
	needsBrowser bool
}

func (p prompter) show(e sso.Event) error {
	switch e.State {
	case sso.StateOpening:
		return p.opening(e)
	case sso.StateWaiting:
		p.d.Note("lanyard: waiting %s, Ctrl-C cancels", p.limit(e))
	case sso.StateSlowDown:
		p.d.Note("lanyard: AWS asked for a slower pace; still waiting %s", p.limit(e))
	}
	return nil
}

// limit describes what the sign-in waits for, and for how long.
func (p prompter) limit(e sso.Event) string {
	what := "for your browser"
	if e.UserCode != "" {
		what = "for your approval"
	}
	if e.Expires.IsZero() {
		return what
	}
	return what + ", " + duration.Left(e.Expires, p.d.App.Now()) + " left"
}

func (p prompter) opening(e sso.Event) error {
	p.d.Note("lanyard: sign in to %s", p.session)
	if e.UserCode != "" {
		lines := []string{"", "    code:  " + e.UserCode, "    at:    " + e.Address}
		if e.Complete != "" {
			lines = append(lines, "    or:    "+e.Complete)
		}
		for _, line := range append(lines, "") {
			p.d.Note("%s", line)
		}
	}
	if p.way.Open == nil {
		return nil
	}
	address := cmp.Or(e.Complete, e.Address)
	err := p.way.Open(address)
	switch {
	case err == nil:
	case p.needsBrowser:
		return fmt.Errorf("%w: %w", errNoBrowser, err)
	default:
		p.d.Note("lanyard: %v (%v); open this address in a browser on this machine, or start again with --device:", errNoBrowser, err)
		p.d.Note("    %s", address)
	}
	return nil
}
