package fakeaws

import (
	"encoding/json"
	"encoding/xml"
	"path"
	"regexp"
	"slices"
	"time"
)

var (
	anyText     = lazily(`^[\x09\x0a\x0d\x20-\x7e\x{85}\x{a0}-\x{10ffff}]+$`)
	roleARN     = lazily(`^arn:aws[a-z-]*:iam::\d{12}:role/[\x21-\x7e]+$`)
	sessionName = lazily(`^[\w+=,.@-]*$`)
	externalID  = lazily(`^[\w+=,.@:/-]*$`)
)

const maxPolicy = 2048

type assumeRoleResult struct {
	XMLName         xml.Name `xml:"AssumeRoleResult"`
	SourceIdentity  string   `xml:",omitempty"`
	AssumedRoleUser struct {
		AssumedRoleID string `xml:"AssumedRoleId"`
		Arn           string
	}
	Credentials      xmlCredentials
	PackedPolicySize int `xml:",omitempty"`
}

func (s *Server) assumeRole(c *call) (any, *apiError) {
	if refusal := checkRoleParameters(c); refusal != nil {
		return nil, refusal
	}
	duration, refusal := c.duration(defaultRoleSession, maxRoleSession)
	if refusal != nil {
		return nil, refusal
	}
	given, refusal := sessionTags(c)
	if refusal != nil {
		return nil, refusal
	}
	packed, refusal := packedSize(c, given.tags)
	if refusal != nil {
		return nil, refusal
	}
	if c.caller.temporary() && duration > maxChained {
		return nil, errValidation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
	}

	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	mfa, refusal := s.world.checkMFA(c)
	if refusal != nil {
		return nil, refusal
	}
	r, refusal := s.world.trusting(c, mfa)
	if refusal != nil {
		return nil, refusal
	}
	if duration > r.MaxSession {
		return nil, errValidation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	}
	issued := r.session(c, s.end(duration))
	if refusal := issued.inherit(c, r, given); refusal != nil {
		return nil, refusal
	}
	s.world.issue(issued)
	result := assumeRoleResult{
		SourceIdentity: issued.sourceIdentity, Credentials: issued.xml(), PackedPolicySize: packed,
	}
	result.AssumedRoleUser.AssumedRoleID, result.AssumedRoleUser.Arn = issued.who.id, issued.who.arn
	return result, nil
}

// session creates a session of the requested role.
func (r *role) session(c *call, expires time.Time) *credential {
	name := c.params.Get("RoleSessionName")
	return &credential{
		who: identity{
			arn: arn("sts", r.AccountID, "assumed-role", path.Base(r.Name)+"/"+name),
			id:  r.id + ":" + name, account: r.AccountID,
		},
		// AWS does not mark the session of a role as one with MFA.
		roleARN: r.arn, expires: expires, sourceIdentity: c.sourceIdentity(),
	}
}

// checkRoleParameters checks each parameter against the API's model.
func checkRoleParameters(c *call) *apiError {
	for _, p := range []struct {
		key, name string
		pattern   func() *regexp.Regexp
		required  bool
		min, max  int
	}{
		{"RoleArn", "roleArn", anyText, true, 20, 2048},
		{"RoleSessionName", "roleSessionName", sessionName, true, 2, 64},
		{"ExternalId", "externalId", externalID, false, 2, 1224},
		{"SourceIdentity", "sourceIdentity", sessionName, false, 2, 64},
	} {
		if refusal := checkText(c, p.key, p.name, p.pattern, p.required, p.min, p.max); refusal != nil {
			return refusal
		}
	}
	if given := c.params.Get("RoleArn"); !roleARN().MatchString(given) {
		return errValidation("%s is invalid", given)
	}
	return nil
}

// trusting returns the requested role if its trust policy allows the caller to assume it. The caller holds w.mu.
// AWS gives the same error for a role that does not exist.
func (w *World) trusting(c *call, mfa bool) (*role, *apiError) {
	wanted := c.params.Get("RoleArn")
	denied := errNotAuthorized(c.caller.who.arn, "sts:AssumeRole", wanted)
	if c.caller.user != nil && c.caller.user.root {
		return nil, errDenied("Roles may not be assumed by root accounts.")
	}
	r, ok := w.roles[wanted]
	switch {
	case !ok,
		!slices.ContainsFunc(r.Trust, c.caller.is),
		r.ExternalID != "" && r.ExternalID != c.params.Get("ExternalId"),
		r.RequireMFA && !mfa && !c.caller.mfa,
		r.RequireSourceIdentity && c.sourceIdentity() == "":
		return nil, denied
	}
	// A source identity is kept for the whole chain.
	if had := c.caller.sourceIdentity; had != "" && c.sourceIdentity() != had {
		return nil, errNotAuthorized(c.caller.who.arn, "sts:SetSourceIdentity", wanted)
	}
	return r, nil
}

// is reports whether a principal of a trust policy matches the credential.
func (c credential) is(principal string) bool {
	switch principal {
	case "*", c.who.arn, c.who.account, rootARN(c.who.account):
		return true
	}
	return c.roleARN != "" && principal == c.roleARN
}

// sourceIdentity returns the source identity of the new session.
func (c *call) sourceIdentity() string {
	if given := c.params.Get("SourceIdentity"); given != "" {
		return given
	}
	return c.caller.sourceIdentity
}

// packedSize returns the percentage of the limit that policies and tags use, 0 without any. AWS does not document
// its packed format; this counts characters.
func packedSize(c *call, tags []Tag) (int, *apiError) {
	policy := c.params.Get("Policy")
	if policy != "" && !json.Valid([]byte(policy)) {
		return 0, newError(400, "MalformedPolicyDocument", "This policy contains invalid Json")
	}
	if len(policy) > maxPolicy {
		return 0, errConstraint("of given length", "policy", "have length less than or equal to 2048")
	}
	size := len(policy)
	for _, arn := range c.members("PolicyArns", "arn", maxPolicyARNs) {
		size += len(arn)
	}
	for _, t := range tags {
		size += len(t.Key) + len(t.Value)
	}
	const room = 4096
	percent := (size*100 + room - 1) / room
	if percent > 100 {
		return 0, newError(400, "PackedPolicyTooLarge", "Packed size of session tags consumes "+
			itoa(percent)+"% of allotted space.")
	}
	return percent, nil
}
