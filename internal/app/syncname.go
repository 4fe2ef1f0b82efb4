package app

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"lanyard/internal/creds"
	"lanyard/profiles"
)

// DefaultTemplate names the profiles that sync writes.
const DefaultTemplate = "{account_name}-{role}"

// ErrTemplate says that a template can't name profiles.
var ErrTemplate = errors.New("not a template of names")

// Placeholders are what a template may hold, in braces.
func Placeholders() []string {
	return []string{"account_name", "account_id", "email", "role", "session"}
}

// template is the parts of a name: texts as they are at even places, placeholders at odd ones.
type template []string

func parseTemplate(text string) (template, error) {
	var parts template
	for rest := text; ; {
		before, after, found := strings.Cut(rest, "{")
		parts = append(parts, before)
		if !found {
			break
		}
		name, after, closed := strings.Cut(after, "}")
		if !closed {
			return nil, fmt.Errorf("%q is %w: a brace is not closed", text, ErrTemplate)
		}
		known := false
		for _, p := range Placeholders() {
			known = known || p == name
		}
		if !known {
			return nil, fmt.Errorf("%q is %w: it may hold {%s}, not {%s}", text, ErrTemplate, strings.Join(Placeholders(), "}, {"), name)
		}
		parts = append(parts, name)
		rest = after
	}
	if len(parts) == 1 {
		return nil, fmt.Errorf("%q is %w: every profile would have the same name", text, ErrTemplate)
	}
	return parts, nil
}

func (t template) expand(account creds.AccountRoles, r profiles.SessionRole) string {
	var name strings.Builder
	for i, part := range t {
		if i%2 == 0 {
			name.WriteString(part)
			continue
		}
		name.WriteString(sanitise(map[string]string{
			"account_name": account.Name, "account_id": account.ID, "email": account.Email, "role": r.Role, "session": r.Session,
		}[part], account.ID))
	}
	return name.String()
}

// sanitise makes a server's text fit for a name that shells and files take without quotes: letters and digits
// of any script, and signs that mean nothing to either. What is left of nothing is another text.
func sanitise(text, otherwise string) string {
	clean := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("_.@+-", c) {
			return c
		}
		return ' '
	}, text)
	clean = strings.Trim(strings.Join(strings.Fields(clean), "-"), "-")
	if clean == "" {
		return otherwise
	}
	return clean
}

// namedRole is a role with the name that its profile would have.
type namedRole struct {
	profiles.SessionRole
	name string
	asks bool // its profile asks lanyard for the role by the text of SessionRole
}

// mayBe reports that a profile of the role may have a name. One that stands for a role by itself is left to that
// role, and a credential_process that names itself would ask itself.
func (r namedRole) mayBe(name string) bool {
	if of, ok := profiles.ParseSessionRole(name); ok && (of != r.SessionRole || r.asks) {
		return false
	}
	return name != "default" && profiles.CheckName(name) == nil
}

// names are those that others have.
type names map[string]bool

func (n *names) take(name string) {
	if *n == nil {
		*n = names{}
	}
	(*n)[name] = true
}

// give finds a name for each role. Of a name that several would have none gets it as it is: the account's id
// is added to each, and then the role's name, so that which one comes first does not matter. "" is none.
func (n names) give(roles []namedRole) map[profiles.SessionRole]string {
	given := map[profiles.SessionRole]string{}
	for longer := range 3 {
		wanted := map[string][]namedRole{}
		for _, r := range roles {
			name := r.name
			if longer > 0 {
				name += "-" + r.AccountID
			}
			if longer > 1 {
				name += "-" + sanitise(r.Role, "role")
			}
			wanted[name] = append(wanted[name], r)
		}
		roles = nil
		for name, those := range wanted {
			if len(those) == 1 && !n[name] && those[0].mayBe(name) {
				given[those[0].SessionRole] = name
				continue
			}
			roles = append(roles, those...)
		}
		for _, name := range given {
			n.take(name)
		}
	}
	for _, r := range roles {
		given[r.SessionRole] = ""
	}
	return given
}
