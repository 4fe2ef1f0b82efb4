package creds_test

import (
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
	"lanyard/signer/request"
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
	h.resolve(corp, creds.Options{})
	h.calls("CreateToken", 0)
	h.pass(2 * time.Hour)
	h.aws.SetClockOffset(2 * time.Hour)
	h.Transport = &before{path: "/token", do: func() {
		old, ok := file.Read(session)
		other := &sso.Client{OIDC: h.aws.URL(), Sender: &request.Sender{Transport: http.DefaultTransport, Now: h.now}}
		renewed, err := other.Refresh(t.Context(), old)
		if err == nil && ok {
			err = file.Write(session, renewed)
		}
		if err != nil {
			t.Error(err)
		}
	}}
	h.resolve(corp, creds.Options{})
	h.calls("CreateToken", 2)
	h.asked(0)
}

// TestSpentRefreshTokenIsNotSent: a later token that another program left is refreshed, not lanyard's own.
func TestSpentRefreshTokenIsNotSent(t *testing.T) {
	h, file, session, corp := signedIn(t)
	h.resolve(corp, creds.Options{})
	h.pass(30 * time.Minute)
	h.aws.SetClockOffset(30 * time.Minute)
	old, _ := file.Read(session)
	other := &sso.Client{OIDC: h.aws.URL(), Sender: &request.Sender{Transport: http.DefaultTransport, Now: h.now}}
	renewed, err := other.Refresh(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Write(session, renewed); err != nil {
		t.Fatal(err)
	}
	h.pass(2 * time.Hour)
	h.aws.SetClockOffset(150 * time.Minute)
	h.resolve(corp, creds.Options{})
	h.calls("CreateToken", 2)
}

// TestUnsharedRefreshTokenIsNotUsed: where nothing may be written back, another program's refresh token is
// left to it.
func TestUnsharedRefreshTokenIsNotUsed(t *testing.T) {
	h, _, _, corp := signedIn(t)
	h.SSO.Sharing = creds.ShareNever
	h.resolve(corp, creds.Options{})
	h.pass(2 * time.Hour)
	h.aws.SetClockOffset(2 * time.Hour)
	if _, err := h.Resolve(t.Context(), corp, creds.Options{}); err == nil {
		t.Error("a token that has ended was used")
	}
	h.calls("CreateToken", 0)
}

// oneAnswer gives one answer to every request of a path.
type oneAnswer struct{ path, body string }

func (a oneAnswer) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Path != a.path {
		return http.DefaultTransport.RoundTrip(req)
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body)), Request: req}, nil
}

// TestAnswerWithoutCredentials: what is JSON and nothing else is not AWS's answer.
func TestAnswerWithoutCredentials(t *testing.T) {
	h, _, _, corp := signedIn(t)
	h.Transport = oneAnswer{"/federation/credentials", "{}"}
	if _, err := h.Resolve(t.Context(), corp, creds.Options{}); !errors.Is(err, creds.ErrNotAWS) || !errors.Is(err, sso.ErrNoToken) {
		t.Errorf("got %v", err)
	}
}

// TestSignOutAllTakesTheWayIn: a sign-in that no profile names any more is left with the certificates with
// which it was entered.
func TestSignOutAllTakesTheWayIn(t *testing.T) {
	h, file, _, corp := signedIn(t)
	bundle := filepath.Join(t.TempDir(), "bundle.pem")
	corp.Steps[0].Settings.Settings = map[string]profiles.Setting{"ca_bundle": {Value: bundle}}
	h.Transport = http.DefaultTransport
	h.resolve(corp, creds.Options{})
	if err := file.Remove(); err != nil {
		t.Fatal(err)
	}
	h.Transport = nil
	ended, err := h.SignOutAll(t.Context())
	if ended != 1 || err == nil || !strings.Contains(err.Error(), bundle) {
		t.Errorf("%d ended, %v", ended, err)
	}
	if s := h.States(t.Context(), []profiles.Plan{corp})[0]; s.Status != creds.StatusSignedOut {
		t.Errorf("it is %s", s.Status)
	}
}

// TestStatesOfManyRoles: what is known of one role and one sign-in is told of no other.
func TestStatesOfManyRoles(t *testing.T) {
	h, file, _, corp := signedIn(t)
	other := func(change func(*profiles.SSO)) profiles.Plan {
		step := corp.Steps[0]
		change(&step.SSO)
		return plan(step)
	}
	plans := []profiles.Plan{
		corp, other(func(s *profiles.SSO) { s.RoleName = "Else" }), other(func(s *profiles.SSO) { s.Session = "another" }),
		other(func(s *profiles.SSO) { s.Session, s.RoleName = "another", "Else" }),
	}
	told := func(want ...creds.Status) {
		t.Helper()
		for i, st := range h.States(t.Context(), plans) {
			if st.Status != want[i] {
				t.Errorf("%d: %s, want %s", i, st.Status, want[i])
			}
		}
	}
	told(creds.StatusReady, creds.StatusReady, creds.StatusSignedOut, creds.StatusSignedOut)
	h.resolve(corp, creds.Options{})
	told(creds.StatusValid, creds.StatusReady, creds.StatusValid, creds.StatusSignedOut) // roles know no session
	if err := file.Remove(); err != nil {
		t.Fatal(err)
	}
	told(creds.StatusValid, creds.StatusReady, creds.StatusValid, creds.StatusSignedOut)
}
