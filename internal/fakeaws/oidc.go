package fakeaws

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"lanyard/internal/redact"
)

const (
	grantCode    = "authorization_code"
	grantDevice  = "urn:ietf:params:oauth:grant-type:device_code"
	grantRefresh = "refresh_token"

	registrationLife = 90 * 24 * time.Hour
)

func defaultGrants() []string { return []string{grantDevice, grantRefresh} }

// oidcService is the OIDC service of IAM Identity Center, with its pages for browsers:
// https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html
func oidcService(s *Server) *restService {
	return &restService{
		refusal: oidcRefusal,
		routes: map[string]route{
			"/client/register":      {name: "RegisterClient", method: http.MethodPost, run: s.registerClient},
			"/device_authorization": {name: "StartDeviceAuthorization", method: http.MethodPost, run: s.startDevice},
			"/token":                {name: "CreateToken", method: http.MethodPost, run: s.createToken},
			authorizePath:           {name: "Authorize", method: http.MethodGet, page: s.authorizePage},
			approvePath:             {name: "ApproveSignIn", method: http.MethodGet, page: s.approveSignIn},
			denyPath:                {name: "DenySignIn", method: http.MethodGet, page: s.denySignIn},
			devicePath:              {name: "Device", method: http.MethodGet, page: s.devicePage},
			deviceApprovePath:       {name: "ApproveDevice", method: http.MethodGet, page: s.devicePage},
			deviceDenyPath:          {name: "DenyDevice", method: http.MethodGet, page: s.devicePage},
		},
	}
}

// oidcClient is a registered client.
type oidcClient struct {
	id                         string
	secret                     redact.Secret
	expires                    time.Time
	scopes, grants, redirectTo []string
	issuer                     string // the trimmed start URL; empty if the client gave none
}

// newClient registers a client. The caller holds w.mu.
func (w *World) newClient(c oidcClient) *oidcClient {
	c.id, c.secret = newOpaque(24).Reveal(), newOpaque(900)
	c.expires = w.clock().Add(registrationLife)
	w.sso.clients.put(c.id, &c)
	return &c
}

