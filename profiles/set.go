package profiles

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

// ErrNotFound is the class of errors about names that neither the files nor the keychain know.
var ErrNotFound = errors.New("not found")

// NotFoundError names a profile that does not exist, and those that may have been meant.
type NotFoundError struct {
	Name    string
	Nearest []string // best first; may be empty
	Session bool     // an sso-session has the name
}

func (e *NotFoundError) Error() string { return fmt.Sprintf("profile %q: not found", e.Name) }

// Unwrap makes it an ErrNotFound.
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// Options say what there is besides the files.
type Options struct {
	Keys []KeychainKey // the keychain's index
}

// A Set is all profiles of the two AWS files and the keychain, as they were when it was opened.
// Sections are read when they are needed. It may be used by several goroutines.
type Set struct {
	mu          sync.Mutex
	config      *file
	credentials *file
	keys        map[string]KeychainKey
	keyNames    []string // in the keychain's order

	names    []string
	profiles map[string]*Profile
	bodies   map[section]*body
	networks map[string]map[string]Setting // by sso-session

	// Memory that is used again.
	todo  []body
	found []int
	steps []Step
}

// Open reads the AWS files and finds the sections in them. A missing file is an empty one; one
// that is there and cannot be read is ErrUnreadable.
func Open(files Files, opts Options) (*Set, error) {
	config, err := openFile(files.Config, false)
	if err != nil {
		return nil, err
	}
	credentials, err := openFile(files.Credentials, true)
	if err != nil {
		return nil, err
	}
	return newSet(config, credentials, opts), nil
}

func newSet(config, credentials *file, opts Options) *Set {
	s := &Set{
		config:      config,
		credentials: credentials,
		keys:        make(map[string]KeychainKey, len(opts.Keys)),
		profiles:    make(map[string]*Profile),
		bodies:      make(map[section]*body),
	}
	for _, key := range opts.Keys {
		if _, ok := s.keys[key.Name]; !ok {
			s.keyNames = append(s.keyNames, key.Name)
		}
		s.keys[key.Name] = key
	}
	return s
}

// Names returns the name of every profile: first those of the config file in its order, then
// those that only the credentials file, then those that only the keychain knows. The caller may
// keep the slice but not change it.
func (s *Set) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.allNames()
}

func (s *Set) allNames() []string {
	if s.names != nil {
		return s.names
	}
	config, credentials := s.config.indexed(), s.credentials.indexed()
	names := slices.Clone(config.names)
	for _, name := range credentials.names {
		if _, ok := config.first[section{headProfile, name}]; !ok {
			names = append(names, name)
		}
	}
	for _, name := range s.keyNames {
		profile := section{headProfile, name}
		_, inConfig := config.first[profile]
		_, inCredentials := credentials.first[profile]
		if !inConfig && !inCredentials {
			names = append(names, name)
		}
	}
	s.names = slices.Clip(names)
	return s.names
}

// Profile returns the profile of that name, the same one each time, or a *NotFoundError. The text of a
// SessionRole is a name too.
func (s *Set) Profile(name string) (*Profile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.profile(name)
	if err != nil {
		return nil, err
	}
	s.link(p)
	return p, nil
}

// profile returns a profile whose Inherited may not be filled yet.
func (s *Set) profile(name string) (*Profile, error) {
	if p, ok := s.profiles[name]; ok {
		return p, nil
	}
	found := s.sections(name)
	if _, ok := s.keys[name]; !ok && len(found) == 0 {
		if r, ok := ParseSessionRole(name); ok {
			if p := s.sessionRole(r); p != nil {
				s.profiles[name] = p
				return p, nil
			}
		}
		session := s.body(section{headSession, name}) != nil
		return nil, &NotFoundError{Name: name, Nearest: nearest(name, s.allNames()), Session: session}
	}
	p := newProfile(name, found)
	s.profiles[name] = p
	return p, nil
}

// All returns every profile in the order of Names.
func (s *Set) All() []*Profile {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := s.allNames()
	all := make([]*Profile, 0, len(names))
	for _, name := range names {
		all = append(all, s.named(name))
	}
	return all
}

// Each visits every profile with its plan, in the order of Names, and keeps none of them: of ten
// thousand only one is in memory at a time, and the plan's steps are good until the visitor returns.
// The visitor may call the Set's other methods.
func (s *Set) Each(visit func(*Profile, Plan)) {
	var room []Step
	for _, name := range s.Names() {
		s.mu.Lock()
		p := s.visit(name)
		plan := s.plan(p, room)
		s.mu.Unlock()
		visit(p, plan)
		if plan.Steps != nil {
			room = plan.Steps[:0]
		}
	}
}

// visit returns the profile of a name from allNames, and forgets it unless it was asked for before.
func (s *Set) visit(name string) *Profile {
	_, known := s.profiles[name]
	p := s.named(name)
	if !known {
		delete(s.profiles, name)
	}
	return p
}

// named returns the profile of a name from allNames.
func (s *Set) named(name string) *Profile {
	p, ok := s.profiles[name]
	if !ok {
		p = newProfile(name, s.sections(name))
		s.profiles[name] = p
	}
	s.link(p)
	return p
}

// newProfile makes a profile of its sections.
func newProfile(name string, found []body) *Profile {
	p := &Profile{Name: name}
	p.merge(found)
	return p
}

// sections returns the places where a profile is written: config file first.
func (s *Set) sections(name string) []body {
	found := s.todo[:0]
	for _, f := range []*file{s.config, s.credentials} {
		s.found = f.find(s.found[:0], headProfile, name)
		for _, i := range s.found {
			found = append(found, f.section(i))
		}
	}
	s.todo = found
	return found
}
