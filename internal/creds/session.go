package creds

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/redact"
	"lanyard/profiles"
)

const (
	// EntryKind is the kind of the store's entries that hold sessions.
	EntryKind = "session"
	// sessionVersion is the version of their content; entries of another one are as good as none.
	sessionVersion = 2
)

// session is credentials together with what decides about their renewal.
type session struct {
	Credentials
	kind     profiles.Kind
	obtained time.Time
	// asked is the duration that STS was asked for.
	asked time.Duration
	// retryAt is when an early renewal may be tried again after one has failed.
	retryAt time.Time
	// since is the start of the session's chain of renewals. It distinguishes a sign-in from a later
	// one that took its place after a logout. A session made from another inherits its value.
	since time.Time
	// signIn is the id of the sign-in or MFA session that they came from; "" if there is none.
	signIn string
	// keys and serial describe a session-token.
	keys, serial string
	// root is the identity of the keys or the program that all began with, and rootKey the id of
	// the access key, if it was a long-lived one. Keys that are handed out as they are have both.
	root, rootKey string
	// roles are the ARNs of the roles on the way from there, a role's own last.
	roles []string
	// name is the session's name in lists: the sign-in's session, the account and role of an Identity
	// Center role.
	name string
	// token holds the rest of a sign-in; the access token itself is the SessionToken. Nil for other
	// sessions.
	token *signInToken
	// login holds the rest of a console sign-in besides its credentials; nil for other sessions, and
	// once the sign-in is over.
	login *loginToken
}

// same reports that two sessions are one and the same answer.
func (s *session) same(other *session) bool {
	return s.AccessKeyID == other.AccessKeyID && s.SessionToken.Equal(other.SessionToken)
}

// sealed is the content of an entry. It holds secrets in the clear and is only ever handed to the
// store, which seals it.
type sealed struct {
	Version         int           `json:"version"`
	Kind            profiles.Kind `json:"kind"`
	AccessKeyID     string        `json:"access_key_id"`
	SecretAccessKey string        `json:"secret_access_key"`
	SessionToken    string        `json:"session_token"`
	Expires         time.Time     `json:"expires"`
	Obtained        time.Time     `json:"obtained"`
	Since           time.Time     `json:"since,omitzero"`
	Asked           time.Duration `json:"asked,omitempty"`
	RetryAt         time.Time     `json:"retry_at,omitzero"`
	PersonNeededAt  time.Time     `json:"person_needed_at,omitzero"`
	AccountID       string        `json:"account_id,omitempty"`
	ARN             string        `json:"arn,omitempty"`
	NoIAM           bool          `json:"no_iam,omitempty"`
	SignIn          string        `json:"sign_in,omitempty"`
	Keys            string        `json:"keys,omitempty"`
	Serial          string        `json:"serial,omitempty"`
	Root            string        `json:"root"`
	RootKey         string        `json:"root_key,omitempty"`
	Roles           []string      `json:"roles,omitempty"`
	Name            string        `json:"name,omitempty"`
	Token           *sealedToken  `json:"token,omitempty"`
	Login           *sealedLogin  `json:"login,omitempty"`
}

func (s *session) seal() ([]byte, error) {
	return json.Marshal(sealed{
		Version: sessionVersion, Kind: s.kind,
		AccessKeyID: s.AccessKeyID, SecretAccessKey: s.SecretAccessKey.Reveal(), SessionToken: s.SessionToken.Reveal(),
		Expires: s.Expires, Obtained: s.obtained, Since: s.since, Asked: s.asked, RetryAt: s.retryAt, PersonNeededAt: s.PersonNeededAt,
		AccountID: s.AccountID, ARN: s.ARN, NoIAM: s.NoIAM,
		SignIn: s.signIn, Keys: s.keys, Serial: s.serial, Root: s.root, RootKey: s.rootKey, Roles: s.roles,
		Name: s.name, Token: s.token.seal(), Login: s.login.seal(),
	})
}

