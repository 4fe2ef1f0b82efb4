package creds

import (
	"strings"
	"time"

	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/sso"
)

// loginLeft is how much is left of console credentials when they are renewed, as in the AWS CLI: a
// quarter of their 15 minutes would be less.
const loginLeft = 5 * time.Minute

// loginToken is what a console sign-in has besides its credentials.
type loginToken struct {
	refresh, key, id redact.Secret
	clientID, kind   string
	// region is where the person signed in: a refresh token is good there and nowhere else.
	region string
}

// sealedLogin is a loginToken as it is sealed.
type sealedLogin struct {
	Refresh  string `json:"refresh_token"`
	Key      string `json:"dpop_key"`
	ID       string `json:"id_token,omitempty"`
	ClientID string `json:"client_id"`
	Kind     string `json:"token_type,omitempty"`
	Region   string `json:"region,omitempty"`
}

func (t *loginToken) seal() *sealedLogin {
	if t == nil {
		return nil
	}
	return &sealedLogin{t.refresh.Reveal(), t.key.Reveal(), t.id.Reveal(), t.clientID, t.kind, t.region}
}

func (t *sealedLogin) unseal() *loginToken {
	if t == nil {
		return nil
	}
	return &loginToken{redact.New(t.Refresh), redact.New(t.Key), redact.New(t.ID), t.ClientID, t.Kind, t.Region}
}

func loginHop(step *profiles.Step) hop {
	return hop{kind: profiles.KindLogin, step: step, cached: true}
}

// loginName is the login_session as clients compare it.
func loginName(step *profiles.Step) string { return strings.TrimSpace(step.Login) }

func (r *Resolver) loginIdentity(step *profiles.Step) string {
	override := profiles.ResolveEndpoint(step.Settings, r.getenv, "SIGNIN")
	return newIdentity(profiles.KindLogin, "").add(loginName(step), override).String()
}

// loginSession is a token as a session. old is what there was before, or nil.
func (r *Resolver) loginSession(h *hop, t sso.ConsoleToken, region string, old *session) *session {
	s := &session{
		Credentials: Credentials{
			AccessKeyID: t.AccessKeyID, SecretAccessKey: t.SecretAccessKey, SessionToken: t.SessionToken,
			Expires: t.Expires, AccountID: profiles.AccountOf(loginName(h.step)),
		},
		kind: profiles.KindLogin, obtained: r.now(), signIn: h.id, name: loginName(h.step),
	}
	if !t.Renewable() {
		s.PersonNeededAt = t.Expires
		return s
	}
	same := old != nil && old.login != nil && t.Key.Equal(old.login.key) // the Go SDK drops the ID token
	if same && t.ID.Empty() {
		t.ID = old.login.id
	}
	s.login = &loginToken{refresh: t.Refresh, key: t.Key, id: t.ID, clientID: t.ClientID, kind: t.Type, region: region}
	if s.PersonNeededAt = t.Ends(); s.PersonNeededAt.IsZero() && same {
		s.PersonNeededAt = old.PersonNeededAt
	}
	return s
}

// consoleToken is the token of a session.
func (s *session) consoleToken() sso.ConsoleToken {
	t := sso.ConsoleToken{
		AccessKeyID: s.AccessKeyID, SecretAccessKey: s.SecretAccessKey, SessionToken: s.SessionToken, Expires: s.Expires,
	}
	if s.login != nil {
		t.Refresh, t.Key, t.ID, t.ClientID, t.Type = s.login.refresh, s.login.key, s.login.id, s.login.clientID, s.login.kind
	}
	return t
}

func (r *Resolver) loginFile(h *hop) sso.ConsoleFile {
	return sso.ConsoleFileOf(r.SSO.LoginFolder, loginName(h.step))
}

// sharedLogin is what another program left for a login_session. As with Identity Center, a refresh token
// that may not be written back is not taken.
func (r *Resolver) sharedLogin(h *hop) (sso.ConsoleToken, bool) {
	if r.SSO.LoginFolder == "" {
		return sso.ConsoleToken{}, false
	}
	t, ok := r.loginFile(h).Read()
	if r.SSO.Sharing == ShareNever {
		t.Refresh = redact.Secret{}
	}
	return t, ok
}

// shareLogin writes a token for other programs.
func (r *Resolver) shareLogin(h *hop, t sso.ConsoleToken) {
	if r.SSO.LoginFolder == "" || r.SSO.Sharing == ShareNever {
		return
	}
	file := r.loginFile(h)
	if r.SSO.Sharing != ShareAlways && !file.Exists() {
		return
	}
	if err := file.Write(profiles.AccountOf(loginName(h.step)), t); err != nil {
		r.warn("the sign-in is not shared with other programs: " + err.Error())
	}
}

// renewableLogin reports that a console sign-in goes on, as far as can be told from here.
func (s *session) renewableLogin(now time.Time) bool {
	return s.login != nil && (s.PersonNeededAt.IsZero() || now.Before(s.PersonNeededAt))
}

// sharedLoginState is the state of a console sign-in of which lanyard itself has none.
func (r *Resolver) sharedLoginState(h *hop, now time.Time) State {
	t, ok := r.sharedLogin(h)
	if !ok {
		return State{Status: StatusSignedOut}
	}
	s := r.loginSession(h, t, "", nil)
	switch {
	case !s.alive(now) && !s.renewableLogin(now):
		return State{Status: StatusSignedOut}
	case !s.PersonNeededAt.IsZero() && s.PersonNeededAt.Sub(now) < expiringSoon:
		return State{Status: StatusExpiring, PersonNeededAt: s.PersonNeededAt}
	}
	return State{Status: StatusReady, PersonNeededAt: s.PersonNeededAt}
}
