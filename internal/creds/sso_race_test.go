package creds_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
	"lanyard/sso"
)

const corpURL = "https://corp.awsapps.com/start"

// signedIn is a house with an Identity Center, and a sign-in that another program has left.
func signedIn(t *testing.T) (*house, sso.SharedFile, sso.Session, profiles.Plan) {
	t.Helper()
	h := newHouse(t)
	if err := h.world.AddSSO(fakeaws.SSOSpec{StartURL: corpURL, Region: "eu-west-1", Accounts: []fakeaws.SSOAccount{
		{ID: account, Name: "Home", Roles: []string{"Admin"}},
	}}); err != nil {
		t.Fatal(err)
	}
	h.env["AWS_ENDPOINT_URL"] = h.aws.URL()
	h.SSO = creds.SSOOptions{Folder: t.TempDir(), Sharing: creds.ShareAlways}
	session := sso.Session{Name: "corp", StartURL: corpURL, Region: "eu-west-1"}
	token, err := h.world.AddSSOToken(corpURL)
	if err != nil {
		t.Fatal(err)
	}
	file := sso.Shared(h.SSO.Folder, session)
	if err := file.Write(session, sso.Token{
		Access: token.AccessToken, Refresh: token.RefreshToken, Expires: token.Expires,
		Registration: sso.Registration{ClientID: token.ClientID, Secret: token.ClientSecret, Expires: token.RegistrationExpires},
	}); err != nil {
		t.Fatal(err)
	}
	return h, file, session, plan(profiles.Step{
		Kind: profiles.KindSSO, Profile: "corp-admin", Settings: &profiles.Profile{Name: "corp-admin"}, AccountID: account,
		SSO: profiles.SSO{Session: "corp", StartURL: corpURL, Region: "eu-west-1", AccountID: account, RoleName: "Admin"},
	})
}

// before runs something before the first request of a path goes out.
type before struct {
	path string
	do   func()
	once sync.Once
}

func (b *before) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Path == b.path {
		b.once.Do(b.do)
	}
	return http.DefaultTransport.RoundTrip(req)
}

// TestLostRefreshRace: another program spends the refresh token between lanyard's look at the file and its
// call. What that program wrote is used, and nobody is asked.
func TestLostRefreshRace(t *testing.T) {
	h, file, session, corp := signedIn(t)
	h.resolve(corp, creds.Request{})
	h.calls("CreateToken", 0)
	h.pass(2 * time.Hour)
	h.aws.SetClockOffset(2 * time.Hour)
	h.Transport = &before{path: "/token", do: func() {
		old, ok := file.Read(session)
		other := &sso.Client{OIDC: h.aws.URL(), HTTP: http.DefaultClient, Now: h.now, After: time.After}
		renewed, err := other.Refresh(t.Context(), old)
		if err == nil && ok {
			err = file.Write(session, renewed)
		}
		if err != nil {
			t.Error(err)
		}
	}}
	h.resolve(corp, creds.Request{})
	h.calls("CreateToken", 2)
	h.asked(0)
}

// TestSpentRefreshTokenIsNotSent: a later token that another program left is refreshed, not lanyard's own.
func TestSpentRefreshTokenIsNotSent(t *testing.T) {
	h, file, session, corp := signedIn(t)
	h.resolve(corp, creds.Request{})
	h.pass(30 * time.Minute)
	h.aws.SetClockOffset(30 * time.Minute)
	old, _ := file.Read(session)
	other := &sso.Client{OIDC: h.aws.URL(), HTTP: http.DefaultClient, Now: h.now, After: time.After}
	renewed, err := other.Refresh(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Write(session, renewed); err != nil {
		t.Fatal(err)
	}
	h.pass(2 * time.Hour)
	h.aws.SetClockOffset(150 * time.Minute)
	h.resolve(corp, creds.Request{})
	h.calls("CreateToken", 2)
}

// TestUnsharedRefreshTokenIsNotUsed: where nothing may be written back, another program's refresh token is
// left to it.
func TestUnsharedRefreshTokenIsNotUsed(t *testing.T) {
	h, _, _, corp := signedIn(t)
	h.SSO.Sharing = creds.ShareNever
	h.resolve(corp, creds.Request{})
	h.pass(2 * time.Hour)
	h.aws.SetClockOffset(2 * time.Hour)
	if _, err := h.Resolve(t.Context(), corp, creds.Request{}); err == nil {
		t.Error("a token that has ended was used")
	}
	h.calls("CreateToken", 0)
}
