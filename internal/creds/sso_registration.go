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

// RegistrationKind is the kind of the store's entries that hold client registrations.
const RegistrationKind = "registration"

// registrationLeft is how long a registration must still hold for a sign-in to begin with it.
const registrationLeft = time.Hour

// registered signs in with the registration that is kept, or a new one. One that the server has
// forgotten is made anew, once. Of a browser nobody hears that the server knows no such client: it is
// not used again where the browser brought nothing.
func (j *job) registered(ctx context.Context, client *sso.Client, h *hop, method sso.Method) (sso.Token, error) {
	session := sessionOf(h.step)
	for fresh := false; ; fresh = true {
		registration, kept := j.registration(ctx, h, method)
		if !kept || fresh {
			var err error
			if registration, err = client.Register(ctx, session, method); err != nil {
				return sso.Token{}, err
			}
			j.keepRegistration(ctx, h, method, registration)
		}
		token, err := client.SignIn(ctx, session, method, registration)
		switch {
		case kept && !fresh && sso.Forgotten(err):
			continue
		case kept && err != nil && method == sso.MethodBrowser:
			j.dropRegistration(ctx, h, method)
		}
		if err != nil {
			token.Registration = registration
		}
		return token, err
	}
}

// registrationID names the registration of a session and method: by region, start URL, scopes and
// grant types.
func (j *job) registrationID(h *hop, m sso.Method) string {
	s := sessionOf(h.step)
	override := profiles.ResolveEndpoint(h.step.Settings, j.getenv, "SSO_OIDC")
	named := fmt.Sprint(s.Name != "") // those without a name register without scopes
	return newIdentity(RegistrationKind, "").add(s.Region, s.StartURL, override, named).addList(s.Scopes).addList(m.Grants()).String()
}

func (j *job) registration(ctx context.Context, h *hop, m sso.Method) (sso.Registration, bool) {
	content, err := j.Store.Get(ctx, RegistrationKind, j.registrationID(h, m))
	var e sealedToken
	if err != nil || json.Unmarshal(content, &e) != nil || e.ClientEnds.Sub(j.now()) < registrationLeft {
		return sso.Registration{}, false
	}
	return sso.Registration{ClientID: e.ClientID, Secret: redact.New(e.ClientSecret), Expires: e.ClientEnds}, true
}

// keepRegistration caches a registration. Without that the next sign-in makes another.
func (j *job) keepRegistration(ctx context.Context, h *hop, m sso.Method, r sso.Registration) {
	content, err := json.Marshal((&signInToken{registration: r}).seal()) //nolint:gosec // for the store, which seals it
	if err == nil {
		err = j.Store.Put(ctx, RegistrationKind, j.registrationID(h, m), content)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		j.warnUncached(err)
	}
}

// dropRegistration forgets a registration. Where that fails the next sign-in finds it again.
func (j *job) dropRegistration(ctx context.Context, h *hop, m sso.Method) {
	err := j.Store.Delete(context.WithoutCancel(ctx), RegistrationKind, j.registrationID(h, m))
	if err != nil && !errors.Is(err, keychain.ErrNotFound) {
		j.warnUncached(err)
	}
}
