package creds_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
)

func TestEnvironment(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want string // access key id
		err  string
	}{
		"nothing":      {},
		"keys":         {env: map[string]string{"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": "T"}, want: "A"},
		"older names":  {env: map[string]string{"AWS_ACCESS_KEY": "A", "AWS_SECRET_KEY": "S"}, want: "A"},
		"no secret":    {env: map[string]string{"AWS_ACCESS_KEY_ID": "A"}, err: "without AWS_SECRET_ACCESS_KEY"},
		"no id":        {env: map[string]string{"AWS_SECRET_ACCESS_KEY": "S"}, err: "without AWS_ACCESS_KEY_ID"},
		"ended":        {env: map[string]string{"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00:00Z"}, err: "expired"},
		"web identity": {env: map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "r"}, err: "web-identity credentials: not supported"},
	} {
		r := &creds.Resolver{Getenv: func(name string) string { return c.env[name] }}
		got, ok, err := r.Environment(t.Context())
		if got.AccessKeyID != c.want || ok != (c.want != "") || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: got %+v, %v, %v", name, got, ok, err)
		}
	}
}

func TestFallback(t *testing.T) {
	r := &creds.Resolver{}
	if _, err := r.Fallback(t.Context()); !errors.Is(err, creds.ErrUnsupported) || !strings.Contains(err.Error(), "ec2-instance") {
		t.Errorf("got %v", err)
	}
	r.Getenv = func(name string) string {
		return map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x"}[name]
	}
	if _, err := r.Fallback(t.Context()); !errors.Is(err, creds.ErrUnsupported) || !strings.Contains(err.Error(), "container credentials") {
		t.Errorf("got %v", err)
	}
}

func TestRoleFromEnvironment(t *testing.T) {
	h := newHouse(t)
	p := plan(profiles.Step{Kind: profiles.KindEnvironment, Profile: "deploy"}, h.role(fakeaws.RoleSpec{Name: "deploy"}))
	if _, err := h.Resolve(t.Context(), p, creds.Options{}); !errors.Is(err, creds.ErrIncomplete) {
		t.Errorf("without keys: got %v", err)
	}
	h.env["AWS_ACCESS_KEY_ID"], h.env["AWS_SECRET_ACCESS_KEY"] = h.user.AccessKeyID, h.user.SecretAccessKey.Reveal()
	h.resolve(p, creds.Options{})
	if st := h.State(t.Context(), p); st.Status != creds.StatusValid {
		t.Errorf("state %+v", st)
	}
	h.env["AWS_CREDENTIAL_EXPIRATION"] = time.Now().Add(-time.Hour).Format(time.RFC3339)
	if _, err := h.Resolve(t.Context(), p, creds.Options{Refresh: true}); !errors.Is(err, creds.ErrExpired) {
		t.Errorf("with ended keys: got %v", err)
	}
}
