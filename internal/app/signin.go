package app

import (
	"strconv"

	"lanyard/internal/browser"
	"lanyard/internal/creds"
)

// Way is how a sign-in goes on this machine.
type Way struct {
	// Device: a code is approved on any machine, or one from the console's page is typed, since no browser
	// here can come back.
	Device bool
	// Open opens an address; nil where no browser is to be opened.
	Open func(address string) error
}

// SignInWay chooses how to do a sign-in that is asked for, within what the person wants.
func (a *App) SignInWay(req creds.SignInRequest, device, noBrowser bool) (Way, error) {
	settings, err := a.Settings()
	if err != nil {
		return Way{}, err
	}
	b := browser.Browser{Getenv: a.Getenv, Environ: a.Environ()}
	var way Way
	if !noBrowser && !settings.Bool("no_browser") && b.Available() {
		way.Open = b.Open
	}
	// Profiles without an sso-session know the device flow only, as in the AWS CLI.
	way.Device = device || way.Open == nil || req.SSO.Session == "" && !req.Console()
	return way, nil
}

// AutoLogin reports that a sign-in may begin though nobody asked for it: the settings say so, for the profile or
// for all, or the profile or its sso-session does.
func (a *App) AutoLogin(req creds.SignInRequest) (bool, error) {
	settings, err := a.Settings()
	if err != nil {
		return false, err
	}
	if settings.ProfileBool(req.Profile, "auto_login") {
		return true, nil
	}
	if req.Settings == nil {
		return false, nil
	}
	allowed, err := strconv.ParseBool(req.Settings.Get("lanyard_auto_login"))
	return err == nil && allowed, nil
}
