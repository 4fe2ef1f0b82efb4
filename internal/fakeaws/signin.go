package fakeaws

import (
	"fmt"
	"net/http"
	"time"

	"lanyard/internal/redact"
)

const (
	// consoleSession is how long a console sign-in goes on, consoleKeys the life of its credentials.
	consoleSession = 12 * time.Hour
	consoleKeys    = 15 * time.Minute

	signInAuthorizePath = "/v1/authorize"
	signInApprovePath   = "/v1/authorize/approve"
	signInDenyPath      = "/v1/authorize/deny"
	signInTokenPath     = "/v1/token"
	confirmationPath    = "/v1/sessions/confirmation"
)

// consoleWorld is what the sign-in service of the console knows. The world's mutex guards it.
type consoleWorld struct {
	person  string // ARN of the user whose browser it is
	codes   limited[*consoleCode]
	refresh limited[*consoleRefresh]
	proofs  limited[time.Time] // when they were seen, by jti
	// changed is when the person's password was last changed: sessions of before have ended.
	changed time.Time
}

// consoleSignIn is one sign-in; it lives on in its refresh tokens.
type consoleSignIn struct {
	user   *user
	client string
	region string // "" where the address does not tell
	key    string // thumbprint of the client's key
	since  time.Time
}

// consoleCode is an authorization code.
type consoleCode struct {
	client, redirect, challenge, region string
	user                                *user
	expires                             time.Time
	used                                bool
}

// consoleRefresh is a refresh token. Asked again while the credentials that it gave last, it gives the
// same once more: https://docs.aws.amazon.com/signin/latest/APIReference/API_CreateOAuth2Token.html
type consoleRefresh struct {
	signIn *consoleSignIn
	given  *consoleAnswer
}

// consoleAnswer is what a token request gave.
type consoleAnswer struct {
	keys    Keys
	refresh redact.Secret
	expires time.Time
}

// SetConsoleUser says who is signed in to the console in the browser: an IAM user or a root.
func (w *World) SetConsoleUser(arn string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.users[arn]; !ok {
		return fmt.Errorf("sign %q in to the console: %w", arn, ErrUnknown)
	}
	w.console.person = arn
	return nil
}

// ChangeConsolePassword ends every console sign-in of programs: their credentials live on until they
// expire.
func (w *World) ChangeConsolePassword() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.console.changed = w.clock()
}

// signInService plays the sign-in service of the console, as programs use it. Which of its paths exist,
// what they take and how they refuse is read from the model that botocore and the SDKs share
// (signin/2023-01-01) and from the AWS CLI.
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

// signInRefusal names the errors, each of which has one of the codes in it.
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
