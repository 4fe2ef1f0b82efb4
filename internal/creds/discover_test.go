package creds_test

import (
	"errors"
	"fmt"
	"testing"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
)

// organisation gives the house's Identity Center so many accounts.
func (h *house) organisation(accounts int) {
	h.Helper()
	spec := fakeaws.SSOSpec{StartURL: corpURL, Region: "eu-west-1"}
	for i := range accounts {
		spec.Accounts = append(spec.Accounts, fakeaws.SSOAccount{ID: fmt.Sprintf("%012d", accounts-i), Name: "Team", Roles: []string{"Read", "Admin"}})
	}
	if err := h.world.AddSSO(spec); err != nil {
		h.Fatal(err)
	}
}

func TestDiscover(t *testing.T) {
	h, _, _, corp := signedIn(t)
	h.organisation(300)
	var shown []int
	d, err := h.Discover(t.Context(), corp.Steps[0], func(done, total int) {
		shown = append(shown, done)
		if total != 300 && done != 0 {
			t.Errorf("%d accounts in all", total)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Accounts) != 300 || d.Accounts[0].ID != "000000000001" || fmt.Sprint(d.Accounts[299].Roles) != "[Admin Read]" {
		t.Errorf("%d accounts, the first %+v", len(d.Accounts), d.Accounts[0])
	}
	for i, done := range shown {
		if done != i {
			t.Fatalf("the progress was %v", shown)
		}
	}
	h.calls("ListAccounts", 3)
	h.calls("ListAccountRoles", 300)
	kept, ok := h.Directory(t.Context(), corp.Steps[0])
	if !ok || len(kept.Accounts) != 300 || !kept.At.Equal(d.At) {
		t.Errorf("kept %d accounts of %v", len(kept.Accounts), kept.At)
	}
	if _, err := h.SignOut(t.Context(), corp.Steps[0]); err != nil {
		t.Fatal(err)
	}
	if _, ok := h.Directory(t.Context(), corp.Steps[0]); ok {
		t.Error("it is known after signing out")
	}
}

// TestDiscoverFails: a server that fails for every account ends it, and nothing is kept.
func TestDiscoverFails(t *testing.T) {
	for _, c := range []struct {
		fault fakeaws.Fault
		want  error
	}{
		{fakeaws.Fault{Kind: fakeaws.HTML, Action: "ListAccountRoles"}, creds.ErrNotAWS},
		{fakeaws.Fault{Kind: fakeaws.Garbage, Action: "ListAccounts"}, creds.ErrNotAWS},
	} {
		h, _, _, corp := signedIn(t)
		h.organisation(50)
		if err := h.aws.Inject(c.fault); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Discover(t.Context(), corp.Steps[0], nil); !errors.Is(err, c.want) {
			t.Errorf("%v: %v", c.fault, err)
		}
		if _, ok := h.Directory(t.Context(), corp.Steps[0]); ok {
			t.Errorf("%v: half a list is kept", c.fault)
		}
	}
}

// TestDiscoverAgain: a token that the portal refuses is renewed once.
func TestDiscoverAgain(t *testing.T) {
	h, _, _, corp := signedIn(t)
	fault := fakeaws.Fault{Kind: fakeaws.Refuse, Action: "ListAccounts", Times: 1, Status: 401, Code: "UnauthorizedException", Message: "gone"}
	if err := h.aws.Inject(fault); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Discover(t.Context(), corp.Steps[0], nil); err != nil {
		t.Fatal(err)
	}
	h.calls("CreateToken", 1)
}

// TestDiscoverWithoutAccounts: somebody may use nothing.
func TestDiscoverWithoutAccounts(t *testing.T) {
	h, _, _, corp := signedIn(t)
	h.organisation(0)
	if d, err := h.Discover(t.Context(), corp.Steps[0], nil); err != nil || len(d.Accounts) != 0 {
		t.Errorf("%+v, %v", d, err)
	}
}
