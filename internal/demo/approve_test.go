package demo_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"lanyard/internal/demo"
)

const grantDevice = "urn:ietf:params:oauth:grant-type:device_code"

func oidc(d *demo.Demo) *ssooidc.Client {
	return ssooidc.New(ssooidc.Options{BaseEndpoint: aws.String(d.Server().URL()), Region: "eu-west-1"})
}

func register(t *testing.T, d *demo.Demo, in *ssooidc.RegisterClientInput) *ssooidc.RegisterClientOutput {
	t.Helper()
	in.ClientName, in.ClientType = aws.String("test"), aws.String("public")
	in.Scopes = []string{"sso:account:access"}
	client, err := oidc(d).RegisterClient(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// Every profile of the demo that signs in gets its role by the device flow and "approve".
func TestApproveDevice(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh")
	}
	d := start(t)
	client := register(t, d, &ssooidc.RegisterClientInput{})
	portal := sso.New(sso.Options{BaseEndpoint: aws.String(d.Server().URL()), Region: "eu-west-1"})
	for _, name := range []string{"acme-admin", "acme-readonly", "globex-research", "globex-billing"} {
		c, err := loadSDK(d, name)
		if err != nil {
			t.Fatal(err)
		}
		startURL := c.SSOStartURL
		if c.SSOSession != nil {
			startURL = c.SSOSession.SSOStartURL
		}
		started, err := oidc(d).StartDeviceAuthorization(context.Background(), &ssooidc.StartDeviceAuthorizationInput{
			ClientId: client.ClientId, ClientSecret: client.ClientSecret, StartUrl: &startURL,
		})
		if err != nil {
			t.Fatal(err)
		}
		args := map[string][]string{"acme-readonly": {*started.UserCode}, "globex-research": {*started.VerificationUriComplete}}[name]
		if _, stderr := run(t, d, "approve", args...); stderr != "" {
			t.Fatalf("approve %q: %s", args, stderr)
		}
		token, err := oidc(d).CreateToken(context.Background(), &ssooidc.CreateTokenInput{
			ClientId: client.ClientId, ClientSecret: client.ClientSecret,
			GrantType: aws.String(grantDevice), DeviceCode: started.DeviceCode,
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := portal.GetRoleCredentials(context.Background(), &sso.GetRoleCredentialsInput{
			AccessToken: token.AccessToken, AccountId: &c.SSOAccountID, RoleName: &c.SSORoleName,
		}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, stderr := run(t, d, "approve"); !strings.Contains(stderr, "no code waits") {
		t.Errorf("approve with nothing to approve: %q", stderr)
	}
}

// The answer reaches who waits for it, as from a browser.
func TestApproveAddress(t *testing.T) {
	d := start(t)
	got := make(chan url.Values, 1)
	waiting := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got <- r.URL.Query() }))
	defer waiting.Close()
	client := register(t, d, &ssooidc.RegisterClientInput{
		GrantTypes: []string{"authorization_code", "refresh_token"}, RedirectUris: []string{"http://127.0.0.1/oauth/callback"},
		IssuerUrl: aws.String("https://acme-demo.awsapps.com/start"),
	})
	sum := sha256.Sum256([]byte("anything"))
	address := d.Server().URL() + "/authorize?" + url.Values{
		"response_type": {"code"}, "client_id": {*client.ClientId}, "state": {"here"},
		"redirect_uri": {waiting.URL + "/oauth/callback"}, "code_challenge_method": {"S256"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}.Encode()
	if _, err := demo.Approve(context.Background(), d.Server().URL(), address); err != nil {
		t.Fatal(err)
	}
	if q := <-got; q.Get("state") != "here" || q.Get("code") == "" {
		t.Errorf("the callback got %v", q)
	}
}

func TestApproveStaysLocal(t *testing.T) {
	d := start(t)
	base := d.Server().URL()
	for _, address := range []string{"http://example.com/authorize", "https://127.0.0.1/authorize", "http://" + strings.TrimPrefix(base, "http://") + "0/authorize"} {
		if _, err := demo.Approve(context.Background(), base, address); err == nil || !strings.Contains(err.Error(), "not an address of this demo") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := demo.Approve(context.Background(), "http://example.com", "BBBB-BBBB"); err == nil || !strings.Contains(err.Error(), "not a local address") {
		t.Errorf("error %v", err)
	}
	if _, err := demo.Approve(context.Background(), base, "BBBB-BBBB"); err == nil || !strings.Contains(err.Error(), "not in this world") {
		t.Errorf("error %v", err)
	}
}
