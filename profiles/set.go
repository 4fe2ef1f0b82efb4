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
	Unread  *Problem // a section of that name that no client reads as a profile; nil if there is none
}

func (e *NotFoundError) Error() string {
	switch {
	case e.Name == "":
		return "profile not found: its name is empty"
	case e.Unread != nil:
		return fmt.Sprintf("profile %q: not found: %s:%d: %s", e.Name, e.Unread.File, e.Unread.Line, e.Unread.Message)
	}
	return fmt.Sprintf("profile %q: not found", e.Name)
}

// Unwrap makes it an ErrNotFound.
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// Options say what there is besides the files.
type Options struct {
	Keys []KeychainKey // the keychain's index
}

// maxSuggested is how many names that do not exist get suggestions.
const maxSuggested = 20

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
	missing  map[string]*NotFoundError

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
	config.shared = files.same()
	credentials.shared = config.shared
	return newSet(config, credentials, opts), nil
}

func newSet(config, credentials *file, opts Options) *Set {
	s := &Set{
		config:      config,
		credentials: credentials,
		keys:        make(map[string]KeychainKey, len(opts.Keys)),
		profiles:    make(map[string]*Profile),
		bodies:      make(map[section]*body),
		missing:     make(map[string]*NotFoundError),
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
	found, stray := s.sections(name)
	if _, ok := s.keys[name]; !ok && len(found) == 0 {
		if r, ok := ParseSessionRole(name); ok {
			if p := s.sessionRole(r); p != nil {
				s.profiles[name] = p
				return p, nil
			}
		}
		return nil, s.notFound(name, stray)
	}
	p := s.newProfile(name, found, stray)
	s.profiles[name] = p
	return p, nil
}

// notFound explains that there is no such profile. Each name is explained once, and only so many get
// suggestions: ten thousand profiles may name as many sources that do not exist.
func (s *Set) notFound(name string, stray []body) *NotFoundError {
	if err := s.missing[name]; err != nil {
		return err
	}
	err := &NotFoundError{Name: name, Session: s.body(section{headSession, name}) != nil}
	if len(s.missing) < maxSuggested {
		err.Nearest = nearest(name, s.allNames())
	}
	if unread := s.unread(name, stray); len(unread) > 0 {
		err.Unread = &unread[0]
	}
	s.missing[name] = err
	return err
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
		found, stray := s.sections(name)
		p = s.newProfile(name, found, stray)
		s.profiles[name] = p
	}
	s.link(p)
	return p
}

// newProfile makes a profile of its sections, and reports those that no client reads.
func (s *Set) newProfile(name string, found, stray []body) *Profile {
	p := &Profile{Name: name}
	p.merge(found)
	for _, problem := range s.unread(name, stray) {
		p.Problems = appendProblem(p.Problems, problem)
	}
	return p
}

// sections returns the places where a profile is written, config file first, and those that were meant
// as the profile and that no client reads.
func (s *Set) sections(name string) (found, stray []body) {
	found = s.todo[:0]
	for _, f := range []*file{s.config, s.credentials} {
		s.found = f.find(s.found[:0], headProfile, name)
		for _, i := range s.found {
			if b := f.section(i); b.head.kind == headProfile {
				found = append(found, b)
			} else {
				stray = append(stray, b)
			}
		}
	}
	s.todo = found
	return found, stray
}
