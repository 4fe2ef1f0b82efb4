package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"lanyard/internal/browser"
	"lanyard/internal/creds"
	"lanyard/internal/term"
	"lanyard/sso"
)

// signInOptions say how a person signs in who is at the terminal.
type signInOptions struct {
	wanted    bool // the person asked for it: no terminal is needed
	unasked   bool // a program runs the command: it signs in only where the settings allow it
	device    bool
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
	settings, err := d.app.Settings()
	if err != nil {
		return err
	}
	d.prompting.Lock()
	defer d.prompting.Unlock()
	b := browser.Browser{Getenv: d.app.Getenv, Environ: d.app.Environ()}
	opens := !opts.noBrowser && !settings.Bool("no_browser") && b.Available()
	show := prompter{d: d, session: req.SSO.Session, open: b.Open}
	if show.session == "" {
		show.session = req.SSO.StartURL
	}
	if !opens {
		show.open = nil
	}
	// Profiles without an sso-session know the device flow only, as in the AWS CLI.
	return req.Do(ctx, creds.SignInMethod{Device: opts.device || !opens || req.SSO.Session == "", Show: show.show})
}

// maySignIn tells whether a sign-in may begin here.
func (d *deps) maySignIn(opts signInOptions, req creds.SignInRequest) error {
	if opts.wanted {
		return nil
	}
	settings, err := d.app.Settings()
	if err != nil {
		return err
	}
	allowed := settings.ProfileBool(req.Profile, "auto_login")
	if req.Settings != nil && !allowed {
		allowed, _ = strconv.ParseBool(req.Settings.Get("lanyard_auto_login"))
	}
	switch {
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

// prompter shows what a sign-in needs.
type prompter struct {
	d       *deps
	session string
	open    func(address string) error // nil where no browser is to be opened
}

func (p prompter) show(prompt sso.Event) error {
	switch prompt.State {
	case sso.StateOpening:
		p.opening(prompt)
	case sso.StateSlowDown:
		p.d.note("lanyard: the server wants to be asked less often; still waiting")
	}
	return nil
}

func (p prompter) opening(prompt sso.Event) {
	address := prompt.Address
	if prompt.Complete != "" {
		address = prompt.Complete
	}
	p.d.note("lanyard: sign in to %s", p.session)
	if prompt.UserCode != "" {
		for _, line := range []string{"", "    code:  " + spaced(prompt.UserCode), "    at:    " + prompt.Address, ""} {
			p.d.note("%s", line)
		}
	}
	if p.open == nil {
		return
	}
	p.d.note("lanyard: waiting for your browser, Ctrl-C gives up")
	if err := p.open(address); err != nil {
		p.d.note("lanyard: no browser was opened (%v); open this address in one on this machine:", err)
		p.d.note("    %s", address)
	}
}

// spaced makes a code easy to read: its letters stand apart.
func spaced(code string) string { return strings.Join(strings.Split(code, ""), " ") }
