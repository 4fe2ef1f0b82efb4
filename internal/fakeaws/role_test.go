package fakeaws_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"

	"lanyard/internal/fakeaws"
)

func TestAssumeRole(t *testing.T) {
	h := newHouse(t)
	role := h.role(t, fakeaws.RoleSpec{AccountID: other, Name: "team/deploy"})
	out := must(h.assume(h.alice.Keys, role.ARN))(t)
	if *out.AssumedRoleUser.Arn != "arn:aws:sts::444455556666:assumed-role/deploy/work" ||
		*out.AssumedRoleUser.AssumedRoleId != role.ID+":work" || !strings.HasPrefix(role.ID, "AROA") {
		t.Errorf("assumed %s %s", *out.AssumedRoleUser.Arn, *out.AssumedRoleUser.AssumedRoleId)
	}
	if out.PackedPolicySize != nil { //nolint:staticcheck // clients still read it
		t.Errorf("packed policy size %d without a policy", *out.PackedPolicySize) //nolint:staticcheck // clients still read it
	}
	got := must(h.whoami(keysOf(out.Credentials)))(t)
	if *got.Arn != *out.AssumedRoleUser.Arn || *got.Account != other || *got.UserId != *out.AssumedRoleUser.AssumedRoleId {
		t.Errorf("the session is %s %s %s", *got.Arn, *got.Account, *got.UserId)
	}
}

func TestTrust(t *testing.T) {
	h := newHouse(t)
	hub := h.role(t, fakeaws.RoleSpec{Name: "hub"})
	session := keysOf(must(h.assume(h.alice.Keys, hub.ARN))(t).Credentials)
	externalID := func(in *sts.AssumeRoleInput) { in.ExternalId = aws.String("auditor-42") }
	for i, tc := range []struct {
		name   string
		spec   fakeaws.RoleSpec
		keys   fakeaws.Keys
		change []func(*sts.AssumeRoleInput)
		denied bool
	}{
		{name: "the user", spec: fakeaws.RoleSpec{Trust: []string{h.alice.ARN}}, keys: h.alice.Keys},
		{name: "the account", spec: fakeaws.RoleSpec{Trust: []string{"arn:aws:iam::111122223333:root"}}, keys: h.alice.Keys},
		{name: "anyone", spec: fakeaws.RoleSpec{Trust: []string{"*"}}, keys: h.alice.Keys},
		{name: "another user", spec: fakeaws.RoleSpec{Trust: []string{h.alice.ARN + "x"}}, keys: h.alice.Keys, denied: true},
		{name: "another account", spec: fakeaws.RoleSpec{Trust: []string{other}}, keys: h.alice.Keys, denied: true},
		{name: "nobody", spec: fakeaws.RoleSpec{Trust: []string{}}, keys: h.alice.Keys, denied: true},
		{name: "a role", spec: fakeaws.RoleSpec{Trust: []string{hub.ARN}}, keys: session},
		{name: "a role's session", spec: fakeaws.RoleSpec{Trust: []string{"arn:aws:sts::111122223333:assumed-role/hub/work"}}, keys: session},
		{name: "a role, asked by a user", spec: fakeaws.RoleSpec{Trust: []string{hub.ARN}}, keys: h.alice.Keys, denied: true},
		{name: "a user, asked by a role", spec: fakeaws.RoleSpec{Trust: []string{h.alice.ARN}}, keys: session, denied: true},
		{name: "external id missing", spec: fakeaws.RoleSpec{ExternalID: "auditor-42"}, keys: h.alice.Keys, denied: true},
		{name: "external id wrong", spec: fakeaws.RoleSpec{ExternalID: "auditor-43"}, keys: h.alice.Keys, change: []func(*sts.AssumeRoleInput){externalID}, denied: true},
		{name: "external id", spec: fakeaws.RoleSpec{ExternalID: "auditor-42"}, keys: h.alice.Keys, change: []func(*sts.AssumeRoleInput){externalID}},
		{name: "external id not asked for", keys: h.alice.Keys, change: []func(*sts.AssumeRoleInput){externalID}},
		{name: "source identity missing", spec: fakeaws.RoleSpec{RequireSourceIdentity: true}, keys: h.alice.Keys, denied: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.spec.Name = fmt.Sprintf("role%d", i)
			role := h.role(t, tc.spec)
			out, err := h.assume(tc.keys, role.ARN, tc.change...)
			if !tc.denied {
				if err != nil || out == nil {
					t.Fatal(err)
				}
				return
			}
			wantCode(t, err, "AccessDenied")
			who := must(h.whoami(tc.keys))(t)
			want := "User: " + *who.Arn + " is not authorized to perform: sts:AssumeRole on resource: " + role.ARN
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		})
	}
	_, err := h.assume(h.alice.Keys, "arn:aws:iam::111122223333:role/missing")
	wantCode(t, err, "AccessDenied")
}

