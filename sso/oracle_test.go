package sso_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	portal "github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"lanyard/internal/fakeaws"
	"lanyard/internal/redact"
	"lanyard/internal/sdktest"
	"lanyard/signer/request"
	"lanyard/sso"
)

const startURL = "https://corp.awsapps.com/start"

// recorded is a request as far as servers look at it.
type recorded struct {
	Method, Path string
	Query        url.Values
	ContentType  string
	Bearer       string
	Body         any
}

// recorder keeps the requests that go through it.
type recorder struct{ requests []recorded }

// Do implements the HTTPClient of the SDK.
func (r *recorder) Do(req *http.Request) (*http.Response, error) { return r.RoundTrip(req) }

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	seen := recorded{
		Method: req.Method, Path: req.URL.Path, Query: req.URL.Query(),
		ContentType: req.Header.Get("Content-Type"), Bearer: req.Header.Get("X-Amz-Sso_bearer_token"),
	}
	if req.Body != nil {
		content, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		req.Body = io.NopCloser(bytes.NewReader(content))
		if len(content) > 0 {
			if err := json.Unmarshal(content, &seen.Body); err != nil {
				return nil, err
			}
		}
	}
	r.requests = append(r.requests, seen)
	return http.DefaultTransport.RoundTrip(req)
}

// world is an Identity Center with a person who approves everything.
func world(t *testing.T) (*fakeaws.Server, string) {
	t.Helper()
	w := fakeaws.NewWorld()
	spec := fakeaws.SSOSpec{StartURL: startURL, Region: "eu-west-1", Accounts: []fakeaws.SSOAccount{
		{ID: "111122223333", Name: "Home", Email: "home@corp.example", Roles: []string{"Admin", "Read/Only +"}},
	}}
	if err := w.AddSSO(spec); err != nil {
		t.Fatal(err)
	}
	server := fakeaws.New(w, sdktest.Verifier{}, fakeaws.Options{})
	address, err := server.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	if err := server.SetApproval(fakeaws.Approval{Mode: fakeaws.ApproveAll}); err != nil {
		t.Fatal(err)
	}
	return server, address
}

// client returns a client that does not wait, and the pauses that it would have made.
func client(address string, through http.RoundTripper) (*sso.Client, *[]time.Duration) {
	pauses := &[]time.Duration{}
	return &sso.Client{OIDC: address, Portal: address, Sender: &request.Sender{
		Transport: through, Retries: 2, RetryBase: time.Second, RetryUnreachable: true,
		Wait: func(_ context.Context, d time.Duration) error {
			*pauses = append(*pauses, d)
			return nil
		},
	}}, pauses
}

// TestSameRequestsAsTheSDK has the SDK's clients send what lanyard's client sent, with the same values.
func TestSameRequestsAsTheSDK(t *testing.T) {
	server, address := world(t)
	token, err := server.World().AddSSOToken(startURL)
	if err != nil {
		t.Fatal(err)
	}
	own, theirs := &recorder{}, &recorder{}
	c, _ := client(address, own)
	session := sso.Session{Name: "corp", StartURL: startURL, Region: "eu-west-1", Scopes: []string{"sso:account:access"}}
	ctx := t.Context()
	registration, err := c.Register(ctx, session, sso.MethodDevice)
	check(t, err)
	_, err = c.Register(ctx, session, sso.MethodBrowser)
	check(t, err)
	_, err = c.SignIn(ctx, session, sso.MethodDevice, registration)
	check(t, err)
	renewed, err := c.Refresh(ctx, sso.Token{Refresh: token.RefreshToken, Registration: sso.Registration{ClientID: token.ClientID, Secret: token.ClientSecret}})
	check(t, err)
	_, err = c.Accounts(ctx, renewed.Access)
	check(t, err)
	_, err = c.Roles(ctx, renewed.Access, "111122223333")
	check(t, err)
	_, err = c.RoleCredentials(ctx, renewed.Access, "111122223333", "Read/Only +")
	check(t, err)
	check(t, c.Logout(ctx, renewed.Access))

	sdkCalls(ctx, address, theirs, own.requests, token, renewed.Access)
	if len(own.requests) != len(theirs.requests) {
		t.Fatalf("%d requests, the SDK sent %d", len(own.requests), len(theirs.requests))
	}
	for i, mine := range own.requests {
		if !reflect.DeepEqual(mine, theirs.requests[i]) {
			t.Errorf("request %d:\n%+v\nthe SDK's:\n%+v", i, mine, theirs.requests[i])
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sdkCalls repeats the calls; what the server makes of them a second time does not matter. Values that
// the server gave are taken from the requests.
func sdkCalls(ctx context.Context, address string, through *recorder, own []recorded, token fakeaws.SSOToken, access redact.Secret) {
	oidc := ssooidc.New(ssooidc.Options{BaseEndpoint: &address, Region: "eu-west-1", HTTPClient: through, RetryMaxAttempts: 1})
	door := portal.New(portal.Options{BaseEndpoint: &address, Region: "eu-west-1", HTTPClient: through, RetryMaxAttempts: 1})
	given := func(request int, field string) *string {
		fields, _ := own[request].Body.(map[string]any)
		value, _ := fields[field].(string)
		return &value
	}
	bearer := aws.String(access.Reveal())
	scopes := []string{"sso:account:access"}
	_, _ = oidc.RegisterClient(ctx, &ssooidc.RegisterClientInput{
		ClientName: aws.String("lanyard"), ClientType: aws.String("public"), Scopes: scopes,
		GrantTypes: []string{"urn:ietf:params:oauth:grant-type:device_code", "refresh_token"},
	})
	_, _ = oidc.RegisterClient(ctx, &ssooidc.RegisterClientInput{
		ClientName: aws.String("lanyard"), ClientType: aws.String("public"), Scopes: scopes,
		GrantTypes:   []string{"authorization_code", "refresh_token"},
		RedirectUris: []string{"http://127.0.0.1/oauth/callback"}, IssuerUrl: aws.String(startURL),
	})
	_, _ = oidc.StartDeviceAuthorization(ctx, &ssooidc.StartDeviceAuthorizationInput{
		ClientId: given(2, "clientId"), ClientSecret: given(2, "clientSecret"), StartUrl: aws.String(startURL),
	})
	_, _ = oidc.CreateToken(ctx, &ssooidc.CreateTokenInput{
		ClientId: given(3, "clientId"), ClientSecret: given(3, "clientSecret"), DeviceCode: given(3, "deviceCode"),
		GrantType: aws.String("urn:ietf:params:oauth:grant-type:device_code"),
	})
	_, _ = oidc.CreateToken(ctx, &ssooidc.CreateTokenInput{
		ClientId: &token.ClientID, ClientSecret: aws.String(token.ClientSecret.Reveal()),
		GrantType: aws.String("refresh_token"), RefreshToken: aws.String(token.RefreshToken.Reveal()),
	})
	_, _ = door.ListAccounts(ctx, &portal.ListAccountsInput{AccessToken: bearer, MaxResults: aws.Int32(100)})
	_, _ = door.ListAccountRoles(ctx, &portal.ListAccountRolesInput{AccessToken: bearer, AccountId: aws.String("111122223333"), MaxResults: aws.Int32(100)})
	_, _ = door.GetRoleCredentials(ctx, &portal.GetRoleCredentialsInput{
		AccessToken: bearer, AccountId: aws.String("111122223333"), RoleName: aws.String("Read/Only +"),
	})
	_, _ = door.Logout(ctx, &portal.LogoutInput{AccessToken: bearer})
}
