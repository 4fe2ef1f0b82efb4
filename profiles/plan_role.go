package profiles

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// STS's bounds of duration_seconds:
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const (
	minRoleDuration = 900
	maxRoleDuration = 43200
)

func hasWebIdentity(p *Profile) bool {
	return p.Get("web_identity_token_file") != "" || p.Get("web_identity_token_process") != ""
}

// role adds what precedes the role of p, and the role.
func (c *chain) role(p *Profile) bool {
	if !c.enter(p) {
		return false
	}
	role, ok := c.roleOf(p)
	if !ok {
		return false
	}
	if hasWebIdentity(p) { // botocore then looks at no other source
		return c.add(Step{
			Kind: KindWebIdentity, Profile: p.Name, Settings: p, Role: role,
			AccountID: AccountOf(role.ARN),
			WebIdentity: WebIdentity{
				TokenFile:    p.Get("web_identity_token_file"),
				TokenProcess: p.Get("web_identity_token_process"),
			},
		})
	}
	return c.roleSource(p) && c.add(Step{
		Kind: KindAssumeRole, Profile: p.Name, Settings: p, Role: role,
		AccountID: AccountOf(role.ARN), MFASerial: p.Get("mfa_serial"),
	})
}

// roleSource adds the steps that give the credentials a role is assumed with.
func (c *chain) roleSource(p *Profile) bool {
	name, source := p.Get("source_profile"), p.Get("credential_source")
	switch {
	case name != "" && source != "":
		return c.fail(p.where("credential_source"), Problem{
			Code:    "two-sources",
			Message: fmt.Sprintf("profile %q has both source_profile and credential_source", p.Name),
			Hint:    "keep one of the two",
		})
	case source != "":
		return c.credentialSource(p)
	case name == p.Name || name == "":
		return c.ownKeys(p)
	}
	next, err := c.set.profile(name)
	if err != nil {
		return c.fail(p.where("source_profile"),
			missingProfile("missing-source", "source_profile", p.Name, name, err))
	}
	c.set.link(next)
	return c.source(next)
}

// ownKeys adds the keys of a profile that is the source of its own role.
func (c *chain) ownKeys(p *Profile) bool {
	switch {
	case c.set.hasKeychainKey(p):
		return c.keychain(p)
	case p.hasAccessKey():
		return c.static(p)
	}
	return c.fail(p.where("role_arn"), Problem{
		Code:    "no-source",
		Message: fmt.Sprintf("profile %q has a role and nothing to assume it with", p.Name),
		Hint:    "set source_profile, or credential_source, or store keys with \"lanyard keys add\"",
	})
}

// roleOf reads the settings of a role.
func (c *chain) roleOf(p *Profile) (Role, bool) {
	role := Role{
		ARN:            p.Get("role_arn"),
		SessionName:    p.Get("role_session_name"),
		ExternalID:     p.Get("external_id"),
		SourceIdentity: p.Get("source_identity"),
		TransitiveTags: list(p.Get("transitive_session_tags")),
	}
	if !isRoleARN(role.ARN) {
		return role, c.fail(p.where("role_arn"), Problem{
			Code:    "invalid-role-arn",
			Message: fmt.Sprintf("role_arn of %q is %q", p.Name, role.ARN),
			Hint:    "write it as arn:aws:iam::ACCOUNT:role/NAME",
		})
	}
	if text := p.Get("duration_seconds"); text != "" {
		seconds, err := strconv.Atoi(text)
		if err != nil || seconds < minRoleDuration || seconds > maxRoleDuration {
			return role, c.fail(p.where("duration_seconds"), Problem{
				Code:    "invalid-duration",
				Message: fmt.Sprintf("duration_seconds of %q is %q", p.Name, text),
				Hint:    fmt.Sprintf("use a number from %d to %d", minRoleDuration, maxRoleDuration),
			})
		}
		role.Duration = time.Duration(seconds) * time.Second
	}
	tags, ok := parseTags(p.Get("session_tags"))
	if !ok {
		return role, c.fail(p.where("session_tags"), Problem{
			Code:    "invalid-session-tags",
			Message: fmt.Sprintf("session_tags of %q can't be read", p.Name),
			Hint:    "write them as key=value,key2=value2",
		})
	}
	role.Tags = tags
	return role, true
}

// parseTags reads "k=v,k2=v2".
func parseTags(text string) ([]Tag, bool) {
	var tags []Tag
	for _, part := range list(text) {
		key, value, ok := strings.Cut(part, "=")
		key = strings.TrimSpace(key)
		if !ok || key == "" {
			return nil, false
		}
		tags = append(tags, Tag{Key: key, Value: strings.TrimSpace(value)})
	}
	return tags, true
}

// list splits at commas and drops what is empty.
func list(text string) []string {
	if text == "" {
		return nil
	}
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