func TestRoleParameters(t *testing.T) {
	h := newHouse(t)
	role := h.role(t, fakeaws.RoleSpec{})
	tags := func(n int) (list []types.Tag) {
		for i := range n {
			list = append(list, types.Tag{Key: aws.String(fmt.Sprintf("k%d", i)), Value: aws.String("v")})
		}
		return list
	}
	for name, tc := range map[string]struct {
		change func(*sts.AssumeRoleInput)
		code   string
	}{
		"name too short":    {func(in *sts.AssumeRoleInput) { in.RoleSessionName = aws.String("a") }, "ValidationError"},
		"name too long":     {func(in *sts.AssumeRoleInput) { in.RoleSessionName = aws.String(strings.Repeat("a", 65)) }, "ValidationError"},
		"name with a space": {func(in *sts.AssumeRoleInput) { in.RoleSessionName = aws.String("a b") }, "ValidationError"},
		"no role":           {func(in *sts.AssumeRoleInput) { in.RoleArn = aws.String("arn:aws:iam::111122223333:user/x") }, "ValidationError"},
		"external id":       {func(in *sts.AssumeRoleInput) { in.ExternalId = aws.String("a b") }, "ValidationError"},
		"source identity":   {func(in *sts.AssumeRoleInput) { in.SourceIdentity = aws.String("ü") }, "ValidationError"},
		"51 tags":           {func(in *sts.AssumeRoleInput) { in.Tags = tags(51) }, "ValidationError"},
		"tag key": {func(in *sts.AssumeRoleInput) {
			in.Tags = []types.Tag{{Key: aws.String("a*"), Value: aws.String("")}}
		}, "ValidationError"},
		"tag value": {func(in *sts.AssumeRoleInput) {
			in.Tags = []types.Tag{{Key: aws.String("a"), Value: aws.String(strings.Repeat("v", 257))}}
		}, "ValidationError"},
		"same tag in another case": {func(in *sts.AssumeRoleInput) {
			in.Tags = []types.Tag{{Key: aws.String("Team"), Value: aws.String("a")}, {Key: aws.String("team"), Value: aws.String("b")}}
		}, "InvalidParameterValue"},
		"transitive key without tag": {func(in *sts.AssumeRoleInput) { in.TransitiveTagKeys = []string{"Team"} }, "InvalidParameterValue"},
		"policy":                     {func(in *sts.AssumeRoleInput) { in.Policy = aws.String("{") }, "MalformedPolicyDocument"},
		"tags too big": {func(in *sts.AssumeRoleInput) {
			in.Tags = tags(20)
			for i := range in.Tags {
				in.Tags[i].Value = aws.String(strings.Repeat("v", 256))
			}
		}, "PackedPolicyTooLarge"},
	} {
		_, err := h.assume(h.alice.Keys, role.ARN, tc.change)
		t.Run(name, func(t *testing.T) { wantCode(t, err, tc.code) })
	}
	out := must(h.assume(h.alice.Keys, role.ARN, func(in *sts.AssumeRoleInput) { in.Tags = tags(50) }))(t)
	if out.PackedPolicySize == nil || *out.PackedPolicySize < 1 { //nolint:staticcheck // clients still read it
		t.Error("no packed policy size with 50 tags")
	}
}

func TestTagsAndSourceIdentityStay(t *testing.T) {
	h := newHouse(t)
	first := h.role(t, fakeaws.RoleSpec{Name: "first"})
	second := h.role(t, fakeaws.RoleSpec{Name: "second", RequireSourceIdentity: true})
	plain := h.role(t, fakeaws.RoleSpec{Name: "plain", DenyTags: true})
	out := must(h.assume(h.alice.Keys, first.ARN, func(in *sts.AssumeRoleInput) {
		in.SourceIdentity = aws.String("alice@example.com")
		in.Tags = []types.Tag{
			{Key: aws.String("Team"), Value: aws.String("blue")},
			{Key: aws.String("Ticket"), Value: aws.String("OPS-1")},
		}
		in.TransitiveTagKeys = []string{"Team"}
	}))(t)
	if out.SourceIdentity == nil || *out.SourceIdentity != "alice@example.com" {
		t.Errorf("source identity %v", out.SourceIdentity)
	}
	keys := keysOf(out.Credentials)
	next := must(h.assume(keys, second.ARN))(t)
	got := must(h.world.Session(*next.Credentials.AccessKeyId))(t)
	if got.SourceIdentity != "alice@example.com" || len(got.Tags) != 1 || got.Tags[0] != (fakeaws.Tag{Key: "Team", Value: "blue"}) ||
		len(got.TransitiveTags) != 1 {
		t.Errorf("the next session has %+v", got)
	}
	_, err := h.assume(keys, second.ARN, func(in *sts.AssumeRoleInput) { in.SourceIdentity = aws.String("mallory") })
	wantCode(t, err, "AccessDenied")
	_, err = h.assume(keys, second.ARN, func(in *sts.AssumeRoleInput) {
		in.Tags = []types.Tag{{Key: aws.String("team"), Value: aws.String("red")}}
	})
	wantCode(t, err, "InvalidParameterValue")
	_, err = h.assume(keys, plain.ARN)
	wantCode(t, err, "AccessDenied")
	if !strings.Contains(err.Error(), "sts:TagSession") {
		t.Error(err)
	}
}
