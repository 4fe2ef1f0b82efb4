package creds

import (
	"time"

	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/sso"
)

// signInToken holds the parts of a sign-in other than its access token.
type signInToken struct {
	refresh      redact.Secret
	registration sso.Registration
	// The rest is for signing out when no profile names the session any more: the session itself, and
	// the portal's address and the certificates if they are not AWS's own and the system's.
	of             sso.Session
	portal, bundle string
}

// sealedToken is a signInToken as it is sealed.
type sealedToken struct {
	Refresh      string    `json:"refresh_token,omitempty"`
	ClientID     string    `json:"client_id"`
	ClientSecret string    `json:"client_secret"`
	ClientEnds   time.Time `json:"client_ends"`
	Session      string    `json:"session,omitempty"`
	StartURL     string    `json:"start_url,omitempty"`
	Region       string    `json:"region,omitempty"`
	Scopes       []string  `json:"scopes,omitempty"`
	Portal       string    `json:"portal,omitempty"`
	Bundle       string    `json:"ca_bundle,omitempty"`
}

func (t *signInToken) seal() *sealedToken {
	if t == nil {
		return nil
	}
	return &sealedToken{
		Refresh: t.refresh.Reveal(), ClientID: t.registration.ClientID, ClientSecret: t.registration.Secret.Reveal(),
		ClientEnds: t.registration.Expires, Session: t.of.Name, StartURL: t.of.StartURL, Region: t.of.Region, Scopes: t.of.Scopes,
		Portal: t.portal, Bundle: t.bundle,
	}
}

func (t *sealedToken) unseal() *signInToken {
	if t == nil {
		return nil
	}
	return &signInToken{
		refresh:      redact.New(t.Refresh),
		registration: sso.Registration{ClientID: t.ClientID, Secret: redact.New(t.ClientSecret), Expires: t.ClientEnds},
		of:           sso.Session{Name: t.Session, StartURL: t.StartURL, Region: t.Region, Scopes: t.Scopes},
		portal:       t.Portal, bundle: t.Bundle,
	}
}

// refreshable reports that a sign-in can be renewed without a person.
func (s *session) refreshable(now time.Time) bool {
	return s.token != nil && s.ssoToken().refreshable(now) || s.renewableLogin(now)
}

type ssoToken sso.Token

func (t ssoToken) refreshable(now time.Time) bool {
	return !t.Refresh.Empty() && now.Before(t.Registration.Expires)
}

// ssoToken is the token of a sign-in.
func (s *session) ssoToken() ssoToken {
	return ssoToken{Access: s.SessionToken, Refresh: s.token.refresh, Expires: s.Expires, Registration: s.token.registration}
}

// signInSession converts a token to a session. While the token can be refreshed, PersonNeededAt stays
// unknown: Identity Center does not report when the session behind a token ends.
func (r *Resolver) signInSession(h *planStep, t sso.Token) *session {
	s := &session{
		Credentials: Credentials{SessionToken: t.Access, Expires: t.Expires},
		kind:        kindSignIn, obtained: r.now(), signIn: h.id, name: signInName(sessionOf(h.step)),
		token: &signInToken{
			refresh: t.Refresh, registration: t.Registration, of: sessionOf(h.step),
			portal: profiles.ResolveEndpoint(h.step.Settings, r.getenv, "SSO"),
			bundle: r.setting(h.step, "AWS_CA_BUNDLE", "ca_bundle"),
		},
	}
	if !s.refreshable(r.now()) {
		s.PersonNeededAt = t.Expires
	}
	return s
}

// The settings of sso_token_sharing.
const (
	ShareAuto   = "auto" // with a file that is there already
	ShareAlways = "always"
	ShareNever  = "never"
)

// SSOOptions says how sign-ins to Identity Center are made and kept.
type SSOOptions struct {
	// Folder is where tokens are shared with the AWS CLI and the SDKs; "" means nowhere.
	Folder  string
	Sharing string // of the constants above
	// CallbackPort is where browsers come back to; 0 is any free port.
	CallbackPort int
	// LoginFolder is where console sign-ins are shared with them.
	LoginFolder string
}

func (r *Resolver) sharedFile(h *planStep) sso.SharedFile {
	return sso.Shared(r.SSO.Folder, sessionOf(h.step))
}

// shared is the token that another program left for a session. A refresh token that may not be
// written back is not taken: each works once, and the file's would be spent.
func (r *Resolver) shared(h *planStep) (sso.Token, bool) {
	if r.SSO.Folder == "" {
		return sso.Token{}, false
	}
	t, ok := r.known.token(h.step, func() (sso.Token, bool) { return r.sharedFile(h).Read(sessionOf(h.step)) })
	if r.SSO.Sharing == ShareNever {
		t.Refresh = redact.Secret{}
	}
	return t, ok
}

// share writes a token for other programs.
func (r *Resolver) share(h *planStep, t sso.Token) {
	if r.SSO.Folder == "" || r.SSO.Sharing == ShareNever {
		return
	}
	file := r.sharedFile(h)
	if r.SSO.Sharing != ShareAlways && !file.Exists() {
		return
	}
	if err := file.Write(sessionOf(h.step), t); err != nil {
		r.warn("the sign-in is not shared with other programs: " + err.Error())
	}
}

// sharedState is the state of a sign-in of which lanyard itself has no token.
func (r *Resolver) sharedState(h *planStep, now time.Time) State {
	t, ok := r.shared(h)
	switch {
	case !ok || !now.Before(t.Expires) && !ssoToken(t).refreshable(now):
		return State{Status: StatusSignedOut}
	case ssoToken(t).refreshable(now):
		return State{Status: StatusReady}
	case t.Expires.Sub(now) < expiringSoon:
		return State{Status: StatusExpiring, PersonNeededAt: t.Expires}
	}
	return State{Status: StatusReady, PersonNeededAt: t.Expires}
}
