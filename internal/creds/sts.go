package creds

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/duration"
	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/signer"
	"lanyard/signer/request"
)

// clockNoise is the difference between two clocks that are taken to agree: the Date header has
// whole seconds, and the answer was on its way.
const clockNoise = 5 * time.Second

// stsResult is the result of an operation of STS: credentials, or whose they are.
type stsResult struct {
	Keys struct {
		ID      string    `xml:"AccessKeyId"`
		Secret  string    `xml:"SecretAccessKey"`
		Token   string    `xml:"SessionToken"`
		Expires time.Time `xml:"Expiration"`
	} `xml:"Credentials"`
	RoleARN string `xml:"AssumedRoleUser>Arn"`
	Account string
	ARN     string `xml:"Arn"`
	UserID  string `xml:"UserId"`
}

// callSTS makes an operation of STS in the query protocol, signed with credentials. No configuration is read
// here: all of it is in the target and the step's settings.
func (r *Resolver) callSTS(ctx context.Context, step *profiles.Step, t target, c Credentials, op string, in url.Values) (stsResult, *exchange, error) {
	sender, x, err := r.sender(step)
	if err != nil {
		return stsResult{}, nil, err
	}
	address, region, err := t.endpoint()
	if err != nil {
		return stsResult{}, nil, err
	}
	sender.Credentials = func(context.Context, bool) (signer.Credentials, error) {
		return signer.NewCredentials(c.AccessKeyID, c.SecretAccessKey.Reveal(), c.SessionToken.Reveal()), nil
	}
	in.Set("Action", op)
	in.Set("Version", "2011-06-15")
	content, err := sender.Call(ctx, op, request.Request{
		Method: http.MethodPost, URL: address, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		Body: request.Text(in.Encode()), Sign: signer.Options{Service: "sts", Region: region},
	})
	if err != nil {
		return stsResult{}, nil, x.explain(ctx, op, err, c.secrets()...)
	}
	var answer struct {
		XMLName xml.Name
		Result  stsResult `xml:",any"`
	}
	if len(content) > 0 && (xml.Unmarshal(content, &answer) != nil || answer.XMLName.Local != op+"Response") {
		return stsResult{}, nil, x.notAWS(op, x.describe())
	}
	return answer.Result, x, nil
}

// sessionToken calls GetSessionToken with long-lived keys.
func (j *job) sessionToken(ctx context.Context, h *planStep, source *session, code string) (*session, error) {
	in := url.Values{}
	setCode(in, h, code)
	const op = "GetSessionToken"
	out, x, err := j.callSTS(ctx, h.step, h.target, source.Credentials, op, in)
	if err != nil {
		return nil, err
	}
	s, err := x.session(op, out.credentials())
	if err != nil {
		return nil, err
	}
	s.kind, s.asked = h.kind, h.duration
	s.keys, s.serial, s.NoIAM = source.AccessKeyID, h.serial, h.serial == ""
	if s.AccountID = source.AccountID; s.AccountID == "" {
		s.AccountID = profiles.AccountOf(h.serial)
	}
	if h.serial != "" {
		s.signIn, s.PersonNeededAt = h.id, s.Expires
	}
	return s, nil
}

// assumeRole calls AssumeRole with the source's credentials.
func (j *job) assumeRole(ctx context.Context, h *planStep, source *session, code string) (*session, error) {
	in := j.roleInput(h)
	setCode(in, h, code)
	j.warnCapped(h)
	const op = "AssumeRole"
	out, x, err := j.callSTS(ctx, h.step, h.target, source.Credentials, op, in)
	if err != nil {
		return nil, err
	}
	s, err := x.session(op, out.credentials())
	if err != nil {
		return nil, err
	}
	s.kind, s.asked, s.ARN = h.kind, h.duration, out.RoleARN
	if s.AccountID = profiles.AccountOf(s.ARN); s.AccountID == "" {
		s.AccountID = profiles.AccountOf(h.step.Role.ARN)
	}
	if s.signIn, s.PersonNeededAt = source.signIn, source.PersonNeededAt; h.serial != "" {
		s.signIn, s.PersonNeededAt = h.id, s.Expires
	}
	return s, nil
}

func (j *job) roleInput(h *planStep) url.Values {
	role := &h.step.Role
	in := url.Values{"RoleArn": {role.ARN}, "RoleSessionName": {cmp.Or(role.SessionName, j.sessionName())}}
	if role.ExternalID != "" {
		in.Set("ExternalId", role.ExternalID)
	}
	if role.SourceIdentity != "" {
		in.Set("SourceIdentity", role.SourceIdentity)
	}
	for i, tag := range role.Tags {
		member := fmt.Sprintf("Tags.member.%d.", i+1)
		in.Set(member+"Key", tag.Key)
		in.Set(member+"Value", tag.Value)
	}
	for i, key := range role.TransitiveTags {
		in.Set(fmt.Sprintf("TransitiveTagKeys.member.%d", i+1), key)
	}
	return in
}

// setCode sets the parameters that sessions of both kinds take.
func setCode(in url.Values, h *planStep, code string) {
	in.Set("DurationSeconds", strconv.Itoa(int(h.duration/time.Second)))
	if code != "" {
		in.Set("SerialNumber", h.serial)
		in.Set("TokenCode", code)
	}
}

func (r *stsResult) credentials() Credentials {
	return Credentials{
		AccessKeyID: r.Keys.ID, SecretAccessKey: redact.New(r.Keys.Secret), SessionToken: redact.New(r.Keys.Token),
		Expires: r.Keys.Expires.UTC(),
	}
}

// session takes the credentials of an answer. Their life is counted from the answer's Date: if the clocks
// differ, Expires is by this computer's, as are all comparisons with it.
func (x *exchange) session(op string, c Credentials) (*session, error) {
	if c.AccessKeyID == "" || c.SecretAccessKey.Empty() || c.SessionToken.Empty() || c.Expires.IsZero() {
		return nil, x.notAWS(op, " without credentials")
	}
	if off := x.date.Sub(x.received); !x.date.IsZero() && off.Abs() > clockNoise {
		c.Expires = c.Expires.Add(-off)
	}
	if !c.Expires.After(x.received) {
		return nil, fmt.Errorf("%s: %w: the credentials in the answer have ended already", op, ErrExpired)
	}
	return &session{Credentials: c, obtained: x.received}, nil
}

// secrets returns the values that error messages must not repeat.
func (c Credentials) secrets() []redact.Secret {
	return []redact.Secret{c.SecretAccessKey, c.SessionToken}
}

// warnCapped warns that STS limits the session to less than the requested duration.
func (j *job) warnCapped(h *planStep) {
	if h.capped > h.duration {
		j.warn(fmt.Sprintf("%s: %s asked for, STS gives at most %s here", h, duration.Exact(h.capped), duration.Exact(h.duration)))
	}
}

// sessionName names a role session for which the profile has no name, within STS's pattern
// [\w+=,.@-]{2,64}.
func (r *Resolver) sessionName() string {
	user := "user"
	if r.User != nil && r.User() != "" {
		user = r.User()
	}
	name := strings.Map(func(c rune) rune {
		if c < 0x80 && (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.ContainsRune("_+=,.@-", c)) {
			return c
		}
		return '-'
	}, "lanyard-"+user)
	return name[:min(len(name), 64)]
}
