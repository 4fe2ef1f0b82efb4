package fakeaws_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"lanyard/internal/fakeaws"
)

func TestCodeFlow(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, "authorization_code")
	if life := time.Unix(client.ClientSecretExpiresAt, 0).Sub(h.clock.Now()); life < 89*24*time.Hour || life > 90*24*time.Hour {
		t.Errorf("the registration lasts %s", life)
	}
	got := must(h.exchange(client, h.code(t, client)))(t)
	if *got.TokenType != "Bearer" || got.ExpiresIn != 3600 || got.RefreshToken == nil {
		t.Errorf("token of type %s for %d s, refresh token %t", *got.TokenType, got.ExpiresIn, got.RefreshToken != nil)
	}
	keys := must(h.credentials(got.AccessToken, account, "Admin"))(t)
	if keys.RoleCredentials == nil {
		t.Error("no credentials")
	}
	if n := h.Calls("RegisterClient") + h.Calls("ApproveSignIn") + h.Calls("CreateToken") + h.Calls("GetRoleCredentials"); n != 4 {
		t.Errorf("%d calls counted, want 4", n)
	}
	requests := h.Requests()
	if grant := requests[2].Params.Get("grantType"); grant != "authorization_code" {
		t.Errorf("recorded grant type %q", grant)
	}
	for _, r := range requests {
		for name, values := range r.Params {
			for _, v := range values {
				if v == verifier || v == *client.ClientSecret || v == *got.AccessToken {
					t.Errorf("%s: %s is recorded", r.Action, name)
				}
			}
		}
	}
}

func TestCodeIsExchangedOnceByWhoAskedForIt(t *testing.T) {
	h := newSSOHouse(t)
	client, stranger := h.register(t, "authorization_code"), h.register(t, "authorization_code")
	for name, tc := range map[string]struct {
		client *ssooidc.RegisterClientOutput
		change func(*ssooidc.CreateTokenInput)
		code   string
	}{
		"verifier":        {client, func(in *ssooidc.CreateTokenInput) { in.CodeVerifier = aws.String(verifier + "x") }, "InvalidGrantException"},
		"no verifier":     {client, func(in *ssooidc.CreateTokenInput) { in.CodeVerifier = nil }, "InvalidRequestException"},
		"other port":      {client, func(in *ssooidc.CreateTokenInput) { in.RedirectUri = aws.String("http://127.0.0.1:1/oauth/callback") }, "InvalidGrantException"},
		"other client":    {stranger, func(*ssooidc.CreateTokenInput) {}, "InvalidGrantException"},
		"client's secret": {client, func(in *ssooidc.CreateTokenInput) { in.ClientSecret = stranger.ClientSecret }, "InvalidClientException"},
		"grant type":      {client, func(in *ssooidc.CreateTokenInput) { in.GrantType = aws.String("password") }, "UnsupportedGrantTypeException"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.exchange(tc.client, h.code(t, client), tc.change)
			wantCode(t, err, tc.code)
		})
	}
	code := h.code(t, client)
	must(h.exchange(client, code))(t)
	_, err := h.exchange(client, code)
	wantCode(t, err, "InvalidGrantException")

	code = h.code(t, client)
	h.clock.Advance(11 * time.Minute)
	_, err = h.exchange(client, code)
	wantCode(t, err, "InvalidGrantException")
}

func TestRegistrationIsChecked(t *testing.T) {
	h := newSSOHouse(t)
	type input = ssooidc.RegisterClientInput
	for name, tc := range map[string]struct {
		change func(*input)
		code   string
	}{
		"type":        {func(in *input) { in.ClientType = aws.String("confidential") }, "InvalidClientMetadataException"},
		"grant":       {func(in *input) { in.GrantTypes = []string{"implicit"} }, "UnsupportedGrantTypeException"},
		"scope":       {func(in *input) { in.Scopes = []string{"everything"} }, "InvalidScopeException"},
		"no redirect": {func(in *input) { in.RedirectUris = nil }, "InvalidRequestException"},
		"redirect":    {func(in *input) { in.RedirectUris = []string{"http://localhost/oauth/callback"} }, "InvalidRedirectUriException"},
		"no issuer":   {func(in *input) { in.IssuerUrl = nil }, "InvalidRequestException"},
		"issuer":      {func(in *input) { in.IssuerUrl = aws.String("https://nobody.awsapps.com/start") }, "InvalidRequestException"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.tryRegister("authorization_code", tc.change)
			wantCode(t, err, tc.code)
		})
	}
}

