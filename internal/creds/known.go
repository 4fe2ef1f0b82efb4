package creds

import (
	"strings"

	"lanyard/profiles"
	"lanyard/sso"
)

// known caches facts about sign-ins, programs and files for a Resolver that computes states, since
// thousands of profiles may share one sign-in. It is not safe for concurrent use.
type known struct {
	ids    map[signInKey]string
	shared map[signInKey]sharedToken
	// programs and files are why those can't be used, nil for those that can.
	programs, files map[string]error
}

// signInKey holds every setting that distinguishes one sign-in from another.
type signInKey struct{ session, startURL, region, scopes, override string }

type sharedToken struct {
	sso.Token
	ok bool
}

func newKnown() *known {
	return &known{ids: map[signInKey]string{}, shared: map[signInKey]sharedToken{}, programs: map[string]error{}, files: map[string]error{}}
}

// id is make's answer for a sign-in, made once.
func (k *known) id(step *profiles.Step, override string, makeID func() string) string {
	if k == nil {
		return makeID()
	}
	s := &step.SSO
	key := signInKey{s.Session, s.StartURL, s.Region, strings.Join(s.Scopes, " "), override}
	id, ok := k.ids[key]
	if !ok {
		id = makeID()
		k.ids[key] = id
	}
	return id
}

// token returns the result of read, which reads the shared file of a sign-in, and calls read only
// once.
func (k *known) token(step *profiles.Step, read func() (sso.Token, bool)) (sso.Token, bool) {
	if k == nil {
		return read()
	}
	key := signInKey{session: step.SSO.Session, startURL: step.SSO.StartURL, region: step.SSO.Region}
	t, ok := k.shared[key]
	if !ok {
		t.Token, t.ok = read()
		k.shared[key] = t
	}
	return t.Token, t.ok
}

// program returns the result of check for a program and calls check only once.
func (k *known) program(name string, check func() error) error {
	if k == nil {
		return check()
	}
	return once(k.programs, name, check)
}

// file returns the result of check for a file and calls check only once.
func (k *known) file(path string, check func() error) error {
	if k == nil {
		return check()
	}
	return once(k.files, path, check)
}

func once(known map[string]error, name string, check func() error) error {
	err, ok := known[name]
	if !ok {
		err = check()
		known[name] = err
	}
	return err
}
