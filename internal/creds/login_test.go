package creds_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/logincreds"
	"github.com/aws/aws-sdk-go-v2/service/signin"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
	"lanyard/sso"
)

// consoleHouse is a house whose person signs in to the console in a browser, as alice.
type consoleHouse struct {
	*house
	step profiles.Step
	file string
}

func newConsoleHouse(t *testing.T, sharing string) *consoleHouse {
	t.Helper()
	h := &consoleHouse{house: newHouse(t)}
	if err := h.world.SetConsoleUser(h.user.ARN); err != nil {
		t.Fatal(err)
	}
	if err := h.aws.SetApproval(fakeaws.Approval{Mode: fakeaws.ApproveAll}); err != nil {
		t.Fatal(err)
	}
	h.env["AWS_ENDPOINT_URL_SIGNIN"] = h.aws.URL()
	h.SSO = creds.SSOOptions{Sharing: sharing, LoginFolder: t.TempDir()}
	h.Person = &browsing{}
	h.step = profiles.Step{Kind: profiles.KindLogin, Profile: "dev", Settings: &profiles.Profile{Name: "dev"}, Login: h.user.ARN}
	var err error
	if h.file, err = logincreds.StandardCachedTokenFilepath(h.user.ARN, h.SSO.LoginFolder); err != nil {
		t.Fatal(err)
	}
	return h
}

// pass lets time pass for both.
func (h *consoleHouse) pass(d time.Duration) {
	h.house.pass(d)
	h.aws.SetClockOffset(h.offset)
}

// browsing is a person whose browser goes where it is sent.
type browsing struct {
	signIns int
	address string
}

func (*browsing) MFACode(context.Context, creds.MFARequest) (string, error) {
	return "", creds.ErrPersonNeeded
}

func (p *browsing) SignIn(ctx context.Context, req creds.SignInRequest) error {
	p.signIns++
	return req.Do(ctx, creds.SignInMethod{Show: func(e sso.Event) error {
		if e.State != sso.StateOpening {
			return nil
		}
		p.address = e.Address
		go func() {
			if resp, err := http.Get(e.Address); err == nil {
				_ = resp.Body.Close()
			}
		}()
		return nil
	}})
}

// sdk is the Go SDK's provider of the file.
func (h *consoleHouse) sdk() *logincreds.Provider {
	client := signin.New(signin.Options{BaseEndpoint: aws.String(h.aws.URL()), Region: "eu-west-1", RetryMaxAttempts: 1})
	return logincreds.New(client, h.file)
}

// signInForSDK signs in until the key has no leading zero, which the Go SDK leaves out.
func (h *consoleHouse) signInForSDK() creds.Credentials {
	h.Helper()
	for range 20 {
		c := h.resolve(plan(h.step), creds.Options{SignIn: true})
		var content struct{ DpopKey string }
		text, err := os.ReadFile(h.file)
		if err != nil || json.Unmarshal(text, &content) != nil {
			h.Fatalf("%v: %s", err, text)
		}
		block, _ := pem.Decode([]byte(content.DpopKey))
		if block == nil || block.Type != "EC PRIVATE KEY" {
			h.Fatalf("the key is %q", content.DpopKey)
		}
		key, err := x509.ParseECPrivateKey(block.Bytes)
		if err != nil {
			h.Fatal(err)
		}
		if point, err := key.PublicKey.Bytes(); err == nil && point[1] != 0 && point[33] != 0 {
			return c
		}
	}
	h.Fatal("every key has a leading zero")
	return creds.Credentials{}
}

// expire sets the end of the credentials in the file, which the SDK compares with the true time.
func (h *consoleHouse) expire(at time.Time) {
	h.Helper()
	file := sso.ConsoleFileOf(h.SSO.LoginFolder, h.user.ARN)
	token, ok := file.Read()
	if token.Expires = at; !ok || file.Write(account, token) != nil {
		h.Fatal("the file can't be written")
	}
}

