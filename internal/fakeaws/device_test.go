package fakeaws_test

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc/types"

	"lanyard/internal/fakeaws"
)

func TestDeviceFlow(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, grantDevice)
	started := h.start(t, client)
	if !regexp.MustCompile(`^[A-Z]{4}-[A-Z]{4}$`).MatchString(*started.UserCode) {
		t.Errorf("user code %q", *started.UserCode)
	}
	if started.ExpiresIn != 600 || started.Interval != 1 || !strings.HasSuffix(*started.VerificationUriComplete, "?user_code="+*started.UserCode) {
		t.Errorf("started: %d s, interval %d s, %s", started.ExpiresIn, started.Interval, *started.VerificationUriComplete)
	}
	_, err := h.poll(client, started.DeviceCode)
	var pending *types.AuthorizationPendingException
	if !errors.As(err, &pending) || aws.ToString(pending.Error_) != "authorization_pending" {
		t.Fatalf("error %v", err)
	}
	if !slices.Equal(h.PendingDevices(), []string{*started.UserCode}) {
		t.Errorf("pending: %q", h.PendingDevices())
	}
	if err := h.ApproveDevice(*started.UserCode); err != nil {
		t.Fatal(err)
	}
	if err := h.DenyDevice(*started.UserCode); err == nil {
		t.Error("a decision was changed")
	}
	h.clock.Advance(time.Second)
	got := must(h.poll(client, started.DeviceCode))(t)
	must(h.credentials(got.AccessToken, other, "ReadOnly"))(t)
	h.clock.Advance(time.Second)
	_, err = h.poll(client, started.DeviceCode)
	wantCode(t, err, "InvalidGrantException")
}

func TestSlowDown(t *testing.T) {
	h := newSSOHouse(t, func(s *fakeaws.SSOSpec) { s.Interval = 2 * time.Second })
	client := h.register(t, grantDevice)
	started := h.start(t, client)
	for _, step := range []struct {
		after time.Duration
		code  string
	}{
		{0, "AuthorizationPendingException"},
		{time.Second, "SlowDownException"},
		{2 * time.Second, "SlowDownException"}, // five seconds more were asked for
		{12 * time.Second, "AuthorizationPendingException"},
	} {
		h.clock.Advance(step.after)
		_, err := h.poll(client, started.DeviceCode)
		wantCode(t, err, step.code)
	}
}

func TestDeviceEnds(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, grantDevice)
	refused := h.start(t, client)
	if err := h.DenyDevice(*refused.UserCode); err != nil {
		t.Fatal(err)
	}
	_, err := h.poll(client, refused.DeviceCode)
	wantCode(t, err, "AccessDeniedException")

	late := h.start(t, client)
	h.clock.Advance(10 * time.Minute)
	_, err = h.poll(client, late.DeviceCode)
	wantCode(t, err, "ExpiredTokenException")
	if err := h.ApproveDevice(*late.UserCode); err == nil {
		t.Error("an expired code was approved")
	}
	if err := h.ApproveDevice("BBBB-BBBB"); !errors.Is(err, fakeaws.ErrUnknown) {
		t.Errorf("error %v, want ErrUnknown", err)
	}
	_, err = h.poll(h.register(t, grantDevice), late.DeviceCode)
	wantCode(t, err, "InvalidGrantException")
}

func TestStartDeviceIsChecked(t *testing.T) {
	h := newSSOHouse(t)
	device, browser := h.register(t, grantDevice), h.register(t, "authorization_code")
	start := func(client *ssooidc.RegisterClientOutput, url string) error {
		_, err := h.oidc.StartDeviceAuthorization(context.Background(), &ssooidc.StartDeviceAuthorizationInput{
			ClientId: client.ClientId, ClientSecret: client.ClientSecret, StartUrl: &url,
		})
		return err
	}
	wantCode(t, start(browser, startURL), "UnauthorizedClientException")
	wantCode(t, start(device, "https://nobody.awsapps.com/start"), "InvalidRequestException")
	h.world.ForgetClients()
	wantCode(t, start(device, startURL), "InvalidClientException")
	device = h.register(t, grantDevice)
	h.clock.Advance(90 * 24 * time.Hour)
	wantCode(t, start(device, startURL), "InvalidClientException")
}

// Clients without scopes, of legacy profiles, get one token for the whole session.
func TestNoScopesNoRefresh(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, grantDevice, func(in *ssooidc.RegisterClientInput) { in.Scopes, in.GrantTypes = nil, nil })
	if err := h.SetApproval(fakeaws.Approval{Mode: fakeaws.ApproveAll}); err != nil {
		t.Fatal(err)
	}
	got := must(h.poll(client, h.start(t, client).DeviceCode))(t)
	if got.RefreshToken != nil || got.ExpiresIn != 8*3600 {
		t.Errorf("refresh token %t, %d s", got.RefreshToken != nil, got.ExpiresIn)
	}
	must(h.credentials(got.AccessToken, account, "Admin"))(t)
}

func TestRefresh(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, "authorization_code")
	first := must(h.exchange(client, h.code(t, client)))(t)
	got, last := first, first
	for range 7 {
		h.clock.Advance(time.Hour)
		_, err := h.credentials(got.AccessToken, account, "Admin")
		wantCode(t, err, "UnauthorizedException")
		last, got = got, must(h.refresh(client, got.RefreshToken))(t)
		must(h.credentials(got.AccessToken, account, "Admin"))(t)
	}
	_, err := h.refresh(client, last.RefreshToken)
	wantCode(t, err, "InvalidGrantException")
	_, err = h.refresh(h.register(t, "authorization_code"), got.RefreshToken)
	wantCode(t, err, "InvalidGrantException")

	h.clock.Advance(30 * time.Minute)
	got = must(h.refresh(client, got.RefreshToken))(t)
	if got.ExpiresIn > 30*60 {
		t.Errorf("a token for %d s, longer than the session", got.ExpiresIn)
	}
	h.clock.Advance(30 * time.Minute)
	_, err = h.refresh(client, got.RefreshToken)
	wantCode(t, err, "InvalidGrantException")
}

func TestRevokedRefreshToken(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, "authorization_code")
	got := must(h.exchange(client, h.code(t, client)))(t)
	h.world.RevokeRefreshTokens()
	_, err := h.refresh(client, got.RefreshToken)
	wantCode(t, err, "InvalidGrantException")
	must(h.credentials(got.AccessToken, account, "Admin"))(t)
}
