package fakeaws_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"lanyard/internal/fakeaws"
	"lanyard/internal/redact"
)

func TestGetCallerIdentity(t *testing.T) {
	h := newHouse(t)
	got, err := h.whoami(h.alice.Keys)
	if err != nil {
		t.Fatal(err)
	}
	if *got.Arn != "arn:aws:iam::111122223333:user/alice" || *got.Account != account || *got.UserId != h.alice.ID {
		t.Errorf("identity %s %s %s", *got.Arn, *got.Account, *got.UserId)
	}
	for id, pattern := range map[string]string{
		h.alice.AccessKeyID: `^AKIA[A-Z2-7]{16}$`, h.alice.ID: `^AIDA[A-Z2-7]{16}$`,
		h.alice.SecretAccessKey.Reveal(): `^[A-Za-z0-9+/]{40}$`,
	} {
		if !regexp.MustCompile(pattern).MatchString(id) {
			t.Errorf("%q does not match %s", id, pattern)
		}
	}
}

func TestWrongKeys(t *testing.T) {
	h := newHouse(t)
	role := h.role(t, fakeaws.RoleSpec{})
	session := keysOf(must(h.assume(h.alice.Keys, role.ARN))(t).Credentials)
	another := keysOf(must(h.assume(h.alice.Keys, role.ARN))(t).Credentials)

	change := func(k fakeaws.Keys, f func(*fakeaws.Keys)) fakeaws.Keys { f(&k); return k }
	for name, tc := range map[string]struct {
		keys fakeaws.Keys
		code string
	}{
		"wrong secret": {
			change(h.alice.Keys, func(k *fakeaws.Keys) { k.SecretAccessKey = session.SecretAccessKey }), "SignatureDoesNotMatch",
		},
		"unknown key": {
			change(h.alice.Keys, func(k *fakeaws.Keys) { k.AccessKeyID = "AKIAAAAAAAAAAAAAAAAA" }), "InvalidClientTokenId",
		},
		"token with a long-lived key": {
			change(h.alice.Keys, func(k *fakeaws.Keys) { k.SessionToken = session.SessionToken }), "InvalidClientTokenId",
		},
		"no token": {
			change(session, func(k *fakeaws.Keys) { k.SessionToken = redact.Secret{} }), "InvalidClientTokenId",
		},
		"another session's token": {
			change(session, func(k *fakeaws.Keys) { k.SessionToken = another.SessionToken }), "InvalidClientTokenId",
		},
	} {
		_, err := h.whoami(tc.keys)
		t.Run(name, func(t *testing.T) { wantCode(t, err, tc.code) })
	}
	h.world.Revoke(session.AccessKeyID)
	_, err := h.whoami(session)
	wantCode(t, err, "InvalidClientTokenId")
}

func TestSessionsExpire(t *testing.T) {
	h := newHouse(t)
	role := h.role(t, fakeaws.RoleSpec{})
	out := must(h.assume(h.alice.Keys, role.ARN, func(in *sts.AssumeRoleInput) {
		in.DurationSeconds = aws.Int32(900)
	}))(t)
	if left := out.Credentials.Expiration.Sub(h.clock.Now()); left > 15*time.Minute || left < 15*time.Minute-time.Second {
		t.Errorf("the session lasts %v, want 15m", left)
	}
	keys := keysOf(out.Credentials)
	if _, err := h.whoami(keys); err != nil {
		t.Fatal(err)
	}
	// The client's clock stays: it is less than the permitted 15 minutes behind.
	h.clock.Advance(14 * time.Minute)
	if _, err := h.whoami(keys); err != nil {
		t.Fatal(err)
	}
	past := must(h.world.AddSession(h.alice.ARN, h.clock.Now().Add(-time.Second)))(t)
	_, err := h.whoami(past)
	wantCode(t, err, "ExpiredToken")
	if !strings.Contains(err.Error(), "StatusCode: 403") {
		t.Errorf("%v, want the status 403", err)
	}
}

func TestGetSessionToken(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	get := func(keys fakeaws.Keys, seconds int32) (*sts.GetSessionTokenOutput, error) {
		return h.client(keys).GetSessionToken(ctx, &sts.GetSessionTokenInput{DurationSeconds: aws.Int32(seconds)})
	}
	out := must(get(h.alice.Keys, 129600))(t)
	keys := keysOf(out.Credentials)
	if n := len(keys.SessionToken.Reveal()); n < 300 || !strings.HasPrefix(keys.AccessKeyID, "ASIA") {
		t.Errorf("key id %s, token of %d characters", keys.AccessKeyID, n)
	}
	if got := must(h.whoami(keys))(t); *got.Arn != h.alice.ARN {
		t.Errorf("the session is %s", *got.Arn)
	}
	for _, seconds := range []int32{899, 129601} {
		_, err := get(h.alice.Keys, seconds)
		wantCode(t, err, "ValidationError")
	}
	_, err := get(keys, 900)
	wantCode(t, err, "AccessDenied")
	if !strings.Contains(err.Error(), "Cannot call GetSessionToken with session credentials") {
		t.Error(err)
	}
	_, err = h.client(keys).GetAccessKeyInfo(ctx, &sts.GetAccessKeyInfoInput{AccessKeyId: &h.alice.AccessKeyID})
	wantCode(t, err, "AccessDenied")
	role := h.role(t, fakeaws.RoleSpec{})
	if _, err := h.assume(keys, role.ARN); err != nil {
		t.Errorf("AssumeRole with a session token: %v", err)
	}

	root := must(h.world.AddRoot(account))(t)
	short := must(get(root.Keys, 129600))(t)
	if left := short.Credentials.Expiration.Sub(h.clock.Now()); left > time.Hour {
		t.Errorf("root got a session of %v, want an hour", left)
	}
	_, err = h.assume(root.Keys, role.ARN)
	wantCode(t, err, "AccessDenied")
}
