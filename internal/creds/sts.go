package creds

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"

	"lanyard/internal/duration"
	"lanyard/internal/redact"
	"lanyard/profiles"
)

// clockNoise is the difference between two clocks that are taken to agree: the Date header has
// whole seconds, and the answer was on its way.
const clockNoise = 5 * time.Second

// sessionToken calls GetSessionToken with long-lived keys.
func (j *job) sessionToken(ctx context.Context, h *hop, source *session, code string) (*session, error) {
	client, x, err := j.stsClient(h.step, h.target, source.Credentials)
	if err != nil {
		return nil, err
	}
	in := &sts.GetSessionTokenInput{DurationSeconds: seconds(h.duration)}
	if code != "" {
		in.SerialNumber, in.TokenCode = aws.String(h.serial), aws.String(code)
	}
	ctx, cancel := context.WithTimeout(ctx, j.timeout())
	defer cancel()
	out, err := client.GetSessionToken(ctx, in)
	if err != nil {
		return nil, x.explain(ctx, "GetSessionToken", err, source.secrets()...)
	}
	s, err := x.session("GetSessionToken", out.Credentials)
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
func (j *job) assumeRole(ctx context.Context, h *hop, source *session, code string) (*session, error) {
	client, x, err := j.stsClient(h.step, h.target, source.Credentials)
	if err != nil {
		return nil, err
	}
	in := j.roleInput(h)
	if code != "" {
		in.SerialNumber, in.TokenCode = aws.String(h.serial), aws.String(code)
	}
	j.warnCapped(h)
	ctx, cancel := context.WithTimeout(ctx, j.timeout())
	defer cancel()
	out, err := client.AssumeRole(ctx, in)
	if err != nil {
		return nil, x.explain(ctx, "AssumeRole", err, source.secrets()...)
	}
	s, err := x.session("AssumeRole", out.Credentials)
	if err != nil {
		return nil, err
	}
	s.kind, s.asked = h.kind, h.duration
	if out.AssumedRoleUser != nil {
		s.ARN = aws.ToString(out.AssumedRoleUser.Arn)
	}
	if s.AccountID = profiles.AccountOf(s.ARN); s.AccountID == "" {
		s.AccountID = profiles.AccountOf(h.step.Role.ARN)
	}
	if s.signIn, s.PersonNeededAt = source.signIn, source.PersonNeededAt; h.serial != "" {
		s.signIn, s.PersonNeededAt = h.id, s.Expires
	}
	return s, nil
}

func (j *job) roleInput(h *hop) *sts.AssumeRoleInput {
	role := &h.step.Role
	name := role.SessionName
	if name == "" {
		name = j.sessionName()
	}
	in := &sts.AssumeRoleInput{
		RoleArn: aws.String(role.ARN), RoleSessionName: aws.String(name),
		DurationSeconds: seconds(h.duration), TransitiveTagKeys: role.TransitiveTags,
		ExternalId: optional(role.ExternalID), SourceIdentity: optional(role.SourceIdentity),
	}
	for _, tag := range role.Tags {
		in.Tags = append(in.Tags, types.Tag{Key: aws.String(tag.Key), Value: aws.String(tag.Value)})
	}
	return in
}

// session reads the credentials of an answer. Their life is counted from the answer's Date: if the
// clocks differ, Expires is by this computer's, as are all comparisons with it.
func (x *exchange) session(op string, c *types.Credentials) (*session, error) {
	if c == nil || aws.ToString(c.AccessKeyId) == "" || aws.ToString(c.SecretAccessKey) == "" ||
		aws.ToString(c.SessionToken) == "" || c.Expiration == nil {
		return nil, fmt.Errorf("%s: %w: %s answered HTTP %d without credentials", op, ErrNotAWS, x.host, x.status)
	}
	expires := c.Expiration.UTC()
	if off := x.date.Sub(x.received); !x.date.IsZero() && off.Abs() > clockNoise {
		expires = expires.Add(-off)
	}
	if !expires.After(x.received) {
		return nil, fmt.Errorf("%s: %w: the credentials in the answer have ended already", op, ErrExpired)
	}
	return &session{
		Credentials: Credentials{
			AccessKeyID: *c.AccessKeyId, SecretAccessKey: redact.New(*c.SecretAccessKey), SessionToken: redact.New(*c.SessionToken),
			Expires: expires,
		},
		obtained: x.received,
	}, nil
}

// secrets are what no error message may repeat.
func (c Credentials) secrets() []redact.Secret {
	return []redact.Secret{c.SecretAccessKey, c.SessionToken}
}

// warnCapped says so where somebody asked for a longer session than there is.
func (j *job) warnCapped(h *hop) {
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

func seconds(d time.Duration) *int32 {
	return aws.Int32(int32(d / time.Second)) //nolint:gosec // at most 36 h, or a setting that STS refuses
}

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
