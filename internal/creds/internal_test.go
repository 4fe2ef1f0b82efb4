package creds

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanyard/profiles"
)

func FuzzUnseal(f *testing.F) {
	f.Add([]byte(`{"version":2,"access_key_id":"A","secret_access_key":"S","session_token":"T","expires":"2030-01-01T00:00:00Z","obtained":"2029-01-01T00:00:00Z"}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := unseal(content)
		if err != nil {
			return
		}
		again, err := s.seal()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := unseal(again); err != nil || back.AccessKeyID != s.AccessKeyID || !back.Expires.Equal(s.Expires) {
			t.Errorf("%s became %s, %v", content, again, err)
		}
	})
}

func TestIdentitiesAreTold(t *testing.T) {
	lists := rapid.SliceOfN(rapid.String(), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		a, b := lists.Draw(t, "a"), lists.Draw(t, "b")
		same := newIdentity("k", "s").addList(a).String() == newIdentity("k", "s").addList(b).String()
		if same != slices.Equal(a, b) {
			t.Errorf("%q and %q: the same is %v", a, b, same)
		}
	})
	// Where one list ends and the next begins counts too.
	if newIdentity("k", "s").addList([]string{"a"}).addList([]string{"b"}).String() ==
		newIdentity("k", "s").addList([]string{"a", "b"}).addList(nil).String() {
		t.Error("two lists are one")
	}
}

// TestRoleIdentity changes one thing after the other.
func TestRoleIdentity(t *testing.T) {
	base := func() *profiles.Plan {
		return &profiles.Plan{Profile: "p", Steps: []profiles.Step{
			{Kind: profiles.KindStatic, Profile: "base", Keys: profiles.Keys{AccessKeyID: "AKIA1"}, Settings: &profiles.Profile{}},
			{Kind: profiles.KindAssumeRole, Profile: "p", Settings: &profiles.Profile{}, Role: profiles.Role{
				ARN: "arn:aws:iam::1:role/r", Tags: []profiles.Tag{{Key: "a", Value: "b"}},
			}},
		}}
	}
	env := map[string]string{}
	r := &Resolver{Getenv: func(name string) string { return env[name] }}
	id := func(p *profiles.Plan, req Options) string {
		hops, err := r.hops(nil, p, req)
		if err != nil {
			t.Fatal(err)
		}
		r.identify(hops, len(hops)-1)
		return hops[len(hops)-1].id
	}
	unchanged := id(base(), Options{})
	same := map[string]func(p *profiles.Plan, req *Options){
		"profile name":     func(p *profiles.Plan, _ *Options) { p.Profile, p.Steps[1].Profile = "q", "q" },
		"refresh":          func(_ *profiles.Plan, req *Options) { req.Refresh = true },
		"keys in keychain": func(p *profiles.Plan, _ *Options) { p.Steps[0].Kind = profiles.KindKeychain },
		"default duration": func(_ *profiles.Plan, req *Options) { req.Duration = time.Hour },
		"source's MFA":     func(p *profiles.Plan, _ *Options) { p.Steps[0].MFASerial = "arn:aws:iam::1:mfa/x" },
		"user":             func(*profiles.Plan, *Options) { r.User = func() string { return "bob" } },
	}
	other := map[string]func(p *profiles.Plan, req *Options){
		"keys":            func(p *profiles.Plan, _ *Options) { p.Steps[0].Keys.AccessKeyID = "AKIA2" },
		"ARN":             func(p *profiles.Plan, _ *Options) { p.Steps[1].Role.ARN += "2" },
		"name":            func(p *profiles.Plan, _ *Options) { p.Steps[1].Role.SessionName = "n" },
		"external id":     func(p *profiles.Plan, _ *Options) { p.Steps[1].Role.ExternalID = "n" },
		"duration":        func(p *profiles.Plan, _ *Options) { p.Steps[1].Role.Duration = 2 * time.Hour },
		"asked duration":  func(_ *profiles.Plan, req *Options) { req.Duration = 3 * time.Hour },
		"source identity": func(p *profiles.Plan, _ *Options) { p.Steps[1].Role.SourceIdentity = "n" },
		"tags":            func(p *profiles.Plan, _ *Options) { p.Steps[1].Role.Tags[0].Value = "c" },
		"transitive":      func(p *profiles.Plan, _ *Options) { p.Steps[1].Role.TransitiveTags = []string{"a"} },
		"MFA":             func(p *profiles.Plan, _ *Options) { p.Steps[1].MFASerial = "arn:aws:iam::1:mfa/x" },
		"MFA, long": func(p *profiles.Plan, req *Options) {
			p.Steps[1].MFASerial, req.Duration = "arn:aws:iam::1:mfa/x", 2*time.Hour
		},
		"endpoint": func(*profiles.Plan, *Options) { env["AWS_ENDPOINT_URL_STS"] = "http://localhost" },
		"region":   func(*profiles.Plan, *Options) { env["AWS_REGION"] = "eu-west-1" },
	}
	seen := map[string]string{unchanged: "unchanged"}
	for name, change := range other {
		clear(env)
		p, req := base(), Options{}
		change(p, &req)
		got := id(p, req)
		if before, ok := seen[got]; ok {
			t.Errorf("%s makes no difference to %s", name, before)
		}
		seen[got] = name
	}
	clear(env)
	for name, change := range same {
		p, req := base(), Options{}
		change(p, &req)
		if id(p, req) != unchanged {
			t.Errorf("%s makes another session", name)
		}
	}
}

func TestSessionName(t *testing.T) {
	for user, want := range map[string]string{
		"alice": "lanyard-alice", "": "lanyard-user", `CORP\Ann Lee`: "lanyard-CORP-Ann-Lee", "zoë@x": "lanyard-zo-@x",
		strings.Repeat("x", 99): "lanyard-" + strings.Repeat("x", 56),
	} {
		r := &Resolver{User: func() string { return user }}
		if got := r.sessionName(); got != want {
			t.Errorf("%q: got %q, want %q", user, got, want)
		}
	}
}

func TestTarget(t *testing.T) {
	for name, c := range map[string]struct {
		settings, env map[string]string
		arn, wanted   string
		want          string
	}{
		"nothing":            {want: "us-east-1"},
		"partition":          {arn: "arn:aws-cn:iam::1:role/r", want: "cn-northwest-1"},
		"european partition": {arn: "arn:aws-eusc:iam::1:role/r", want: "eusc-de-east-1"},
		"profile":            {settings: map[string]string{"region": "eu-west-1"}, want: "eu-west-1"},
		"environment": {
			settings: map[string]string{"region": "eu-west-1"}, env: map[string]string{"AWS_REGION": "sa-east-1"}, want: "sa-east-1",
		},
		"region of another partition": {
			settings: map[string]string{"region": "eu-west-1"}, arn: "arn:aws-us-gov:iam::1:role/r", want: "us-gov-west-1",
		},
		"wanted":        {wanted: "eu-west-1", env: map[string]string{"AWS_REGION": "sa-east-1"}, want: "eu-west-1"},
		"legacy":        {settings: map[string]string{"region": "eu-west-1", "sts_regional_endpoints": "legacy"}, want: "global"},
		"legacy, young": {settings: map[string]string{"region": "eu-south-1", "sts_regional_endpoints": "legacy"}, want: "eu-south-1"},
		"regional, env": {
			settings: map[string]string{"region": "eu-west-1", "sts_regional_endpoints": "legacy"},
			env:      map[string]string{"AWS_STS_REGIONAL_ENDPOINTS": "regional"}, want: "eu-west-1",
		},
		"FIPS and dual stack": {
			settings: map[string]string{"region": "us-east-2", "use_fips_endpoint": "true"},
			env:      map[string]string{"AWS_USE_DUALSTACK_ENDPOINT": "TRUE"}, want: "us-east-2 fips dualstack",
		},
		"override": {settings: map[string]string{"region": "eu-west-1", "endpoint_url": "http://localhost:4566"}, want: "http://localhost:4566"},
	} {
		settings := map[string]profiles.Setting{}
		for key, value := range c.settings {
			settings[key] = profiles.Setting{Value: value}
		}
		r := &Resolver{Getenv: func(name string) string { return c.env[name] }}
		got := r.target(&profiles.Step{Settings: &profiles.Profile{Settings: settings}}, c.arn, c.wanted)
		if got.identity() != c.want {
			t.Errorf("%s: %q, want %q", name, got.identity(), c.want)
		}
	}
}

func TestClassesOfErrors(t *testing.T) {
	for _, class := range elsewhere() {
		if got := classOf(class.sentinel); got != class.name || !errors.Is(errorOf(class.name), class.sentinel) {
			t.Errorf("%v: class %q, want %q", class.sentinel, got, class.name)
		}
		if both := errors.Join(class.sentinel, ErrDeclined); classOf(both) != "declined" {
			t.Errorf("%v and declined: class %q", class.sentinel, classOf(both))
		}
	}
	if classOf(ErrPersonNeeded) != "" {
		t.Error("others are told that a person is needed")
	}
}
