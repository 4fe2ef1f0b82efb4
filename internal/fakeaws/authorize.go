package fakeaws

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The paths of pages for browsers.
const (
	authorizePath     = "/authorize"
	approvePath       = "/authorize/approve"
	denyPath          = "/authorize/deny"
	devicePath        = "/device"
	deviceApprovePath = "/device/approve"
	deviceDenyPath    = "/device/deny"
)

// signIn is a valid request for an authorization code.
type signIn struct {
	client    *oidcClient
	spec      *SSOSpec
	redirect  string
	state     string
	scopes    []string
	challenge string
}

// back holds the parameters to return to the client, besides its state.
func (in signIn) back(name, value string) url.Values {
	v := url.Values{name: {value}}
	if in.state != "" {
		v.Set("state", in.state)
	}
	return v
}

// readSignIn checks the query of /authorize. If the query is invalid, it answers and returns nil: a wrong client or
// redirect URL gives an error page, because a redirect would be unsafe, and other errors go to the client.
func (s *Server) readSignIn(w http.ResponseWriter, c *call) *signIn {
	q := c.URL.Query()
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	client, ok := s.world.sso.clients.get(q.Get("client_id"))
	if !ok || !s.world.clock().Before(client.expires) {
		showPage(w, http.StatusBadRequest, page{Title: "Sign-in failed", Text: "Invalid client."})
		return nil
	}
	in := &signIn{
		client: client, redirect: q.Get("redirect_uri"), state: q.Get("state"), challenge: q.Get("code_challenge"),
		scopes: strings.Fields(q.Get("scopes")), spec: s.world.instance(c, client.issuer),
	}
	if !slices.ContainsFunc(client.redirectTo, func(registered string) bool { return sameRedirect(registered, in.redirect) }) {
		showPage(w, http.StatusBadRequest, page{Title: "Sign-in failed", Text: "Invalid redirect URI."})
		return nil
	}
	wrong, why := "", ""
	switch {
	case in.spec == nil:
		wrong, why = "invalid_request", "Invalid issuer"
	case !slices.Contains(client.grants, grantCode):
		wrong, why = "unauthorized_client", "Client is not authorized for the authorization code flow"
	case q.Get("response_type") != "code":
		wrong, why = "unsupported_response_type", "response_type must be code"
	case q.Get("code_challenge_method") != "S256", !challenge().MatchString(in.challenge):
		wrong, why = "invalid_request", "code_challenge and code_challenge_method=S256 are required"
	case slices.ContainsFunc(in.scopes, func(scope string) bool { return !slices.Contains(client.scopes, scope) }):
		wrong, why = "invalid_scope", "Invalid scopes"
	default:
		return in
	}
	query := in.back("error", wrong)
	query.Set("error_description", why)
	redirect(w, in.redirect, query)
	return nil
}

// challenge matches a SHA-256 in base64url without padding.
var challenge = lazily(`^[A-Za-z0-9_-]{43}$`)

// authorizePage asks the person, unless the approval mode decides.
func (s *Server) authorizePage(w http.ResponseWriter, c *call) {
	s.world.mu.Lock()
	mode := s.world.sso.approval.Mode
	s.world.mu.Unlock()
	switch mode {
	case ApproveAll:
		s.approveSignIn(w, c)
		return
	case DenyAll:
		s.denySignIn(w, c)
		return
	case Ask:
	}
	in := s.readSignIn(w, c)
	if in == nil {
		return
	}
	showPage(w, http.StatusOK, page{
		Title: "Allow access?", Text: "A program asks for the accounts of " + in.spec.User + " at " + in.spec.StartURL + ".",
		Approve: approvePath, Deny: denyPath, Fields: c.URL.Query(),
	})
}

func (s *Server) approveSignIn(w http.ResponseWriter, c *call) {
	in := s.readSignIn(w, c)
	if in == nil {
		return
	}
	s.world.mu.Lock()
	scopes := in.scopes
	if len(scopes) == 0 {
		scopes = in.client.scopes
	}
	code := newOpaque(64).Reveal()
	s.world.sso.codes.put(code, &authCode{
		client: in.client, redirect: in.redirect, challenge: in.challenge,
		session: s.world.newSSOSession(in.spec, s.world.sso.approval.user(in.spec), scopes),
		expires: s.world.clock().Add(codeLife),
	})
	s.world.mu.Unlock()
	redirect(w, in.redirect, in.back("code", code))
}

func (s *Server) denySignIn(w http.ResponseWriter, c *call) {
	in := s.readSignIn(w, c)
	if in == nil {
		return
	}
	query := in.back("error", "access_denied")
	query.Set("error_description", "User denied access")
	redirect(w, in.redirect, query)
}

// devicePage shows the page on which a person types or confirms a user code.
func (s *Server) devicePage(w http.ResponseWriter, c *call) {
	code := c.URL.Query().Get("user_code")
	var err error
	switch c.URL.Path {
	case deviceApprovePath:
		err = s.ApproveDevice(code)
	case deviceDenyPath:
		err = s.DenyDevice(code)
	default:
		p := page{Title: "Authorization requested", Text: "A program asks to sign in. Does it show this code?", Approve: deviceApprovePath}
		p.Fields = url.Values{}
		if p.Ask = code == ""; !p.Ask {
			p.Deny, p.Code = deviceDenyPath, code
			p.Fields.Set("user_code", code)
		}
		showPage(w, http.StatusOK, p)
		return
	}
	if err != nil {
		showPage(w, http.StatusBadRequest, page{Title: "Sign-in failed", Text: err.Error()})
		return
	}
	showPage(w, http.StatusOK, page{Title: "Done", Text: "You can close this window."})
}
