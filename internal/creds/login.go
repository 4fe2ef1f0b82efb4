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

// loginLife is how long console credentials live.
const loginLife = 15 * time.Minute

// loginToken holds the parts of a console sign-in other than its credentials.
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

func loginHop(step *profiles.Step) planStep {
	return planStep{kind: profiles.KindLogin, step: step, cached: true}
}

// loginName is the login_session as clients compare it.
func loginName(step *profiles.Step) string { return strings.TrimSpace(step.Login) }

func (r *Resolver) loginIdentity(step *profiles.Step) string {
	override := profiles.ResolveEndpoint(step.Settings, r.getenv, "SIGNIN")
	return newIdentity(profiles.KindLogin, "").add(loginName(step), override).String()
}

// loginSession converts a token to a session. old is the session that it replaces, or nil.
func (r *Resolver) loginSession(h *planStep, t sso.ConsoleToken, region string, old *session) *session {
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
	same := old != nil && old.login != nil && !old.over() && t.Key.Equal(old.login.key) // the Go SDK drops the ID token
	if same && t.ID.Empty() {
		t.ID = old.login.id
	}
	s.login = &loginToken{refresh: t.Refresh, key: t.Key, id: t.ID, clientID: t.ClientID, kind: t.Type, region: region}
	if s.PersonNeededAt = t.Ends(); s.PersonNeededAt.IsZero() && same {
		s.PersonNeededAt = old.PersonNeededAt
	}
	// The ID token has AWS's time, which may be ahead of this computer's.
	if latest := r.now().Add(sso.ConsoleLife).UTC(); s.PersonNeededAt.After(latest) {
		s.PersonNeededAt = latest
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

func (r *Resolver) loginFile(h *planStep) sso.ConsoleFile {
	return sso.ConsoleFileOf(r.SSO.LoginFolder, loginName(h.step))
}

// sharedLogin returns the token that another program cached for a login_session. As with Identity
// Center, it ignores a refresh token that lanyard may not write back.
func (r *Resolver) sharedLogin(h *planStep) (sso.ConsoleToken, bool) {
	if r.SSO.LoginFolder == "" {
		return sso.ConsoleToken{}, false
	}
	t, ok := r.loginFile(h).Read()
	if r.SSO.Sharing == ShareNever {
		t.Refresh = redact.Secret{}
	}
	return t, ok
}

// sharedSession returns the token that another program cached for a login_session as a session, or nil
// if there is none. old is lanyard's own session, or nil: a refresh token that was refused is not used
// again.
func (r *Resolver) sharedSession(h *planStep, old *session) *session {
	t, ok := r.sharedLogin(h)
	if !ok {
		return nil
	}
	if old != nil && old.over() && t.Refresh.Equal(old.login.refresh) {
		t.Refresh = redact.Secret{}
	}
	s := r.loginSession(h, t, "", old)
	if obtained := t.Expires.Add(-loginLife); obtained.Before(s.obtained) {
		s.obtained = obtained
	}
	if old != nil {
		s.since = old.since
	}
	return s
}

// over reports that the service has refused the refresh token of a console sign-in: its credentials are
// good until they expire, and a person is needed then. The token is kept to be known again.
func (s *session) over() bool { return s.login != nil && s.PersonNeededAt.Equal(s.Expires) }

// shareLogin writes a token for other programs.
func (r *Resolver) shareLogin(h *planStep, t sso.ConsoleToken) {
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

// renewableLogin reports whether a console sign-in can be refreshed, judging by the session alone.
func (s *session) renewableLogin(now time.Time) bool {
	return s.login != nil && (s.PersonNeededAt.IsZero() || now.Before(s.PersonNeededAt))
}

// sharedLoginState returns the state of a console sign-in for which lanyard has no renewable session
// of its own. old is lanyard's session, or nil.
func (r *Resolver) sharedLoginState(h *planStep, old *session, now time.Time) State {
	s := r.sharedSession(h, old)
	switch {
	case s == nil, !s.alive(now) && !s.renewableLogin(now):
		return State{Status: StatusSignedOut}
	case !s.PersonNeededAt.IsZero() && s.PersonNeededAt.Sub(now) < expiringSoon:
		return State{Status: StatusExpiring, PersonNeededAt: s.PersonNeededAt}
	}
	return State{Status: StatusReady, PersonNeededAt: s.PersonNeededAt}
}
