package fakeaws

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"time"
)

// The limits of STS sessions.
const (
	minSession      = 15 * time.Minute
	maxRoleSession  = 12 * time.Hour
	maxChained      = time.Hour
	maxTokenSession = 36 * time.Hour
	maxRootSession  = time.Hour

	defaultRoleSession  = time.Hour
	defaultTokenSession = 12 * time.Hour
)

func stsService(s *Server) service {
	return &queryService{
		namespace: stsNamespace, version: "2011-06-15",
		actions: map[string]action{
			"GetCallerIdentity": {run: s.getCallerIdentity},
			"AssumeRole":        {run: s.assumeRole},
			"GetSessionToken":   {run: s.getSessionToken},
			"GetAccessKeyInfo":  {run: s.getAccessKeyInfo},
		},
	}
}

type xmlCredentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
}

func (c *credential) xml() xmlCredentials {
	return xmlCredentials{
		AccessKeyID: c.id, SecretAccessKey: c.secret.Reveal(), SessionToken: c.token.Reveal(),
		Expiration: c.expires.UTC().Format(time.RFC3339),
	}
}

type getCallerIdentityResult struct {
	XMLName xml.Name `xml:"GetCallerIdentityResult"`
	Arn     string
	UserID  string `xml:"UserId"`
	Account string
}

// getCallerIdentity requires a valid signature, but no permission.
func (s *Server) getCallerIdentity(c *call) (any, *apiError) {
	who := c.caller.who
	return getCallerIdentityResult{Arn: who.arn, UserID: who.id, Account: who.account}, nil
}

type getAccessKeyInfoResult struct {
	XMLName xml.Name `xml:"GetAccessKeyInfoResult"`
	Account string
}

func (s *Server) getAccessKeyInfo(c *call) (any, *apiError) {
	if c.caller.temporary() && c.caller.roleARN == "" {
		return nil, errDenied("Cannot call GetAccessKeyInfo with session credentials")
	}
	id := c.params.Get("AccessKeyId")
	if id == "" {
		return nil, errConstraint("null", "accessKeyId", "not be null")
	}
	asked, ok := s.world.find(id)
	if !ok {
		return nil, errValidation("Invalid value '%s' for accessKeyId", id)
	}
	return getAccessKeyInfoResult{Account: asked.who.account}, nil
}

type getSessionTokenResult struct {
	XMLName     xml.Name `xml:"GetSessionTokenResult"`
	Credentials xmlCredentials
}

func (s *Server) getSessionToken(c *call) (any, *apiError) {
	if c.caller.temporary() {
		return nil, errDenied("Cannot call GetSessionToken with session credentials")
	}
	duration, refusal := c.duration(defaultTokenSession, maxTokenSession)
	if refusal != nil {
		return nil, refusal
	}
	if c.caller.user.root {
		duration = min(duration, maxRootSession)
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	mfa, refusal := s.world.checkMFA(c)
	if refusal != nil {
		return nil, refusal
	}
	issued := s.world.issue(&credential{
		who: c.caller.who, user: c.caller.user, mfa: mfa, expires: s.end(duration),
	})
	return getSessionTokenResult{Credentials: issued.xml()}, nil
}

// end returns the expiry of a session that starts now. AWS counts whole seconds.
func (s *Server) end(d time.Duration) time.Time { return s.now().Add(d).Truncate(time.Second) }

// duration parses DurationSeconds.
func (c *call) duration(byDefault, most time.Duration) (time.Duration, *apiError) {
	value := c.params.Get("DurationSeconds")
	if value == "" {
		return byDefault, nil
	}
	seconds, err := strconv.Atoi(value)
	if err != nil {
		return 0, errValidation("'%s' is not a valid Integer", value)
	}
	switch d := time.Duration(seconds) * time.Second; {
	case d < minSession:
		return 0, errConstraint("'"+value+"'", "durationSeconds",
			fmt.Sprintf("have value greater than or equal to %d", int(minSession.Seconds())))
	case d > most:
		return 0, errConstraint("'"+value+"'", "durationSeconds",
			fmt.Sprintf("have value less than or equal to %d", int(most.Seconds())))
	default:
		return d, nil
	}
}

var tokenCode = lazily(`^[\d]*$`)

const codeLength = 6

// checkMFA reports whether the request proves the possession of a device of the calling user. The
// caller holds w.mu.
func (w *World) checkMFA(c *call) (bool, *apiError) {
	serial, code := c.params.Get("SerialNumber"), c.params.Get("TokenCode")
	switch {
	case serial == "" && code == "":
		return false, nil
	case serial == "" || code == "":
		return false, errDenied("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.")
	}
	if refusal := checkText(c, "TokenCode", "tokenCode", tokenCode, true, codeLength, codeLength); refusal != nil {
		return false, refusal
	}
	d, ok := w.devices[serial]
	if !ok || c.caller.user == nil || d.owner != c.caller.user.arn {
		return false, errDenied("MultiFactorAuthentication failed, unable to validate MFA code.  " +
			"Please verify your MFA serial number is valid and associated with this user.")
	}
	if !d.accept(code, w.clock()) {
		return false, errDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
	}
	return true, nil
}
