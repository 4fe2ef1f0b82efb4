package fakeaws_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"lanyard/internal/fakeaws"
)

func withMFA(serial, code string) func(*sts.AssumeRoleInput) {
	return func(in *sts.AssumeRoleInput) { in.SerialNumber, in.TokenCode = &serial, &code }
}

func TestCodesWorkOnce(t *testing.T) {
	h := newHouse(t)
	device := must(h.world.AddMFA(h.alice.ARN, "phone"))(t)
	role := h.role(t, fakeaws.RoleSpec{RequireMFA: true})
	_, err := h.assume(h.alice.Keys, role.ARN)
	wantCode(t, err, "AccessDenied")

	seen := map[string]bool{}
	for range 3 { // this step's, the next and the one before
		code := must(h.world.Code(device.Serial))(t).Value
		if seen[code] {
			t.Fatal("Code repeats a used code")
		}
		seen[code] = true
		if _, err := h.assume(h.alice.Keys, role.ARN, withMFA(device.Serial, code)); err != nil {
			t.Fatal(err)
		}
		_, err := h.assume(h.alice.Keys, role.ARN, withMFA(device.Serial, code))
		wantCode(t, err, "AccessDenied")
		if !strings.Contains(err.Error(), "MultiFactorAuthentication failed with invalid MFA one time pass code") {
			t.Error(err)
		}
	}
	if _, err := h.world.Code(device.Serial); err == nil {
		t.Error("Code gives a fourth code within one step")
	}
	h.clock.Advance(30 * time.Second)
	if _, err := h.world.Code(device.Serial); err != nil {
		t.Error(err)
	}
}

func TestOldCodes(t *testing.T) {
	h := newHouse(t)
	device := must(h.world.AddMFA(h.alice.ARN, "phone"))(t)
	role := h.role(t, fakeaws.RoleSpec{})
	code := must(h.world.Code(device.Serial))(t)
	h.clock.Advance(code.Until.Sub(h.clock.Now()))
	_, err := h.assume(h.alice.Keys, role.ARN, withMFA(device.Serial, code.Value))
	wantCode(t, err, "AccessDenied")
}

func TestDevicesBelongToUsers(t *testing.T) {
	h := newHouse(t)
	bob := must(h.world.AddUser("bob", account))(t)
	device := must(h.world.AddMFA(bob.ARN, "bob"))(t)
	role := h.role(t, fakeaws.RoleSpec{})
	code := must(h.world.Code(device.Serial))(t).Value
	_, err := h.assume(h.alice.Keys, role.ARN, withMFA(device.Serial, code))
	wantCode(t, err, "AccessDenied")
	for _, bad := range []string{"12345", "abcdef", "1234567"} {
		_, err := h.assume(bob.Keys, role.ARN, withMFA(device.Serial, bad))
		wantCode(t, err, "ValidationError")
	}
	_, err = h.assume(bob.Keys, role.ARN, func(in *sts.AssumeRoleInput) { in.SerialNumber = &device.Serial })
	wantCode(t, err, "AccessDenied")
	// None of it used the code up.
	if _, err := h.assume(bob.Keys, role.ARN, withMFA(device.Serial, code)); err != nil {
		t.Error(err)
	}
}

func TestMFASessions(t *testing.T) {
	h := newHouse(t)
	device := must(h.world.AddMFA(h.alice.ARN, "phone"))(t)
	role := h.role(t, fakeaws.RoleSpec{RequireMFA: true})
	next := h.role(t, fakeaws.RoleSpec{Name: "next", RequireMFA: true})
	session := func(in sts.GetSessionTokenInput) fakeaws.Keys {
		out := must(h.client(h.alice.Keys).GetSessionToken(context.Background(), &in))(t)
		return keysOf(out.Credentials)
	}
	without := session(sts.GetSessionTokenInput{})
	code := must(h.world.Code(device.Serial))(t).Value
	with := session(sts.GetSessionTokenInput{SerialNumber: &device.Serial, TokenCode: &code})

	_, err := h.assume(without, role.ARN)
	wantCode(t, err, "AccessDenied")
	assumed := must(h.assume(with, role.ARN))(t)
	// AWS does not hand the proof on to the role's session.
	_, err = h.assume(keysOf(assumed.Credentials), next.ARN)
	wantCode(t, err, "AccessDenied")
	// Nor may a session of a role use the user's device.
	fresh := must(h.world.Code(device.Serial))(t).Value
	_, err = h.assume(keysOf(assumed.Credentials), next.ARN, withMFA(device.Serial, fresh))
	wantCode(t, err, "AccessDenied")

	if status, body := h.iam(t, without); status != http.StatusForbidden || !strings.Contains(body, "<Code>InvalidClientTokenId</Code>") {
		t.Errorf("IAM without MFA: %d %s", status, body)
	}
	if status, body := h.iam(t, with); status != http.StatusOK || !strings.Contains(body, "<UserName>alice</UserName>") {
		t.Errorf("IAM with MFA: %d %s", status, body)
	}
}

func TestRoleDurations(t *testing.T) {
	h := newHouse(t)
	role := h.role(t, fakeaws.RoleSpec{MaxSession: 4 * time.Hour})
	lasting := func(seconds int32) func(*sts.AssumeRoleInput) {
		return func(in *sts.AssumeRoleInput) { in.DurationSeconds = aws.Int32(seconds) }
	}
	first := must(h.assume(h.alice.Keys, role.ARN, lasting(4*3600)))(t)
	for _, seconds := range []int32{4*3600 + 1, 12*3600 + 1, 899} {
		_, err := h.assume(h.alice.Keys, role.ARN, lasting(seconds))
		wantCode(t, err, "ValidationError")
	}
	_, err := h.assume(keysOf(first.Credentials), role.ARN, lasting(3601))
	wantCode(t, err, "ValidationError")
	if !strings.Contains(err.Error(), "1 hour session limit for roles assumed by role chaining") {
		t.Error(err)
	}
	if _, err := h.assume(keysOf(first.Credentials), role.ARN, lasting(3600)); err != nil {
		t.Error(err)
	}
}