// unseal reads an entry's content. An entry of another version, or one that lacks what makes
// credentials, is an error.
func unseal(content []byte) (*session, error) {
	var e sealed
	if err := json.Unmarshal(content, &e); err != nil {
		// The text of the error may quote content.
		return nil, errors.New("read a cached session: not JSON")
	}
	if e.Version != sessionVersion {
		return nil, fmt.Errorf("read a cached session: unknown version %d", e.Version)
	}
	isToken := e.Kind == kindSignIn
	if (e.AccessKeyID == "" || e.SecretAccessKey == "") && !isToken || isToken && e.Token == nil ||
		e.SessionToken == "" || e.Expires.IsZero() || e.Obtained.IsZero() {
		return nil, errors.New("read a cached session: incomplete")
	}
	return &session{
		Credentials: Credentials{
			AccessKeyID: e.AccessKeyID, SecretAccessKey: redact.New(e.SecretAccessKey), SessionToken: redact.New(e.SessionToken),
			Expires: e.Expires, PersonNeededAt: e.PersonNeededAt,
			AccountID: e.AccountID, ARN: e.ARN, NoIAM: e.NoIAM,
		},
		kind: e.Kind, obtained: e.Obtained, since: e.Since, asked: e.Asked, retryAt: e.RetryAt, signIn: e.SignIn,
		keys: e.Keys, serial: e.Serial, root: e.Root, rootKey: e.RootKey, roles: e.Roles,
		name: e.Name, token: e.Token.unseal(), login: e.Login.unseal(),
	}, nil
}

// role is the ARN of the role that the session is of, "" if it is of none.
func (s *session) role() string {
	if len(s.roles) == 0 || s.kind != profiles.KindAssumeRole {
		return ""
	}
	return s.roles[len(s.roles)-1]
}

// setOrigin records the origin of a session: keys or a program (source is nil), or another session.
func (s *session) setOrigin(h *planStep, source *session) {
	if source == nil {
		s.root = h.id
		if !s.Temporary() {
			s.rootKey = s.AccessKeyID
		}
		return
	}
	s.since = source.since
	if h.kind == profiles.KindSSO { // whichever sign-in opened the door
		s.root = h.id
		return
	}
	s.root, s.rootKey, s.roles = source.root, source.rootKey, source.roles
	if h.kind == profiles.KindAssumeRole {
		s.roles = append(slices.Clone(s.roles), h.step.Role.ARN)
	}
}

// alive reports whether the credentials still hold. Those obtained in the future are not trusted: the
// clock was wrong then, and so is their expiry.
func (s *session) alive(now time.Time) bool {
	return s.Expires.IsZero() || now.Before(s.Expires) && !s.obtained.After(now.Add(clockNoise))
}

// postponed reports whether a renewal has failed so recently that it is not tried again. A time that lies
// further ahead than a failure puts it was written by a wrong clock.
func (s *session) postponed(now time.Time) bool {
	return now.Before(s.retryAt) && !s.retryAt.After(now.Add(retryPause+clockNoise))
}

// due reports whether the session should be renewed while it still holds: under min(15 min, a
// quarter of its life), or under min(5 min, a tenth) when that takes a person.
func (s *session) due(now time.Time) bool {
	if s.Expires.IsZero() {
		return false
	}
	life := s.Expires.Sub(s.obtained)
	threshold := min(15*time.Minute, life/4)
	switch {
	case s.personNeeded(now):
		threshold = min(5*time.Minute, life/10)
	case s.kind == profiles.KindLogin:
		threshold = loginLeft
	}
	return s.Expires.Sub(now) < threshold
}

// personNeeded reports whether renewing the session now would take a person: it is itself what a
// person signed in to, or that has ended.
func (s *session) personNeeded(now time.Time) bool {
	return !s.PersonNeededAt.IsZero() && (s.PersonNeededAt.Equal(s.Expires) || !now.Before(s.PersonNeededAt))
}
