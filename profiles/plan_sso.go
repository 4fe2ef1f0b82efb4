package profiles

import (
	"fmt"
	"strings"
)

// sso adds an IAM Identity Center role. With sso_session the start URL and region come from that
// section, without from the profile itself (the legacy form).
func (c *chain) sso(p *Profile) bool {
	session := p.Get("sso_session")
	if session != "" && c.set.body(section{headSession, session}) == nil {
		return c.fail(p.where("sso_session"), Problem{
			Code:    "missing-sso-session",
			Message: fmt.Sprintf("sso_session of %q names %q, which does not exist", p.Name, session),
			Hint:    fmt.Sprintf("add a section [sso-session %s] with sso_start_url and sso_region", session),
		})
	}
	var missing []string
	for _, key := range []string{"sso_start_url", "sso_region", "sso_account_id", "sso_role_name"} {
		if p.Get(key) == "" {
			missing = append(missing, key)
		}
	}
	if len(missing) > 0 {
		return c.fail(p.where(ssoSetting(p)), Problem{
			Code:    "incomplete-sso",
			Message: fmt.Sprintf("profile %q lacks %s", p.Name, strings.Join(missing, ", ")),
			Hint:    "add what is missing; \"lanyard sso roles\" lists the accounts and roles",
		})
	}
	return c.add(Step{
		Kind: KindSSO, Profile: p.Name, Settings: p, AccountID: p.Get("sso_account_id"),
		SSO: SSO{
			Session:   session,
			StartURL:  p.Get("sso_start_url"),
			Region:    p.Get("sso_region"),
			AccountID: p.Get("sso_account_id"),
			RoleName:  p.Get("sso_role_name"),
			Scopes:    list(p.Get("sso_registration_scopes")),
		},
	})
}

// ssoSetting is the setting of p that a person would look at first.
func ssoSetting(p *Profile) string {
	for _, key := range []string{"sso_session", "sso_start_url", "sso_account_id", "sso_role_name"} {
		if _, ok := p.Settings[key]; ok {
			return key
		}
	}
	return ""
}

// SSOSession is an [sso-session NAME] section of the config file.
type SSOSession struct {
	Name     string
	StartURL string
	Region   string
	Scopes   []string
	Source
}

// SSOSessions returns the sso-sessions in the order of the config file.
func (s *Set) SSOSessions() []SSOSession {
	s.mu.Lock()
	defer s.mu.Unlock()
	var sessions []SSOSession
	for _, name := range s.config.namesOf(headSession) {
		b := s.body(section{headSession, name})
		session := SSOSession{Name: name, Source: Source{File: b.file.path, Line: b.line}}
		session.StartURL = b.get("sso_start_url")
		session.Region = b.get("sso_region")
		session.Scopes = list(b.get("sso_registration_scopes"))
		sessions = append(sessions, session)
	}
	return sessions
}

// get returns the value of a setting of a section that has been merged.
func (b *body) get(key string) string {
	for _, e := range b.entries {
		if e.key == key {
			return e.value
		}
	}
	return ""
}

// namesOf returns the names of all sections of a kind, each once, in file order.
func (f *file) namesOf(kind headKind) []string {
	var names []string
	seen := make(map[string]bool)
	for i := range f.heads {
		h := f.head(i)
		if h.kind == kind && !seen[string(h.name)] {
			seen[string(h.name)] = true
			names = append(names, string(h.name))
		}
	}
	return names
}
