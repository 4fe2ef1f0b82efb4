// Package creds turns a profiles.Plan into credentials: one provider for each kind of step, with one
// cache and one lock around them all. It does not print or prompt; it asks for codes and sign-ins
// through Person.
package creds

import (
	"context"
	"errors"
	"time"

	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/sso"
)

// Credentials are AWS credentials, temporary or not.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey redact.Secret
	SessionToken    redact.Secret // empty for long-lived keys
	Expires         time.Time     // zero: never
	// PersonNeededAt is when the MFA session or sign-in behind them ends; zero: never.
	PersonNeededAt time.Time
	AccountID      string // "" when not known
	ARN            string // of the assumed role, "" when not known
	// Source says which step answered, for a person: "assume-role deploy".
	Source string
	// NoIAM marks GetSessionToken credentials without MFA, which IAM refuses.
	NoIAM bool
}

// Temporary reports whether the credentials carry a session token.
func (c Credentials) Temporary() bool { return !c.SessionToken.Empty() }

// Person supplies what a program can't: MFA codes and sign-ins. Both methods return ErrPersonNeeded if
// there is no way to ask right now and ErrDeclined if the person declined. They wrap these with the
// reason only; this package adds what was asked for and for which profile.
type Person interface {
	MFACode(ctx context.Context, req MFARequest) (string, error)
	SignIn(ctx context.Context, req SignInRequest) error
}

// MFARequest says what a code is needed for.
type MFARequest struct {
	Profile string // that the person asked for
	Serial  string // ARN of a virtual device, or serial number of a hardware one
	// Retry explains why the last code was refused; it is "" the first time.
	Retry string
}

// SignInRequest names the sign-in that is needed.
type SignInRequest struct {
	Profile string
	SSO     profiles.SSO // zero for a console sign-in
	Login   string       // login_session ARN; "" for IAM Identity Center, and if the identity is not known yet
	// Settings belong to the profile that names the sign-in; nil if no profile does.
	Settings *profiles.Profile
	// Do signs in. An implementation of Person calls it once it can show the prompts.
	Do func(ctx context.Context, how SignInMethod) error
}

// SignInMethod is how a person signs in.
type SignInMethod struct {
	// Device asks for a code to be approved on any machine, instead of a browser on this one.
	Device bool
	// Show receives the progress of the sign-in, always on the same goroutine, and displays or opens
	// the URL in it. An error ends the sign-in. A nil Show ignores all events.
	Show func(sso.Event) error
	// Code asks for the code that the page of a console sign-in shows on another machine, and says what
	// was wrong with the last one; nil for a browser on this one. Identity Center has no use for it.
	Code func(ctx context.Context, retry string) (string, error)
}

// show is Show for those who watch or not.
func (m SignInMethod) show(e sso.Event) error {
	if m.Show == nil {
		return nil
	}
	return m.Show(e)
}

// Console reports whether this is a console sign-in, not one to IAM Identity Center.
func (r SignInRequest) Console() bool { return r.SSO.StartURL == "" }

// Callers branch on these classes of errors. Wrapped errors give the details.
var (
	ErrPersonNeeded   = errors.New("a person is needed")
	ErrDeclined       = errors.New("declined")
	ErrWrongCode      = errors.New("the MFA code was refused")
	ErrDenied         = errors.New("access denied")
	ErrExpired        = errors.New("expired")
	ErrUnreachable    = errors.New("unreachable")
	ErrNoHost         = errors.New("no such host")
	ErrRegion         = errors.New("invalid region")
	ErrIncomplete     = errors.New("the profile can't give credentials")
	ErrUnsupported    = errors.New("not supported")
	ErrSignInRequired = errors.New("sign-in required")
)

// Options says how credentials are wanted.
type Options struct {
	Refresh bool // ignore what is cached
	// RefreshLast makes the last session anew, and of those behind it only what has ended: the one that
	// took an MFA code stays.
	RefreshLast bool
	MinTTL      time.Duration // renew if less is left, fail if even new ones are shorter
	Duration    time.Duration // of the session handed out, within STS's limits; 0: the profile's, else the default
	NoSession   bool          // hand out long-lived keys themselves
	// PreferTTL renews what has less left, if that takes no person. It never fails: what can't be
	// renewed, or never lasts longer, is handed out as it is. credential-process sets 15 minutes, below
	// which botocore asks again at each call.
	PreferTTL time.Duration
	// Own is for lanyard's own requests (whoami, request, call): signed with long-lived keys
	// themselves, MFA or not.
	Own     bool
	MFACode string // --mfa-code or LANYARD_MFA_CODE
	// SignIn begins a new sign-in even if one is good.
	SignIn bool
}

// State describes a plan as far as lanyard can know it without a person and without the network.
type State struct {
	Status         Status
	ExpiresAt      time.Time // of the cached credentials; zero: none, or they never expire
	PersonNeededAt time.Time
	// Problem is why the plan can't be run, if that is not in the plan; nil otherwise.
	Problem *profiles.Problem
}

// Status is one word for how usable a profile is, spelled as in CLI's JSON.
type Status string

// The statuses.
const (
	StatusReady     Status = "ready"
	StatusValid     Status = "valid"
	StatusExpiring  Status = "expiring"
	StatusExpired   Status = "expired"
	StatusSignedOut Status = "signed-out"
	StatusNeedsMFA  Status = "needs-mfa"
	StatusLocked    Status = "locked"
	StatusBroken    Status = "broken"
)
