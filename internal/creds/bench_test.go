package creds_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/redact"
	"lanyard/profiles"
)

// manyRoles are plans of roles that share one pair of keys, every other one with MFA.
func manyRoles(n int) []profiles.Plan {
	plans := make([]profiles.Plan, n)
	for i := range plans {
		name := fmt.Sprintf("team-%d", i)
		settings := &profiles.Profile{Name: name, Settings: map[string]profiles.Setting{"region": {Value: "eu-west-1"}}}
		role := profiles.Step{
			Kind: profiles.KindAssumeRole, Profile: name, Settings: settings,
			Role: profiles.Role{ARN: "arn:aws:iam::111122223333:role/" + name},
		}
		if i%2 == 1 {
			role.MFASerial = "arn:aws:iam::111122223333:mfa/phone"
		}
		plans[i] = plan(profiles.Step{
			Kind: profiles.KindStatic, Profile: "base", Settings: settings,
			Keys: profiles.Keys{AccessKeyID: "AKIAEXAMPLE", SecretAccessKey: redact.New("secret")},
		}, role)
	}
	return plans
}

// cachedRole is a resolver whose store holds one role's session, as an earlier run would leave it.
func cachedRole(b *testing.B, p profiles.Plan) *creds.Resolver {
	b.Helper()
	r := &creds.Resolver{Store: &memoryStore{}, Now: time.Now}
	ids := r.SessionIDs(p)
	content := fmt.Sprintf(`{"version":1,"kind":"assume-role","access_key_id":"ASIA","secret_access_key":"s","session_token":%q,`+
		`"expires":%q,"obtained":%q,"role":"arn:aws:iam::111122223333:role/x","account_id":"111122223333"}`,
		fmt.Sprintf("%01000d", 0), time.Now().Add(time.Hour).Format(time.RFC3339), time.Now().Format(time.RFC3339))
	if err := r.Store.Put(b.Context(), creds.EntryKind, ids[len(ids)-1], []byte(content)); err != nil {
		b.Fatal(err)
	}
	return r
}

func BenchmarkResolveWarm(b *testing.B) {
	p := manyRoles(2)[1]
	r := cachedRole(b, p)
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Resolve(ctx, p, creds.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStates10000(b *testing.B) {
	plans := manyRoles(10_000)
	r := cachedRole(b, plans[0])
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		r.States(ctx, plans)
	}
}
