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

// signInOptions say how a person signs in who is at the terminal.
type signInOptions struct {
	wanted    bool // the person asked for it: no terminal is needed
	unasked   bool // a program runs the command: it signs in only where the settings allow it
	device    bool
	remote    bool // the browser is on another machine
	noBrowser bool
}

// SignIn shows the person what to open, or opens it. Whoever did not ask for a sign-in must be at a
// terminal.
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
	if opts.unasked && way.Open == nil { // whoever runs the program sees no code
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
	d.Note("lanyard: %v; a code does as well:", err)
	show.way.Open, show.needsBrowser = nil, false
	return req.Do(ctx, creds.SignInMethod{Device: true, Show: show.show})
}

// errNoBrowser is why a sign-in goes on with a code that any machine's browser takes.
var errNoBrowser = errors.New("no browser was opened")

// maySignIn tells whether a sign-in may begin here.
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

// prompter shows how a sign-in goes. Its end is told by the command.
type prompter struct {
	d       *deps
	session string
	way     app.Way
	// needsBrowser ends the sign-in when none opens: there is another way.
	needsBrowser bool
}

func (p prompter) show(e sso.Event) error {
	switch e.State {
	case sso.StateOpening:
		return p.opening(e)
	case sso.StateWaiting:
		p.d.Note("lanyard: waiting %s, Ctrl-C gives up", p.limit(e))
	case sso.StateSlowDown:
		p.d.Note("lanyard: AWS wants to be asked less often; still waiting %s", p.limit(e))
	}
	return nil
}

// limit says how long is waited.
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
		p.d.Note("lanyard: %v (%v); open this address in one on this machine, or begin again with --device:", errNoBrowser, err)
		p.d.Note("    %s", address)
	}
	return nil
}
