package profiles

import (
	"bytes"
	"maps"
	"slices"
	"strings"
)

// SyncKey is the setting by which the profiles that lanyard wrote for roles are known; its value is the
// SessionRole. Without it a profile is the person's own.
const SyncKey = "lanyard_sync"

// SessionRole is a role of IAM Identity Center without a profile of its own. Its text, such as
// "corp/123456789012/Admin", is accepted wherever a profile's name is.
type SessionRole struct{ Session, AccountID, Role string }

func (r SessionRole) String() string { return r.Session + "/" + r.AccountID + "/" + r.Role }

// ParseSessionRole reads what String writes. Names of sessions may hold slashes, those of roles never do.
func ParseSessionRole(name string) (SessionRole, bool) {
	rest, role, ok := cutLast(name)
	if !ok {
		return SessionRole{}, false
	}
	session, account, ok := cutLast(rest)
	if !ok || session == "" || role == "" || len(account) != 12 || strings.Trim(account, "0123456789") != "" {
		return SessionRole{}, false
	}
	return SessionRole{session, account, role}, true
}

func cutLast(text string) (before, after string, ok bool) {
	i := strings.LastIndexByte(text, '/')
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+1:], true
}

// SessionRole makes the profile of a role and its plan, as if the config file had it. ErrNotFound: there is
// no such sso-session.
func (s *Set) SessionRole(r SessionRole) (*Profile, Plan, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.sessionRole(r)
	if p == nil {
		return nil, Plan{}, &NotFoundError{Name: r.String()}
	}
	s.link(p)
	return p, s.plan(p, nil), nil
}

// Command is the credential_process that asks lanyard for the role.
func (r SessionRole) Command() string {
	word := r.String()
	if strings.ContainsAny(word, " \t") {
		word = `"` + word + `"` // the quotes that every client knows
	}
	return "lanyard credential-process " + word
}

// sessionRole is nil if the config file has no such session.
func (s *Set) sessionRole(r SessionRole) *Profile {
	p := s.sessionProfile(r.Session)
	if p == nil {
		return nil
	}
	p.Name = r.String()
	p.Settings["sso_account_id"] = Setting{Value: r.AccountID, Source: p.Sources[0]}
	p.Settings["sso_role_name"] = Setting{Value: r.Role, Source: p.Sources[0]}
	return p
}

// SessionProfile is what all roles of an sso-session have in common, nil if the config file has no such
// session. It has no name.
func (s *Set) SessionProfile(session string) *Profile {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.sessionProfile(session)
	if p != nil {
		s.link(p)
	}
	return p
}

func (s *Set) sessionProfile(session string) *Profile {
	b := s.body(section{headSession, session})
	if b == nil {
		return nil
	}
	at := Source{File: b.file.path, Line: b.line}
	p := &Profile{Sources: []Source{at}, Discovered: true, Settings: map[string]Setting{"sso_session": {Value: session, Source: at}}}
	maps.Copy(p.Settings, s.network(session))
	return p
}

// network is what the first profile of a session says of the way to AWS. That stands in profiles only, and
// roles without one take the same way.
func (s *Set) network(session string) map[string]Setting {
	if found, ok := s.networks[session]; ok {
		return found
	}
	if s.networks == nil {
		s.networks = make(map[string]map[string]Setting)
	}
	s.networks[session] = nil // for a profile that includes a role of the session
	text := bytes.ToLower(s.config.text)
	if !slices.ContainsFunc(networkSettings(), func(key string) bool { return bytes.Contains(text, []byte(key)) }) {
		return nil
	}
	for _, name := range s.allNames() {
		if p := s.visit(name); p.Get("sso_session") == session {
			s.networks[session] = p.network()
			return s.networks[session]
		}
	}
	return nil
}

func networkSettings() []string {
	return []string{
		"ca_bundle", "endpoint_url", "ignore_configured_endpoint_urls", "max_attempts", "retry_mode", "services",
		"use_dualstack_endpoint", "use_fips_endpoint",
	}
}

func (p *Profile) network() map[string]Setting {
	found := make(map[string]Setting)
	for _, key := range networkSettings() {
		if setting, ok := p.lookup(key); ok {
			found[key] = setting
		}
	}
	return found
}
