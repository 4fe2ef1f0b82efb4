package fakeaws

import (
	"fmt"
	"net/http"
	"time"

	"lanyard/internal/redact"
)

const (
	// consoleSession is the life of a console sign-in, consoleKeys that of its credentials.
	consoleSession = 12 * time.Hour
	consoleKeys    = 15 * time.Minute

	signInAuthorizePath = "/v1/authorize"
	signInApprovePath   = "/v1/authorize/approve"
	signInDenyPath      = "/v1/authorize/deny"
	signInTokenPath     = "/v1/token"
	confirmationPath    = "/v1/sessions/confirmation"
)

// consoleWorld is the state of the console's sign-in service. The world's mutex guards it.
type consoleWorld struct {
	person  string // ARN of the user whose browser it is
	codes   limited[*consoleCode]
	refresh limited[*consoleRefresh]
	proofs  limited[time.Time] // the times at which proofs were seen, by jti
	// changed is the time of the last password change, which ended earlier sessions.
	changed time.Time
}

// consoleSignIn is a sign-in, which its refresh tokens continue.
type consoleSignIn struct {
	user   *user
	client string
	region string // "" if the host does not contain it
	key    string // the thumbprint of the client's key
	since  time.Time
}

// consoleCode is an authorization code.
type consoleCode struct {
	client, redirect, challenge, region string
	user                                *user
	expires                             time.Time
	used                                bool
}

// consoleRefresh is a refresh token. It returns the same credentials again as long as they are valid:
// https://docs.aws.amazon.com/signin/latest/APIReference/API_CreateOAuth2Token.html
type consoleRefresh struct {
	signIn *consoleSignIn
	given  *consoleAnswer
}

// consoleAnswer is the answer to a token request.
type consoleAnswer struct {
	keys    Keys
	refresh redact.Secret
	expires time.Time
}

// SetConsoleUser sets the IAM user or root that is signed in to the console in the browser.
func (w *World) SetConsoleUser(arn string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.users[arn]; !ok {
		return fmt.Errorf("sign %q in to the console: %w", arn, ErrUnknown)
	}
	w.console.person = arn
	return nil
}

// ChangeConsolePassword ends every console sign-in of programs. Their credentials stay valid until they expire.
func (w *World) ChangeConsolePassword() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.console.changed = w.clock()
}

// signInService is the sign-in service of the console for programs. Its paths, parameters and errors follow the model
// that botocore and the SDKs share (signin/2023-01-01), and the AWS CLI.
func signInService(s *Server) *restService {
	return &restService{
		refusal: signInRefusal,
		routes: map[string]route{
			signInAuthorizePath: {name: "AuthorizeOAuth2Access", method: http.MethodGet, page: s.consolePage},
			signInApprovePath:   {name: "ApproveConsole", method: http.MethodGet, page: s.approveConsole},
			signInDenyPath:      {name: "DenyConsole", method: http.MethodGet, page: s.denyConsole},
			confirmationPath:    {name: "ConfirmConsole", method: http.MethodGet, page: s.confirmConsole},
			signInTokenPath:     {name: "CreateOAuth2Token", method: http.MethodPost, run: s.consoleToken},
		},
	}
}

// The service's own codes.
const (
	codeTokenExpired   = "TOKEN_EXPIRED"
	codeAuthCode       = "AUTHCODE_EXPIRED"
	codeChanged        = "USER_CREDENTIALS_CHANGED"
	codePermissions    = "INSUFFICIENT_PERMISSIONS"
	codeInvalidRequest = "INVALID_REQUEST"
)

func consoleInvalid(message string) *apiError {
	return newError(http.StatusBadRequest, codeInvalidRequest, message)
}

// signInRefusal writes a refusal with AWS's name and one of the codes above.
func signInRefusal(e *apiError) (*apiError, any) {
	code, name := e.code, "AccessDeniedException"
	switch {
	case code == "Throttling":
		code, name, e = codeInvalidRequest, "TooManyRequestsError", newError(http.StatusTooManyRequests, "", e.message)
	case e.status >= http.StatusInternalServerError:
		code, name = "server_error", "InternalServerException"
	case code == codeInvalidRequest:
		name = "ValidationException"
	case code == "AccessDenied":
		code = codePermissions
	}
	return newError(e.status, name, e.message), map[string]string{"error": code, "message": e.message}
}
