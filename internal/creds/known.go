package creds

import (
	"strings"

	"lanyard/profiles"
	"lanyard/sso"
)

// known is what a Resolver that tells states remembers of sign-ins: thousands of profiles share one. It is
// for one goroutine.
type known struct {
	ids    map[signInKey]string
	shared map[signInKey]sharedToken
	// programs and files are why those can't be used, nil for those that can.
	programs, files map[string]error
}

// signInKey is all that tells one sign-in from another.
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

// token is what read finds in the shared file of a sign-in, read once.
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

// program is what check finds out about a program, once.
func (k *known) program(name string, check func() error) error {
	if k == nil {
		return check()
	}
	return once(k.programs, name, check)
}

// file is what check finds out about a file, once.
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
