package profiles

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxSteps ends chains that no person wrote.
const maxSteps = 256

// Plan says how the credentials of p come about, without any of it being done.
func (s *Set) Plan(p *Profile) Plan {
	s.mu.Lock()
	defer s.mu.Unlock()
	plan := s.plan(p, s.steps)
	if plan.Steps != nil {
		s.steps = plan.Steps[:0]
		plan.Steps = slices.Clone(plan.Steps)
	}
	return plan
}

// plan puts the steps where room has space for them.
func (s *Set) plan(p *Profile, room []Step) Plan {
	plan := Plan{Profile: p.Name, Kind: KindIncomplete, Region: p.Get("region")}
	if plan.Region == "" {
		plan.Region = s.keys[p.Name].Region
	}
	c := chain{set: s, steps: room[:0]}
	if c.own(p) {
		plan.Steps = c.steps
		plan.Kind = c.steps[len(c.steps)-1].Kind
		return plan
	}
	plan.Problem = c.problem
	if plan.Kind = intended(p); plan.Kind == KindIncomplete && s.hasKeychainKey(p) {
		plan.Kind = KindKeychain
	}
	return plan
}

// intended is the kind of a profile that cannot work: what its settings say it should have been.
func intended(p *Profile) Kind {
	for _, sign := range []struct {
		key  string
		kind Kind
	}{
		{"role_arn", KindAssumeRole},
		{"sso_account_id", KindSSO},
		{"sso_role_name", KindSSO},
		{"sso_session", KindSSO},
		{"sso_start_url", KindSSO},
		{"aws_access_key_id", KindStatic},
		{"aws_secret_access_key", KindStatic},
		{"login_session", KindLogin},
		{"credential_process", KindProcess},
	} {
		if _, ok := p.lookup(sign.key); !ok {
			continue
		}
		if sign.kind == KindAssumeRole && hasWebIdentity(p) {
			return KindWebIdentity
		}
		return sign.kind
	}
	return KindIncomplete
}

// A chain is a plan being made, from the profile back to its root. Its methods return false and
// leave a problem if there is no way.
type chain struct {
	set     *Set
	steps   []Step
	problem *Problem
	seen    []string // profiles whose role is on the way
}

func (c *chain) fail(at Source, p Problem) bool {
	p.Source = at
	p.Severity = SeverityError
	c.problem = &p
	return false
}

func (c *chain) add(step Step) bool {
	c.steps = append(c.steps, step)
	return true
}

// own adds the steps of a profile that is used as itself: in CLI.md's order the role comes first.
func (c *chain) own(p *Profile) bool {
	if !c.sound(p) {
		return false
	}
	if p.Get("role_arn") != "" {
		return c.role(p)
	}
	return c.root(p)
}

// source adds the steps of a profile that is a source_profile: its keys come before its role.
func (c *chain) source(p *Profile) bool {
	if !c.sound(p) {
		return false
	}
	if p.Get("role_arn") != "" && !p.hasAccessKey() && !c.set.hasKeychainKey(p) {
		return c.role(p)
	}
	return c.root(p)
}

// sound fails on what is wrong with the profile as such.
func (c *chain) sound(p *Profile) bool {
	for _, problem := range p.Problems {
		if problem.Severity == SeverityError {
			return c.fail(problem.Source, problem)
		}
	}
	return true
}

// root adds the step of a profile that needs no other one, in botocore's order.
func (c *chain) root(p *Profile) bool {
	keys := "" // the file that has the access key's id
	if id, ok := p.lookup(accessKeySetting); ok {
		keys = id.File
	}
	switch {
	case p.Get("sso_account_id") != "" || p.Get("sso_role_name") != "":
		return c.sso(p)
	case c.set.hasKeychainKey(p):
		return c.keychain(p)
	case keys != "" && keys == c.set.credentials.path:
		return c.static(p)
	case p.Get("login_session") != "":
		return c.add(loginStep(p))
	case p.Get("credential_process") != "":
		return c.process(p)
	case keys != "":
		return c.static(p)
	case p.Get("credential_source") != "": // without a role: the Go SDK takes it, botocore does not
		return c.credentialSource(p)
	}
	return c.nothing(p)
}

// nothing explains a profile that has no credentials.
func (c *chain) nothing(p *Profile) bool {
	switch {
	case p.hasKeySetting():
		return c.static(p)
	case p.Get("sso_session") != "" || p.Get("sso_start_url") != "":
		return c.sso(p)
	case hasWebIdentity(p):
		return c.fail(p.where("web_identity_token_file"), Problem{
			Code:    "missing-role",
			Message: fmt.Sprintf("profile %q has a web identity token and no role to use it for", p.Name),
			Hint:    "set role_arn",
		})
	case p.Get("source_profile") != "":
		return c.fail(p.where("source_profile"), Problem{
			Code:    "missing-role",
			Message: fmt.Sprintf("profile %q has a source_profile and no role to assume", p.Name),
			Hint:    "set role_arn",
		})
	}
	return c.fail(p.where(""), Problem{
		Code:    "no-credentials",
		Message: fmt.Sprintf("profile %q has nothing that gives credentials", p.Name),
		Hint:    fmt.Sprintf("store keys with \"lanyard keys add %s\", or set role_arn, sso_session or credential_process", p.Name),
	})
}