// TestLogincreds goes from lanyard's sign-in to the Go SDK, which renews it, and back.
func TestLogincreds(t *testing.T) {
	h := newConsoleHouse(t, creds.ShareAlways)
	c := h.signInForSDK()
	theirs, err := h.sdk().Retrieve(t.Context())
	if err != nil || theirs.AccessKeyID != c.AccessKeyID || theirs.SecretAccessKey != c.SecretAccessKey.Reveal() ||
		theirs.AccountID != account || !theirs.Expires.Equal(c.Expires.Truncate(time.Second)) {
		t.Fatalf("the SDK has %s until %v, %v; lanyard %s until %v", theirs.AccessKeyID, theirs.Expires, err, c.AccessKeyID, c.Expires)
	}
	signedIn := h.aws.Calls("CreateOAuth2Token")
	h.expire(time.Now().Add(-time.Second))
	renewed, err := h.sdk().Retrieve(t.Context())
	if err != nil || renewed.AccessKeyID == c.AccessKeyID {
		t.Fatalf("the SDK renews %s to %s, %v", c.AccessKeyID, renewed.AccessKeyID, err)
	}
	h.calls("CreateOAuth2Token", signedIn+1)

	// What the SDK wrote serves lanyard: the credentials, and then the refresh token.
	h.pass(11 * time.Minute)
	h.expire(h.now().Add(10 * time.Minute))
	adopted := h.resolve(plan(h.step), creds.Options{})
	if adopted.AccessKeyID != renewed.AccessKeyID || !adopted.PersonNeededAt.Equal(c.PersonNeededAt) {
		t.Errorf("lanyard has %s until %v, the SDK %s, %v at first", adopted.AccessKeyID, adopted.PersonNeededAt, renewed.AccessKeyID, c.PersonNeededAt)
	}
	h.calls("CreateOAuth2Token", signedIn+1)
	h.pass(6 * time.Minute)
	h.Person = nil
	got := h.resolve(plan(h.step), creds.Options{})
	if got.AccessKeyID == renewed.AccessKeyID || got.AccountID != account {
		t.Errorf("lanyard did not renew %s", got.AccessKeyID)
	}
	h.calls("CreateOAuth2Token", signedIn+2)
	again, err := h.sdk().Retrieve(t.Context())
	if err != nil || again.AccessKeyID != got.AccessKeyID {
		t.Errorf("the SDK has %s, lanyard %s: %v", again.AccessKeyID, got.AccessKeyID, err)
	}
}

// TestAnotherProgramsLogin uses a file as the AWS CLI writes it, with nothing in lanyard's store.
func TestAnotherProgramsLogin(t *testing.T) {
	h := newConsoleHouse(t, creds.ShareAuto)
	if got := h.State(t.Context(), plan(h.step)); got.Status != creds.StatusSignedOut {
		t.Errorf("the state is %+v", got)
	}
	h.SSO.Sharing = creds.ShareAlways
	c := h.resolve(plan(h.step), creds.Options{})
	h.SSO.Sharing = creds.ShareAuto
	h.store.entries = nil
	if got := h.State(t.Context(), plan(h.step)); got.Status != creds.StatusReady || got.PersonNeededAt.Sub(h.now()) < 11*time.Hour {
		t.Errorf("the state is %+v", got)
	}
	h.Person = nil
	if got := h.resolve(plan(h.step), creds.Options{}); got.AccessKeyID != c.AccessKeyID {
		t.Errorf("got %s instead of %s", got.AccessKeyID, c.AccessKeyID)
	}
	h.store.entries = nil
	h.pass(20 * time.Minute)
	if got := h.State(t.Context(), plan(h.step)); got.Status != creds.StatusReady {
		t.Errorf("the state is %+v", got)
	}
	h.resolve(plan(h.step), creds.Options{})
	h.calls("CreateOAuth2Token", 2)

	// Without sharing the refresh token in the file is nobody's but the other program's.
	h.store.entries = nil
	h.SSO.Sharing = creds.ShareNever
	before, err := os.ReadFile(h.file)
	if err != nil {
		t.Fatal(err)
	}
	h.resolve(plan(h.step), creds.Options{})
	h.pass(20 * time.Minute)
	if _, err := h.Resolve(t.Context(), plan(h.step), creds.Options{}); !errors.Is(err, creds.ErrSignInRequired) {
		t.Errorf("got %v", err)
	}
	if got := h.State(t.Context(), plan(h.step)); got.Status != creds.StatusSignedOut {
		t.Errorf("the state is %+v", got)
	}
	if after, _ := os.ReadFile(h.file); string(after) != string(before) {
		t.Error("the file has changed")
	}
	h.calls("CreateOAuth2Token", 2)
}

// TestLoginIsNotShared keeps everything in lanyard's store where no other program has a sign-in.
func TestLoginIsNotShared(t *testing.T) {
	h := newConsoleHouse(t, creds.ShareAuto)
	h.resolve(plan(h.step), creds.Options{})
	if names, _ := filepath.Glob(filepath.Join(h.SSO.LoginFolder, "*")); len(names) > 0 {
		t.Errorf("there is %v", names)
	}
}

