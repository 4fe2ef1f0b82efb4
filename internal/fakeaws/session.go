package fakeaws

import (
	"fmt"
	"time"

	"lanyard/internal/redact"
)

// maxSessions bounds the sessions in memory. The oldest are dropped first, and are then invalid.
const maxSessions = 20_000

// identity is the result of GetCallerIdentity.
type identity struct{ arn, id, account string }

// credential is a long-lived or temporary access key.
type credential struct {
	id     string
	secret redact.Secret
	who    identity

	// The owner of long-lived keys and GetSessionToken sessions.
	user    *user
	active  bool
	created time.Time

	// Set for temporary keys.
	token          redact.Secret
	expires        time.Time
	roleARN        string // of a role's session; empty for GetSessionToken
	mfa            bool   // aws:MultiFactorAuthPresent
	tags           []Tag
	transitive     []string // keys of the tags that the next role inherits
	sourceIdentity string
}

// Tag is a session tag.
type Tag struct{ Key, Value string }

// Session describes issued temporary credentials. It contains no secrets.
type Session struct {
	ARN            string
	Expires        time.Time
	MFA            bool
	SourceIdentity string
	Tags           []Tag
	TransitiveTags []string
}

func (c *credential) temporary() bool { return !c.token.Empty() }

func (c *credential) keys() Keys {
	return Keys{AccessKeyID: c.id, SecretAccessKey: c.secret, SessionToken: c.token}
}

// issue generates the keys of c and stores it. The caller holds w.mu.
func (w *World) issue(c *credential) *credential {
	c.id, c.secret, c.token = newID(prefixSession), newSecretKey(), newToken()
	c.active, c.created = true, w.clock()
	w.keys[c.id] = c
	w.sessions = append(w.sessions, c.id)
	for len(w.sessions) > maxSessions {
		delete(w.keys, w.sessions[0])
		w.sessions = w.sessions[1:]
	}
	return c
}

// AddSession issues GetSessionToken credentials for a user without a request. expires may be in the past.
func (w *World) AddSession(userARN string, expires time.Time) (Keys, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ok := w.users[userARN]
	if !ok {
		return Keys{}, fmt.Errorf("add session of %q: %w", userARN, ErrUnknown)
	}
	c := w.issue(&credential{
		user: u, expires: expires,
		who: identity{arn: u.arn, id: u.id, account: u.account},
	})
	return c.keys(), nil
}

// Session returns the description of temporary credentials.
func (w *World) Session(accessKeyID string) (Session, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.keys[accessKeyID]
	if !ok || !c.temporary() {
		return Session{}, fmt.Errorf("session %q: %w", accessKeyID, ErrUnknown)
	}
	return Session{
		ARN: c.who.arn, Expires: c.expires, MFA: c.mfa, SourceIdentity: c.sourceIdentity,
		Tags: c.tags, TransitiveTags: c.transitive,
	}, nil
}

// Revoke invalidates an access key.
func (w *World) Revoke(accessKeyID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.keys, accessKeyID)
}

// find returns a copy of an access key, so that it can be read without the lock.
func (w *World) find(accessKeyID string) (credential, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.keys[accessKeyID]
	if !ok {
		return credential{}, false
	}
	return *c, true
}
