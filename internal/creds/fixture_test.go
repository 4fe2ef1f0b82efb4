package creds_test

import (
	"context"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/internal/lock"
	"lanyard/internal/redact"
	"lanyard/internal/sdktest"
	"lanyard/keychain"
	"lanyard/profiles"
)

var (
	_ creds.Store     = (*keychain.Vault)(nil)
	_ creds.Lister    = (*keychain.Vault)(nil)
	_ creds.KeySource = (*keychain.Vault)(nil)
)

const account = "111122223333"

// house is a local AWS with one user, and a resolver that asks it.
type house struct {
	*testing.T
	aws    *fakeaws.Server
	world  *fakeaws.World
	user   fakeaws.User
	mfa    fakeaws.Device
	store  *memoryStore
	person *person
	env    map[string]string
	warned []string
	*creds.Resolver

	mu     sync.Mutex
	offset time.Duration
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, world: fakeaws.NewWorld(), store: &memoryStore{}}
	var err error
	if h.user, err = h.world.AddUser("alice", account); err != nil {
		t.Fatal(err)
	}
	if h.mfa, err = h.world.AddMFA(h.user.ARN, "phone"); err != nil {
		t.Fatal(err)
	}
	h.aws = fakeaws.New(h.world, sdktest.Verifier{}, fakeaws.Options{})
	url, err := h.aws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.aws.Close() })
	h.person = &person{answer: h.code}
	h.env = map[string]string{"AWS_ENDPOINT_URL_STS": url, "AWS_MAX_ATTEMPTS": "1"}
	h.Resolver = h.another(lock.Dir(t.TempDir()))
	return h
}

// another is one more resolver in the same house: another process, as far as one can be had here.
func (h *house) another(locks lock.Dir) *creds.Resolver {
	return &creds.Resolver{
		Store: h.store, Keys: keySource{h.user}, Locks: locks, Person: h.person,
		Now: h.now, Getenv: func(name string) string { return h.env[name] }, Environ: os.Environ(),
		Timeout: 20 * time.Second, Wait: 20 * time.Second,
		User: func() string { return "alice" },
		Warn: func(message string) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.warned = append(h.warned, message)
		},
	}
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Now().Add(h.offset)
}

// pass lets time pass, for the resolver and AWS.
func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.offset += d
	h.aws.SetClockOffset(h.offset)
}

func (h *house) code() (string, error) {
	c, err := h.world.Code(h.mfa.Serial)
	return c.Value, err
}

func (h *house) role(spec fakeaws.RoleSpec) profiles.Step {
	h.Helper()
	spec.AccountID = account
	if spec.Trust == nil {
		spec.Trust = []string{account}
	}
	r, err := h.world.AddRole(spec)
	if err != nil {
		h.Fatal(err)
	}
	return profiles.Step{
		Kind: profiles.KindAssumeRole, Profile: spec.Name, Settings: &profiles.Profile{Name: spec.Name},
		Role: profiles.Role{ARN: r.ARN},
	}
}

// keys is the first step of most plans.
func (h *house) keys() profiles.Step {
	return profiles.Step{
		Kind: profiles.KindStatic, Profile: "base", Settings: &profiles.Profile{Name: "base"},
		Keys: profiles.Keys{AccessKeyID: h.user.AccessKeyID, SecretAccessKey: h.user.SecretAccessKey},
	}
}

func (h *house) keysWithMFA() profiles.Step {
	step := h.keys()
	step.MFASerial = h.mfa.Serial
	return step
}

func plan(steps ...profiles.Step) profiles.Plan {
	last := steps[len(steps)-1]
	return profiles.Plan{Profile: last.Profile, Kind: last.Kind, Steps: steps}
}

func withMFA(step profiles.Step, serial string) profiles.Step {
	step.MFASerial = serial
	return step
}

func (h *house) resolve(p profiles.Plan, req creds.Options) creds.Credentials {
	h.Helper()
	c, err := h.Resolve(h.Context(), p, req)
	if err != nil {
		h.Fatalf("resolve %q: %v", p.Profile, err)
	}
	return c
}

// calls checks how often AWS was asked for an operation so far.
func (h *house) calls(op string, want int) {
	h.Helper()
	if got := h.aws.Calls(op); got != want {
		h.Errorf("%s was called %d times, want %d", op, got, want)
	}
}

func (h *house) asked(want int) {
	h.Helper()
	if got := h.person.times(); got != want {
		h.Errorf("the person was asked %d times, want %d", got, want)
	}
}

// memoryStore is a Store that counts and fails on demand.
type memoryStore struct {
	mu                 sync.Mutex
	entries            map[string][]byte
	gets, puts         int
	getError, putError error
}

func (s *memoryStore) Get(_ context.Context, kind, id string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gets++
	if s.getError != nil {
		return nil, s.getError
	}
	content, ok := s.entries[kind+"/"+id]
	if !ok {
		return nil, keychain.ErrNotFound
	}
	return content, nil
}

func (s *memoryStore) Put(_ context.Context, kind, id string, content []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.puts++
	if s.putError != nil {
		return s.putError
	}
	if s.entries == nil {
		s.entries = map[string][]byte{}
	}
	s.entries[kind+"/"+id] = slices.Clone(content)
	return nil
}

func (s *memoryStore) Delete(_ context.Context, kind, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.entries, kind+"/"+id)
	return nil
}

func (s *memoryStore) Entries(context.Context) ([]keychain.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var entries []keychain.Entry
	for _, key := range slices.Sorted(maps.Keys(s.entries)) {
		entries = append(entries, keychain.Entry{
			Kind: creds.EntryKind, ID: key[len(creds.EntryKind)+1:], Content: s.entries[key],
		})
	}
	return entries, s.getError
}

// keySource holds the user's keys under any name.
type keySource struct{ user fakeaws.User }

func (k keySource) Secret(_ context.Context, name string) (keychain.Key, redact.Secret, error) {
	return keychain.Key{Name: name, AccessKeyID: k.user.AccessKeyID, AccountID: account}, k.user.SecretAccessKey, nil
}

// person answers with codes.
type person struct {
	mu       sync.Mutex
	answer   func() (string, error)
	requests []creds.MFARequest
}

func (p *person) MFACode(_ context.Context, req creds.MFARequest) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, req)
	return p.answer()
}

func (p *person) SignIn(context.Context, creds.SignInRequest) error { return creds.ErrPersonNeeded }

func (p *person) times() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.requests)
}

func (k keySource) Keys() ([]keychain.Key, error) {
	return []keychain.Key{{Name: "any", AccessKeyID: k.user.AccessKeyID}}, nil
}

// answers gives one text after the other.
func answers(texts ...string) func() (string, error) {
	return func() (string, error) {
		text := texts[0]
		texts = texts[1:]
		return text, nil
	}
}
