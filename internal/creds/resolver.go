package creds

import (
	"context"
	"net/http"
	"sync"
	"time"

	"lanyard/internal/lock"
	"lanyard/internal/redact"
	"lanyard/internal/run"
	"lanyard/keychain"
	"lanyard/profiles"
)

// Store keeps sealed entries by kind and id. Get returns keychain.ErrNotFound for an entry that does
// not exist and keychain.ErrLocked if the store is locked and can't prompt to unlock it.
type Store interface {
	Get(ctx context.Context, kind, id string) ([]byte, error)
	Put(ctx context.Context, kind, id string, content []byte) error
	Delete(ctx context.Context, kind, id string) error
}

// KeySource returns long-lived access keys by name. Keys lists them and never prompts.
type KeySource interface {
	Keys() ([]keychain.Key, error)
	Secret(ctx context.Context, name string) (keychain.Key, redact.Secret, error)
}

// The limits of a Resolver that names none.
const (
	defaultTimeout = 30 * time.Second
	DefaultWait    = 5 * time.Minute
)

// Resolver turns plans into credentials. Its fields are set before the first use; after that it
// may be used by several goroutines at once. Use it by pointer.
type Resolver struct {
	Store Store
	Keys  KeySource
	Locks lock.Dir
	// Person answers prompts; nil if there is no way to ask.
	Person Person
	Now    func() time.Time
	// Getenv reads the environment as it was before an outer lanyard set anything in it: what that
	// set is another profile's.
	Getenv func(string) string
	// Environ is the same environment, for the programs that profiles name (credential_process,
	// mfa_process).
	Environ []string
	// Streams connect the same programs to the terminal. Without them these programs can't prompt.
	Streams run.Streams
	// Transport replaces the network in tests; nil means one made from the environment and the
	// profile's certificate bundle.
	Transport http.RoundTripper
	// Timeout bounds one call of AWS, retries included; Wait another process or a person.
	Timeout, Wait time.Duration
	// MFADuration and SessionDuration are asked for where nothing else names a duration; 0 means 12 h
	// and 1 h.
	MFADuration, SessionDuration time.Duration
	// SSO says how sign-ins to Identity Center are made and kept.
	SSO SSOOptions
	// User returns the name of the person who runs lanyard, for the names of role sessions.
	User func() string
	// Unreachable is shared by the Resolvers of one command; nil if there is none.
	Unreachable *UnreachableHosts
	// Warn reports problems that the person should know about but that cause no failure.
	Warn func(message string)

	flights    flights
	mu         sync.Mutex
	uncached   error               // the first reason why something is not cached
	memory     map[string]*session // what the store would not keep
	transports map[string]*http.Transport
	known      *known // nil: nothing is remembered
}

// job is one call of Resolve.
type job struct {
	*Resolver
	plan    *profiles.Plan
	req     Options
	hops    []planStep
	started time.Time
	// unattended forbids asking a person: the renewal can wait.
	unattended bool
	// codeUsed is set once the request's MFA code has been sent: STS accepts each code once.
	codeUsed bool
}

// Resolve runs a plan: it returns what is cached while that is good, and else makes every session
// that is missing, from the last one that is there.
func (r *Resolver) Resolve(ctx context.Context, plan profiles.Plan, req Options) (Credentials, error) {
	hops, err := r.hops(nil, &plan, req)
	if err != nil {
		return Credentials{}, err
	}
	if err := r.checkCycle(&plan, hops); err != nil {
		return Credentials{}, ofProfile(plan.Profile, err)
	}
	r.identify(hops, len(hops)-1)
	j := &job{Resolver: r, plan: &plan, req: req, hops: hops, started: r.now()}
	last := len(hops) - 1
	s, err := j.obtain(ctx, last, false)
	if err != nil {
		return Credentials{}, ofProfile(plan.Profile, err)
	}
	c := s.Credentials
	if left := c.Expires.Sub(r.now()); !c.Expires.IsZero() && left < req.MinTTL {
		return Credentials{}, &TooShortError{Profile: plan.Profile, Left: left, Wanted: req.MinTTL}
	}
	c.Source = hops[last].String()
	return c, nil
}

func (r *Resolver) now() time.Time {
	if r.Now == nil {
		return time.Now()
	}
	return r.Now()
}

func (r *Resolver) getenv(name string) string {
	if r.Getenv == nil {
		return ""
	}
	return r.Getenv(name)
}

func (r *Resolver) timeout() time.Duration {
	if r.Timeout <= 0 {
		return defaultTimeout
	}
	return r.Timeout
}

func (r *Resolver) wait() time.Duration {
	if r.Wait <= 0 {
		return DefaultWait
	}
	return r.Wait
}

func (r *Resolver) warn(message string) {
	if r.Warn != nil {
		r.Warn(message)
	}
}
