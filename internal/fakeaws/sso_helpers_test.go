package fakeaws_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"lanyard/internal/fakeaws"
)

const (
	startURL    = "https://acme.awsapps.com/start"
	callback    = "http://127.0.0.1/oauth/callback"
	listener    = "http://127.0.0.1:43117/oauth/callback"
	grantDevice = "urn:ietf:params:oauth:grant-type:device_code"
)

var verifier = strings.Repeat("v3rifier.", 6)

// ssoHouse is a house with an instance of Identity Center and the SDK's clients for it.
type ssoHouse struct {
	*house
	oidc   *ssooidc.Client
	portal *sso.Client
}

func newSSOHouse(t *testing.T, change ...func(*fakeaws.SSOSpec)) *ssoHouse {
	t.Helper()
	h := &ssoHouse{house: newHouse(t)}
	spec := fakeaws.SSOSpec{StartURL: startURL, Region: "eu-west-1", Accounts: []fakeaws.SSOAccount{
		{ID: account, Name: "dev", Email: "dev@example.com", Roles: []string{"Admin", "ReadOnly"}},
		{ID: other, Name: "prod", Email: "prod@example.com", Roles: []string{"ReadOnly"}},
	}}
	for _, f := range change {
		f(&spec)
	}
	if err := h.world.AddSSO(spec); err != nil {
		t.Fatal(err)
	}
	h.oidc = ssooidc.New(ssooidc.Options{BaseEndpoint: aws.String(h.URL()), Region: "eu-west-1", RetryMaxAttempts: 1})
	h.portal = sso.New(sso.Options{BaseEndpoint: aws.String(h.URL()), Region: "eu-west-1", RetryMaxAttempts: 1})
	return h
}

// register makes a client for the flow of a grant type.
func (h *ssoHouse) register(t *testing.T, grant string, change ...func(*ssooidc.RegisterClientInput)) *ssooidc.RegisterClientOutput {
	t.Helper()
	return must(h.tryRegister(grant, change...))(t)
}

func (h *ssoHouse) tryRegister(grant string, change ...func(*ssooidc.RegisterClientInput)) (*ssooidc.RegisterClientOutput, error) {
	in := &ssooidc.RegisterClientInput{
		ClientName: aws.String("test"), ClientType: aws.String("public"),
		Scopes: []string{"sso:account:access"}, GrantTypes: []string{grant, "refresh_token"},
	}
	if grant == "authorization_code" {
		in.RedirectUris, in.IssuerUrl = []string{callback}, aws.String(startURL)
	}
	for _, f := range change {
		f(in)
	}
	return h.oidc.RegisterClient(context.Background(), in)
}

// query is that of a good sign-in.
func query(client *ssooidc.RegisterClientOutput) url.Values {
	sum := sha256.Sum256([]byte(verifier))
	return url.Values{
		"response_type": {"code"}, "client_id": {*client.ClientId}, "redirect_uri": {listener}, "state": {"st&te"},
		"scopes":                {"sso:account:access"},
		"code_challenge_method": {"S256"},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(sum[:])},
	}
}

// visit opens a page and returns its status, its text and where it leads.
func (h *ssoHouse) visit(t *testing.T, path string, q url.Values) (status int, text string, to *url.URL) {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(h.URL() + path + "?" + q.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body := must(io.ReadAll(resp.Body))(t)
	if to, err = resp.Location(); err != nil && !errors.Is(err, http.ErrNoLocation) {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body), to
}

// code signs in by browser.
func (h *ssoHouse) code(t *testing.T, client *ssooidc.RegisterClientOutput) string {
	t.Helper()
	_, text, to := h.visit(t, "/authorize/approve", query(client))
	if to == nil || to.Host != "127.0.0.1:43117" || to.Path != "/oauth/callback" || to.Query().Get("state") != "st&te" {
		t.Fatalf("the browser goes to %v: %s", to, text)
	}
	return to.Query().Get("code")
}

// token calls CreateToken, with changes to what names the client alone.
func (h *ssoHouse) token(client *ssooidc.RegisterClientOutput, grant string, change func(*ssooidc.CreateTokenInput)) (*ssooidc.CreateTokenOutput, error) {
	in := &ssooidc.CreateTokenInput{ClientId: client.ClientId, ClientSecret: client.ClientSecret, GrantType: &grant}
	change(in)
	return h.oidc.CreateToken(context.Background(), in)
}

func (h *ssoHouse) exchange(client *ssooidc.RegisterClientOutput, code string, change ...func(*ssooidc.CreateTokenInput)) (*ssooidc.CreateTokenOutput, error) {
	return h.token(client, "authorization_code", func(in *ssooidc.CreateTokenInput) {
		in.Code, in.CodeVerifier, in.RedirectUri = &code, &verifier, aws.String(listener)
		for _, f := range change {
			f(in)
		}
	})
}

func (h *ssoHouse) refresh(client *ssooidc.RegisterClientOutput, token *string) (*ssooidc.CreateTokenOutput, error) {
	return h.token(client, "refresh_token", func(in *ssooidc.CreateTokenInput) { in.RefreshToken = token })
}

func (h *ssoHouse) poll(client *ssooidc.RegisterClientOutput, deviceCode *string) (*ssooidc.CreateTokenOutput, error) {
	return h.token(client, grantDevice, func(in *ssooidc.CreateTokenInput) { in.DeviceCode = deviceCode })
}

func (h *ssoHouse) start(t *testing.T, client *ssooidc.RegisterClientOutput) *ssooidc.StartDeviceAuthorizationOutput {
	t.Helper()
	return must(h.oidc.StartDeviceAuthorization(context.Background(), &ssooidc.StartDeviceAuthorizationInput{
		ClientId: client.ClientId, ClientSecret: client.ClientSecret, StartUrl: aws.String(startURL + "/#/"),
	}))(t)
}

func (h *ssoHouse) credentials(token *string, account, role string) (*sso.GetRoleCredentialsOutput, error) {
	return h.portal.GetRoleCredentials(context.Background(), &sso.GetRoleCredentialsInput{
		AccessToken: token, AccountId: &account, RoleName: &role,
	})
}
