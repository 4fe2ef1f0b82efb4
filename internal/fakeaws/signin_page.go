package fakeaws

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// The client ids for a browser on the program's computer and for one on another.
const (
	clientSameDevice  = "arn:aws:signin:::devtools/same-device"
	clientCrossDevice = "arn:aws:signin:::devtools/cross-device"
)

// signInHost matches AWS's names of regional endpoints.
var signInHost = lazily(`^([a-z0-9-]+)\.signin\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$`)

// signInRegion returns the region of the requested endpoint, "" if its host is not AWS's.
func signInRegion(c *call) string {
	if m := signInHost().FindStringSubmatch(c.Host); m != nil {
		return m[1]
	}
	return ""
}

// address returns the URL that a client used, without its path.
func address(c *call) string {
	scheme := "http"
	if c.TLS != nil || signInRegion(c) != "" {
		scheme = "https"
	}
	return scheme + "://" + c.Host
}

// consoleRequest is a valid request for a code.
type consoleRequest struct {
	code  consoleCode
	state string
}

func (in *consoleRequest) back(name, value string) url.Values {
	return url.Values{name: {value}, "state": {in.state}}
}

// readConsole checks the query of an authorization request. If the query is invalid, it answers and returns nil.
func (s *Server) readConsole(w http.ResponseWriter, c *call) *consoleRequest {
	q := c.URL.Query()
	in := &consoleRequest{state: q.Get("state"), code: consoleCode{
		client: q.Get("client_id"), redirect: q.Get("redirect_uri"), challenge: q.Get("code_challenge"), region: signInRegion(c),
	}}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	in.code.user = s.world.users[s.world.console.person]
	wrong := ""
	switch {
	case in.code.client != clientSameDevice && in.code.client != clientCrossDevice:
		wrong = "Invalid client."
	case in.code.client == clientSameDevice && !(loopbackURI(in.code.redirect) && strings.HasSuffix(in.code.redirect, "/oauth/callback")),
		in.code.client == clientCrossDevice && in.code.redirect != address(c)+confirmationPath:
		wrong = "Invalid redirect URI."
	case q.Get("response_type") != "code" || q.Get("scope") != "openid" || in.state == "":
		wrong = "Invalid request."
	case q.Get("code_challenge_method") != "SHA-256" || !challenge().MatchString(in.code.challenge):
		wrong = "Invalid code challenge."
	case in.code.user == nil:
		wrong = "Nobody is signed in to the console here."
	default:
		return in
	}
	showPage(w, http.StatusBadRequest, page{Title: "Sign-in failed", Text: wrong})
	return nil
}

// consolePage asks the person, unless the approval mode decides.
func (s *Server) consolePage(w http.ResponseWriter, c *call) {
	s.world.mu.Lock()
	mode := s.world.sso.approval.Mode
	s.world.mu.Unlock()
	switch mode {
	case ApproveAll:
		s.approveConsole(w, c)
		return
	case DenyAll:
		s.denyConsole(w, c)
		return
	case Ask:
	}
	if in := s.readConsole(w, c); in != nil {
		showPage(w, http.StatusOK, page{
			Title: "Continue with an active session?", Text: "A program asks for credentials of " + in.code.user.arn + ".",
			Approve: signInApprovePath, Deny: signInDenyPath, Fields: c.URL.Query(),
		})
	}
}

func (s *Server) approveConsole(w http.ResponseWriter, c *call) {
	in := s.readConsole(w, c)
	if in == nil {
		return
	}
	code := newOpaque(64).Reveal()
	s.world.mu.Lock()
	in.code.expires = s.world.clock().Add(codeLife)
	s.world.console.codes.put(code, &in.code)
	s.world.mu.Unlock()
	redirect(w, in.code.redirect, in.back("code", code))
}

func (s *Server) denyConsole(w http.ResponseWriter, c *call) {
	if in := s.readConsole(w, c); in != nil {
		redirect(w, in.code.redirect, in.back("error", "access_denied"))
	}
}

// confirmConsole shows the code that a person types on the other machine.
func (s *Server) confirmConsole(w http.ResponseWriter, c *call) {
	q := c.URL.Query()
	if q.Get("code") == "" {
		showPage(w, http.StatusBadRequest, page{Title: "Sign-in failed", Text: "The sign-in was denied."})
		return
	}
	text := "state=" + url.QueryEscape(q.Get("state")) + "&code=" + url.QueryEscape(q.Get("code"))
	showPage(w, http.StatusOK, page{
		Title: "Signed in", Text: "Enter this code where you began to sign in:", Code: base64.StdEncoding.EncodeToString([]byte(text)),
	})
}