// TestLoginStaysInItsRegion renews where the person signed in, whatever the region is by then.
func TestLoginStaysInItsRegion(t *testing.T) {
	h := newConsoleHouse(t, creds.ShareNever)
	delete(h.env, "AWS_ENDPOINT_URL_SIGNIN")
	through := &toFake{fake: h.aws.URL()}
	h.Transport = through
	person := &browsing{}
	h.Person = personOf{person, h.aws.URL()}
	h.env["AWS_REGION"] = "eu-north-1"
	h.resolve(plan(h.step), creds.Options{})
	if !strings.HasPrefix(person.address, "https://eu-north-1.signin.aws.amazon.com/v1/authorize?") {
		t.Errorf("the address is %s", person.address)
	}
	h.env["AWS_REGION"] = "us-west-2"
	h.pass(20 * time.Minute)
	h.resolve(plan(h.step), creds.Options{})
	for _, host := range through.hosts {
		if host != "eu-north-1.signin.aws.amazon.com" {
			t.Errorf("%s was asked", host)
		}
	}
	h.calls("CreateOAuth2Token", 2)
}

// toFake sends everything to the fake AWS, under the name that was meant.
type toFake struct {
	fake  string
	hosts []string
}

func (f *toFake) RoundTrip(req *http.Request) (*http.Response, error) {
	u, err := url.Parse(f.fake)
	if err != nil {
		return nil, err
	}
	f.hosts = append(f.hosts, req.URL.Host)
	sent := req.Clone(req.Context())
	sent.Host = req.URL.Host
	sent.URL.Scheme, sent.URL.Host = u.Scheme, u.Host
	return http.DefaultTransport.RoundTrip(sent)
}

// personOf browses by way of the fake AWS.
type personOf struct {
	*browsing
	fake string
}

func (p personOf) SignIn(ctx context.Context, req creds.SignInRequest) error {
	return req.Do(ctx, creds.SignInMethod{Show: func(e sso.Event) error {
		if e.State != sso.StateOpening {
			return nil
		}
		p.address = e.Address
		get, err := http.NewRequest(http.MethodGet, e.Address, nil)
		if err != nil {
			return err
		}
		go func() {
			client := &http.Client{Transport: &toFake{fake: p.fake}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			resp, err := client.Do(get)
			if err != nil {
				return
			}
			_ = resp.Body.Close()
			if back, err := http.Get(resp.Header.Get("Location")); err == nil {
				_ = back.Body.Close()
			}
		}()
		return nil
	}})
}

// TestRefusedConsoleCredentials renews what AWS no longer takes, instead of asking the person again.
func TestRefusedConsoleCredentials(t *testing.T) {
	h := newConsoleHouse(t, creds.ShareNever)
	role := h.role(fakeaws.RoleSpec{Name: "deploy"})
	c := h.resolve(plan(h.step), creds.Options{})
	h.world.Revoke(c.AccessKeyID)
	h.Person = nil
	h.resolve(plan(h.step, role), creds.Options{})
	h.calls("CreateOAuth2Token", 2)
}

// TestNewestLogin takes the refresh token of the program that renewed last, and finds the end of a sign-in
// that another program began.
func TestNewestLogin(t *testing.T) {
	h := newConsoleHouse(t, creds.ShareAlways)
	h.resolve(plan(h.step), creds.Options{})
	h.pass(11 * time.Hour)
	other := &creds.Resolver{ // another program: a store of its own
		Store: &memoryStore{}, Locks: h.Locks, Person: &browsing{}, Now: h.now, Getenv: h.Getenv, SSO: h.SSO,
	}
	theirs, err := other.Resolve(t.Context(), plan(h.step), creds.Options{SignIn: true})
	if err != nil {
		t.Fatal(err)
	}
	h.pass(20 * time.Minute)
	h.Person = nil
	got := h.resolve(plan(h.step), creds.Options{})
	if !got.PersonNeededAt.Equal(theirs.PersonNeededAt) {
		t.Errorf("the sign-in ends at %v, want %v", got.PersonNeededAt, theirs.PersonNeededAt)
	}
	h.pass(2 * time.Hour) // when lanyard's own is over
	h.resolve(plan(h.step), creds.Options{})
	h.calls("CreateOAuth2Token", 4)
}
