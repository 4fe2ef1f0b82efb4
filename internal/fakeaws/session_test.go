package fakeaws_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sts"

	"lanyard/internal/fakeaws"
)

func TestOldestSessionsAreForgotten(t *testing.T) {
	h := newHouse(t)
	var first, last fakeaws.Keys
	for i := range 20_001 {
		last = must(h.world.AddSession(h.alice.ARN, h.clock.Now().Add(time.Hour)))(t)
		if i == 0 {
			first = last
		}
	}
	_, err := h.whoami(first)
	wantCode(t, err, "InvalidClientTokenId")
	if _, err := h.whoami(last); err != nil {
		t.Error(err)
	}
	if _, err := h.whoami(h.alice.Keys); err != nil {
		t.Errorf("the user's own keys: %v", err)
	}
}

func TestWorldRefusesNonsense(t *testing.T) {
	h := newHouse(t)
	role := h.role(t, fakeaws.RoleSpec{})
	device := must(h.world.AddMFA(h.alice.ARN, "phone"))(t)
	for name, add := range map[string]func() error{
		"user twice": func() error { _, err := h.world.AddUser("alice", account); return err },
		"role twice": func() error {
			_, err := h.world.AddRole(fakeaws.RoleSpec{AccountID: account, Name: role.Name})
			return err
		},
		"device twice": func() error { _, err := h.world.AddMFA(h.alice.ARN, "phone"); return err },
		"account id":   func() error { _, err := h.world.AddUser("x", "12345"); return err },
		"role account": func() error { _, err := h.world.AddRole(fakeaws.RoleSpec{AccountID: "x"}); return err },
		"unknown user": func() error { _, err := h.world.AddMFA(h.alice.ARN+"x", "y"); return err },
		"no device":    func() error { _, err := h.world.Code(device.Serial + "x"); return err },
		"no session":   func() error { _, err := h.world.Session(h.alice.AccessKeyID); return err },
	} {
		if add() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	h.world.RemoveRole(role.ARN)
	_, err := h.assume(h.alice.Keys, role.ARN)
	wantCode(t, err, "AccessDenied")
}

func TestGetAccessKeyInfo(t *testing.T) {
	h := newHouse(t)
	ask := func(id string) (*sts.GetAccessKeyInfoOutput, error) {
		return h.client(h.alice.Keys).GetAccessKeyInfo(context.Background(), &sts.GetAccessKeyInfoInput{AccessKeyId: &id})
	}
	if got := must(ask(h.alice.AccessKeyID))(t); *got.Account != account {
		t.Errorf("account %s", *got.Account)
	}
	_, err := ask("AKIAAAAAAAAAAAAAAAAA")
	wantCode(t, err, "ValidationError")
}
