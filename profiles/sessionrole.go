package profiles

import "strings"

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

// sessionRole is nil if the config file has no such session.
func (s *Set) sessionRole(r SessionRole) *Profile {
	b := s.body(section{headSession, r.Session})
	if b == nil {
		return nil
	}
	at := Source{File: b.file.path, Line: b.line}
	return &Profile{
		Name: r.String(), Sources: []Source{at}, Discovered: true,
		Settings: map[string]Setting{
			"sso_session":    {Value: r.Session, Source: at},
			"sso_account_id": {Value: r.AccountID, Source: at},
			"sso_role_name":  {Value: r.Role, Source: at},
		},
	}
}