func (s *Server) registerClient(c *call) (any, *apiError) {
	var in struct {
		ClientName, ClientType, IssuerURL string
		Scopes, GrantTypes, RedirectUris  []string
	}
	keys := []string{"clientName", "clientType", "issuerUrl", "scopes", "grantTypes", "redirectUris"}
	if refusal := c.read(&in, keys...); refusal != nil {
		return nil, refusal
	}
	switch {
	case in.ClientName == "" || in.ClientType == "":
		return nil, oidcInvalidRequest("clientName and clientType are required")
	case in.ClientType != "public":
		return nil, oidcError("InvalidClientMetadataException", "Unsupported client type")
	}
	if len(in.GrantTypes) == 0 {
		in.GrantTypes = defaultGrants()
	}
	for _, grant := range in.GrantTypes {
		if !slices.Contains([]string{grantCode, grantDevice, grantRefresh}, grant) {
			return nil, oidcError("UnsupportedGrantTypeException", "Unsupported grant type: "+grant)
		}
	}
	for _, scope := range in.Scopes {
		if !ssoScope().MatchString(scope) {
			return nil, oidcError("InvalidScopeException", "Invalid scope: "+scope)
		}
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	if refusal := s.world.checkCodeClient(c, in.GrantTypes, in.RedirectUris, in.IssuerURL); refusal != nil {
		return nil, refusal
	}
	made := s.world.newClient(oidcClient{
		scopes: in.Scopes, grants: in.GrantTypes, redirectTo: in.RedirectUris, issuer: trimStartURL(in.IssuerURL),
	})
	return map[string]any{
		"clientId": made.id, "clientSecret": made.secret.Reveal(),
		"clientIdIssuedAt": s.world.clock().Unix(), "clientSecretExpiresAt": made.expires.Unix(),
	}, nil
}

// ssoScope matches scopes of services that use Identity Center.
var ssoScope = lazily(`^(sso|codewhisperer|codecatalyst|verified_access|transform):[a-z_:*-]+$|^(openid|profile|email|aws)$`)

// checkCodeClient checks the parameters that the authorization-code flow requires for a registration. The caller
// holds w.mu.
func (w *World) checkCodeClient(c *call, grants, redirects []string, issuer string) *apiError {
	if !slices.Contains(grants, grantCode) {
		return nil
	}
	if len(redirects) == 0 || issuer == "" {
		return oidcInvalidRequest("redirectUris and issuerUrl are required for the authorization_code grant type")
	}
	for _, to := range redirects {
		if !loopbackURI(to) {
			return oidcError("InvalidRedirectUriException", "Invalid redirect URI: "+to)
		}
	}
	if w.instance(c, issuer) == nil {
		return oidcInvalidRequest("Invalid issuerUrl")
	}
	return nil
}

// ssoHost matches AWS's names of regional endpoints, which know only the instances of the region.
var ssoHost = lazily(`^(?:oidc|portal\.sso)\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)`)

// instance returns the instance with a start URL, or nil. The caller holds w.mu.
func (w *World) instance(c *call, startURL string) *SSOSpec {
	spec := w.sso.instances[trimStartURL(startURL)]
	if spec == nil {
		return nil
	}
	if m := ssoHost().FindStringSubmatch(c.Host); m != nil && m[1] != spec.Region {
		return nil
	}
	return spec
}

// client returns a registered client if its secret is right. The caller holds w.mu.
func (w *World) client(id, secret string) (*oidcClient, *apiError) {
	refused := newError(http.StatusUnauthorized, "InvalidClientException", "Invalid client provided")
	c, ok := w.sso.clients.get(id)
	if !ok || subtle.ConstantTimeCompare([]byte(c.secret.Reveal()), []byte(secret)) != 1 {
		return nil, refused
	}
	if !w.clock().Before(c.expires) {
		refused.message = "Client is expired"
		return nil, refused
	}
	return c, nil
}

// loopbackURI reports whether a redirect URL leads to the person's computer.
func loopbackURI(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "http" && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		(u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
}

// sameRedirect compares a redirect URL with the registered one, whose port does not count:
// https://datatracker.ietf.org/doc/html/rfc8252#section-7.3
func sameRedirect(registered, given string) bool {
	if !loopbackURI(given) {
		return false
	}
	a, err := url.Parse(registered)
	if err != nil {
		return false
	}
	b, err := url.Parse(given)
	return err == nil && a.Hostname() == b.Hostname() && a.EscapedPath() == b.EscapedPath()
}

func oidcError(code, description string) *apiError {
	return newError(http.StatusBadRequest, code, description)
}

func oidcInvalidRequest(description string) *apiError {
	return oidcError("InvalidRequestException", description)
}

func oidcInvalidGrant(description string) *apiError {
	return oidcError("InvalidGrantException", description)
}

var capital = lazily(`[A-Z]`)

// oidcRefusal writes a refusal with OAuth's names besides AWS's.
func oidcRefusal(e *apiError) (*apiError, any) {
	switch e.code {
	case "Throttling":
		e = oidcError("SlowDownException", "Rate exceeded")
	case "AccessDenied":
		e = oidcError("AccessDeniedException", e.message)
	case "InternalFailure":
		e = newError(e.status, "InternalServerException", e.message)
	}
	name := "server_error"
	if e.status < http.StatusInternalServerError {
		name = snake(capital(), strings.TrimSuffix(e.code, "Exception"))
	}
	return e, map[string]string{"error": name, "error_description": e.message}
}

func snake(capital *regexp.Regexp, name string) string {
	return strings.TrimPrefix(strings.ToLower(capital.ReplaceAllString(name, "_$0")), "_")
}