func (s *Set) hasKeychainKey(p *Profile) bool {
	_, ok := s.keys[p.Name]
	return ok
}

func (c *chain) keychain(p *Profile) bool {
	key := c.set.keys[p.Name]
	serial := p.Get("mfa_serial")
	if serial == "" {
		serial = key.MFASerial
	}
	return c.add(Step{
		Kind: KindKeychain, Profile: p.Name, Settings: p,
		Keys: Keys{AccessKeyID: key.AccessKeyID}, MFASerial: serial, AccountID: cmp.Or(key.AccountID, AccountOf(serial)),
	})
}

func (c *chain) static(p *Profile) bool {
	keys := p.accessKeys()
	missing, present := "", ""
	switch {
	case keys.AccessKeyID == "" && keys.SecretAccessKey.Empty():
		missing, present = "aws_access_key_id", "aws_session_token"
	case keys.AccessKeyID == "":
		missing, present = "aws_access_key_id", "aws_secret_access_key"
	case keys.SecretAccessKey.Empty():
		missing, present = "aws_secret_access_key", "aws_access_key_id"
	}
	if missing != "" {
		return c.fail(p.where(present), Problem{
			Code:    "incomplete-keys",
			Message: fmt.Sprintf("profile %q has no %s", p.Name, missing),
			Hint:    fmt.Sprintf("add it, or store both in the keychain with \"lanyard keys add %s\"", p.Name),
		})
	}
	for _, key := range keySettings() {
		setting, _ := p.lookup(key)
		if problem := keyProblem(p.Name, key, setting.reveal()); problem != nil && problem.Code == invalidKeyCharacter {
			return c.fail(setting.Source, *problem)
		}
	}
	return c.add(Step{
		Kind: KindStatic, Profile: p.Name, Settings: p, Keys: keys,
		MFASerial: p.Get("mfa_serial"), AccountID: cmp.Or(p.Get("aws_account_id"), AccountOf(p.Get("mfa_serial"))),
	})
}

// credentialSource adds the step that credential_source names.
func (c *chain) credentialSource(p *Profile) bool {
	name := p.Get("credential_source")
	for _, source := range []struct {
		name string
		kind Kind
	}{
		{"Environment", KindEnvironment},
		{"Ec2InstanceMetadata", KindEC2Instance},
		{"EcsContainer", KindContainer},
	} {
		if strings.EqualFold(name, source.name) {
			return c.add(Step{Kind: source.kind, Profile: p.Name, Settings: p})
		}
	}
	return c.fail(p.where("credential_source"), Problem{
		Code:    "unknown-credential-source",
		Message: fmt.Sprintf("credential_source of %q is %q", p.Name, name),
		Hint:    "use Environment, Ec2InstanceMetadata or EcsContainer",
	})
}

// enter notes that the role of p is on the way, unless it already is.
func (c *chain) enter(p *Profile) bool {
	if slices.Contains(c.seen, p.Name) {
		way := append(slices.Clone(c.seen[slices.Index(c.seen, p.Name):]), p.Name)
		return c.fail(p.where("source_profile"), Problem{
			Code:    "source-cycle",
			Message: "source_profile goes round in a cycle: " + strings.Join(quoteAll(way), " → "),
			Hint:    "give one of these profiles another source_profile",
		})
	}
	if len(c.seen) >= maxSteps {
		return c.fail(p.where("source_profile"), Problem{
			Code:    "long-chain",
			Message: fmt.Sprintf("there are more than %d roles between %q and its credentials", maxSteps, c.seen[0]),
		})
	}
	c.seen = append(c.seen, p.Name)
	return true
}

func quoteAll(names []string) []string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return quoted
}

func loginStep(p *Profile) Step {
	arn := p.Get("login_session")
	return Step{Kind: KindLogin, Profile: p.Name, Settings: p, Login: arn, AccountID: AccountOf(arn)}
}

// process adds a credential_process. One that asks lanyard itself for a role, as sync writes them, is that role:
// the detour through another process would only hide what the credentials come from.
func (c *chain) process(p *Profile) bool {
	command := p.Get("credential_process")
	if r, ok := ParseSessionRole(p.Get(SyncKey)); ok && command == r.Command() {
		if role := c.set.sessionRole(r); role != nil {
			role.Name = p.Name
			maps.Copy(role.Settings, p.network())
			c.set.link(role)
			return c.sso(role)
		}
	}
	return c.add(Step{Kind: KindProcess, Profile: p.Name, Settings: p, Process: command})
}
