package creds

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/redact"
	"lanyard/keychain"
	"lanyard/profiles"
	"lanyard/sso"
)

// registrationKind is the kind of the store's entries that hold client registrations.
const registrationKind = "registration"

// registrationLeft is how long a registration must still hold for a sign-in to begin with it.
const registrationLeft = time.Hour

// registered signs in with the cached registration, or a new one. If the server has forgotten the
// cached one, it registers again, once. In the browser flow the server shows "unknown client" to the
// person and never reports it to lanyard, so a cached registration is dropped whenever that flow
// fails.
func (j *job) registered(ctx context.Context, client *sso.Client, x *exchange, h *planStep, method sso.Method) (sso.Token, error) {
	session, err := x.portalOf(ctx, client, sessionOf(h.step))
	if err != nil {
		return sso.Token{}, err
	}
	for fresh := false; ; fresh = true {
		registration, kept := j.registration(ctx, h, session, method)
		if !kept || fresh {
			if registration, err = client.Register(ctx, session, method); err != nil {
				return sso.Token{}, err
			}
			j.keepRegistration(ctx, h, session, method, registration)
		}
		token, err := client.SignIn(ctx, session, method, registration)
		switch {
		case kept && !fresh && sso.Forgotten(err):
			continue
		case kept && err != nil && method == sso.MethodBrowser:
			j.dropRegistration(ctx, h, session, method)
		}
		if err != nil {
			token.Registration = registration
		}
		return token, err
	}
}

// registrationID names the registration of a session and method: by region, start URL, scopes and
// grant types.
func (j *job) registrationID(h *planStep, s sso.Session, m sso.Method) string {
	override := profiles.ResolveEndpoint(h.step.Settings, j.getenv, "SSO_OIDC")
	named := fmt.Sprint(s.Name != "") // those without a name register without scopes
	return newIdentity(registrationKind, "").add(s.Region, s.StartURL, override, named).addList(s.Scopes).addList(m.Grants()).String()
}

func (j *job) registration(ctx context.Context, h *planStep, s sso.Session, m sso.Method) (sso.Registration, bool) {
	content, err := j.Store.Get(ctx, registrationKind, j.registrationID(h, s, m))
	var e sealedToken
	if err != nil || json.Unmarshal(content, &e) != nil || e.ClientEnds.Sub(j.now()) < registrationLeft {
		return sso.Registration{}, false
	}
	return sso.Registration{ClientID: e.ClientID, Secret: redact.New(e.ClientSecret), Expires: e.ClientEnds}, true
}

// keepRegistration caches a registration. Without that the next sign-in makes another.
func (j *job) keepRegistration(ctx context.Context, h *planStep, s sso.Session, m sso.Method, r sso.Registration) {
	content, err := json.Marshal((&signInToken{registration: r}).seal()) //nolint:gosec // for the store, which seals it
	if err == nil {
		err = j.Store.Put(ctx, registrationKind, j.registrationID(h, s, m), content)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		j.warnUncached(err)
	}
}

// dropRegistration forgets a registration. Where that fails the next sign-in finds it again.
func (j *job) dropRegistration(ctx context.Context, h *planStep, s sso.Session, m sso.Method) {
	err := j.Store.Delete(context.WithoutCancel(ctx), registrationKind, j.registrationID(h, s, m))
	if err != nil && !errors.Is(err, keychain.ErrNotFound) {
		j.warnUncached(err)
	}
}

// portalOf is the session with the address that Identity Center knows its portal by. A company's own start URL
// redirects there; one that does not, or can't be opened, is taken as it is.
func (x *exchange) portalOf(ctx context.Context, client *sso.Client, s sso.Session) (sso.Session, error) {
	if sso.IsPortal(s.StartURL) {
		return s, nil
	}
	portal, _, err := client.Locate(ctx, s.StartURL)
	switch {
	case err == nil:
		s.StartURL = portal
	case ctx.Err() != nil || isTimeout(err):
		return s, err
	}
	return s, nil
}

// Locate follows the start URL of a step to its access portal, and returns the portal's region; "" if the
// portal's address does not name it.
func (r *Resolver) Locate(ctx context.Context, step profiles.Step) (region string, err error) {
	sender, x, err := r.sender(&step)
	if err != nil {
		return "", err
	}
	client := &sso.Client{Sender: sender}
	_, region, err = client.Locate(ctx, step.SSO.StartURL)
	return region, x.explainSSO(ctx, err)
}