// What is wrong with the client or its address is never told to the address.
func TestAuthorizeRefusals(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, "authorization_code")
	for name, tc := range map[string]struct{ key, value, answer string }{
		"client":          {"client_id", "nobody", ""},
		"redirect host":   {"redirect_uri", "http://example.com:43117/oauth/callback", ""},
		"redirect name":   {"redirect_uri", "http://localhost:43117/oauth/callback", ""},
		"redirect path":   {"redirect_uri", "http://127.0.0.1:43117/oauth", ""},
		"redirect scheme": {"redirect_uri", "https://127.0.0.1:43117/oauth/callback", ""},
		"response":        {"response_type", "token", "unsupported_response_type"},
		"plain challenge": {"code_challenge_method", "plain", "invalid_request"},
		"challenge":       {"code_challenge", "short", "invalid_request"},
		"scope":           {"scopes", "sso:account:access codewhisperer:completions", "invalid_scope"},
	} {
		t.Run(name, func(t *testing.T) {
			q := query(client)
			q.Set(tc.key, tc.value)
			status, text, to := h.visit(t, "/authorize", q)
			if tc.answer == "" {
				if status != 400 || to != nil || !strings.Contains(text, "Sign-in failed") {
					t.Errorf("status %d, leads to %v: %s", status, to, text)
				}
				return
			}
			if to == nil || to.Query().Get("error") != tc.answer || to.Query().Get("state") != "st&te" {
				t.Errorf("status %d, leads to %v: %s", status, to, text)
			}
		})
	}
}

func TestApproval(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, "authorization_code")
	status, text, to := h.visit(t, "/authorize", query(client))
	if status != 200 || to != nil {
		t.Fatalf("status %d, leads to %v", status, to)
	}
	for _, want := range []string{`action="/authorize/approve"`, `action="/authorize/deny"`, `name="state" value="st&amp;te"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s on the page:\n%s", want, text)
		}
	}
	denied := func(path string) {
		t.Helper()
		_, _, to := h.visit(t, path, query(client))
		if to == nil || to.Query().Get("error") != "access_denied" || to.Query().Get("state") != "st&te" {
			t.Errorf("%s leads to %v", path, to)
		}
	}
	denied("/authorize/deny")
	if err := h.SetApproval(fakeaws.Approval{Mode: fakeaws.DenyAll}); err != nil {
		t.Fatal(err)
	}
	denied("/authorize")
	if err := h.SetApproval(fakeaws.Approval{Mode: fakeaws.ApproveAll, User: "bob@example.com"}); err != nil {
		t.Fatal(err)
	}
	_, _, to = h.visit(t, "/authorize", query(client))
	if to == nil {
		t.Fatal("no redirect")
	}
	got := must(h.exchange(client, to.Query().Get("code")))(t)
	keys := must(h.credentials(got.AccessToken, account, "Admin"))(t).RoleCredentials
	who := must(h.whoami(roleKeys(keys)))(t)
	if !strings.HasSuffix(*who.Arn, "/bob@example.com") {
		t.Errorf("signed in as %s", *who.Arn)
	}
	if err := h.SetApproval(fakeaws.Approval{Mode: "shrug"}); err == nil {
		t.Error("an unknown mode was taken")
	}
}

func TestDevicePages(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, grantDevice)
	started := h.start(t, client)
	address := must(url.Parse(*started.VerificationUriComplete))(t)
	_, text, _ := h.visit(t, address.Path, address.Query())
	if !strings.Contains(text, "<code>"+*started.UserCode+"</code>") || !strings.Contains(text, `action="/device/approve"`) {
		t.Errorf("page:\n%s", text)
	}
	if status, text, _ := h.visit(t, "/device", nil); status != 200 || !strings.Contains(text, "<input name=\"user_code\"") {
		t.Errorf("status %d, page:\n%s", status, text)
	}
	if status, _, _ := h.visit(t, "/device/approve", url.Values{"user_code": {"AAAA-AAAA"}}); status != 400 {
		t.Errorf("status %d for an unknown code", status)
	}
	h.visit(t, "/device/approve", url.Values{"user_code": {strings.ToLower(*started.UserCode)}})
	must(h.poll(client, started.DeviceCode))(t)
}
