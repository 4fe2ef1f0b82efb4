package fakeaws

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The addresses of pages, for browsers.
const (
	authorizePath     = "/authorize"
	approvePath       = "/authorize/approve"
	denyPath          = "/authorize/deny"
	devicePath        = "/device"
	deviceApprovePath = "/device/approve"
	deviceDenyPath    = "/device/deny"
)

// signIn is a request for an authorization code that was checked.
type signIn struct {
	client    *oidcClient
	spec      *SSOSpec
	redirect  string
	state     string
	scopes    []string
	challenge string
}

// back is what goes to the client beside its state.
func (in signIn) back(name, value string) url.Values {
	v := url.Values{name: {value}}
	if in.state != "" {
		v.Set("state", in.state)
	}
	return v
}

// readSignIn checks the query of /authorize. It returns nil after it has answered: a wrong client or
// address is told on a page, as nobody can be redirected; what else is wrong is told to the client.
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

// challenge is a SHA-256 in base64url without padding.
var challenge = lazily(`^[A-Za-z0-9_-]{43}$`)

// authorizePage asks the person, unless it is set what they say.
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

// devicePage is where a person types or confirms a user code.
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

// page is what a person sees in a browser.
type page struct {
	Title, Text, Code string
	Approve, Deny     string // where the buttons lead; empty for none
	Ask               bool   // for the user code
	Fields            url.Values
}

// showPage parses the template anew, which a person does not notice: see lazily.
func showPage(w http.ResponseWriter, status int, p page) {
	parsed, err := template.New("page").Parse(pageSource)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = parsed.Execute(w, p) // the browser may be gone
}

const pageSource = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}} - local AWS</title>
<style>body{font:16px sans-serif;max-width:34em;margin:4em auto;padding:0 1em}code{font-size:2em}form{display:inline}button{font:inherit;padding:.4em 1.2em;margin-right:.5em}</style>
</head><body><h1>{{.Title}}</h1><p>{{.Text}}</p>{{with .Code}}<p><code>{{.}}</code></p>{{end}}
{{define "form"}}{{range $name, $values := .}}{{range $values}}<input type="hidden" name="{{$name}}" value="{{.}}">{{end}}{{end}}{{end}}
{{with .Approve}}<form action="{{.}}">{{template "form" $.Fields}}{{if $.Ask}}<input name="user_code" placeholder="XXXX-XXXX" required> {{end}}<button>Allow</button></form>{{end}}
{{with .Deny}}<form action="{{.}}">{{template "form" $.Fields}}<button>Deny</button></form>{{end}}
<p><small>This is a local AWS that lanyard runs. Nothing here is real.</small></p></body></html>
`
