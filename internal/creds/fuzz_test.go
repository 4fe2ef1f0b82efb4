package creds

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/internal/redact"
	"lanyard/profiles"
)

// answerer is a network in which every request gets the same answer.
type answerer struct {
	status int
	kind   string
	body   []byte
}

func (a answerer) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Body: io.NopCloser(bytes.NewReader(a.body)), Request: req,
		Header: http.Header{"Content-Type": {a.kind}, "Date": {time.Now().UTC().Format(http.TimeFormat)}},
	}, nil
}

// FuzzAnswer feeds a role's call with what a server may send: it gives whole credentials or an error
// that a terminal can show.
func FuzzAnswer(f *testing.F) {
	f.Add(200, "text/xml", []byte(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>`+
		`<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>`+
		`</Credentials><AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/r/n</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`))
	f.Add(403, "text/xml", []byte(`<ErrorResponse><Error><Code>AccessDenied</Code><Message>no&#x9b; hunter2secret</Message></Error></ErrorResponse>`))
	f.Add(200, "text/html", []byte("<html>\x1b[2J"))
	f.Add(302, "", []byte(""))
	f.Fuzz(func(t *testing.T, status int, kind string, body []byte) {
		if status < 200 || status > 499 || strings.ContainsAny(kind, "\r\n") {
			return // others are retried, after pauses, or no answers at all
		}
		r := &Resolver{Transport: answerer{status, kind, body}, Getenv: func(name string) string {
			return map[string]string{"AWS_MAX_ATTEMPTS": "1"}[name]
		}}
		secret := redact.New("hunter2secret")
		j := &job{Resolver: r}
		step := &profiles.Step{Kind: profiles.KindAssumeRole, Role: profiles.Role{ARN: "arn:aws:iam::111122223333:role/r"}}
		h := &planStep{kind: profiles.KindAssumeRole, step: step, duration: time.Hour, target: r.target(step, step.Role.ARN, "")}
		s, err := j.assumeRole(context.Background(), h, &session{Credentials: Credentials{AccessKeyID: "AKIA", SecretAccessKey: secret}}, "")
		if err == nil {
			if s.AccessKeyID == "" || s.SecretAccessKey.Empty() || s.SessionToken.Empty() || !s.alive(time.Now()) {
				t.Errorf("%q gave %+v", body, s.Credentials)
			}
			return
		}
		text := err.Error()
		if strings.Contains(text, secret.Reveal()) || slices.ContainsFunc([]rune(text), func(c rune) bool { return c < 0x20 || c >= 0x7f && c < 0xa0 }) {
			t.Errorf("the error reads %q", text)
		}
	})
}

func FuzzReadProcess(f *testing.F) {
	f.Add([]byte(`{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T","Expiration":"2099-01-01T00:00:00Z"}`))
	f.Add([]byte(`{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S"}`))
	f.Fuzz(func(t *testing.T, out []byte) {
		s, err := (&job{Resolver: &Resolver{}}).readProcess(out)
		if err == nil && (s.AccessKeyID == "" || s.SecretAccessKey.Empty() || !s.alive(time.Now())) {
			t.Errorf("%q gave %+v", out, s.Credentials)
		}
	})
}
