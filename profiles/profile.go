package profiles

import (
	"time"

	"lanyard/internal/redact"
)

// Kind says where the credentials of a profile, or of one step towards them, come from.
type Kind string

// The kinds, spelled as in the JSON of "lanyard list".
const (
	KindStatic      Kind = "static"       // access keys in a file
	KindKeychain    Kind = "keychain"     // access keys in lanyard's keychain
	KindAssumeRole  Kind = "assume-role"  // sts:AssumeRole
	KindWebIdentity Kind = "web-identity" // sts:AssumeRoleWithWebIdentity
	KindSSO         Kind = "sso"          // IAM Identity Center
	KindLogin       Kind = "login"        // console sign-in, "aws login"
	KindProcess     Kind = "process"      // credential_process
	KindEnvironment Kind = "environment"  // AWS_ACCESS_KEY_ID and its companions
	KindEC2Instance Kind = "ec2-instance" // instance metadata
	KindContainer   Kind = "container"    // container credentials endpoint
	KindIncomplete  Kind = "incomplete"   // nothing that could produce credentials
)

// Source is a place in a file.
type Source struct {
	File string `json:"file"`
	Line int    `json:"line"` // from 1
}

// Setting is one value and where it was written. Secret settings (secret keys, session tokens)
// have their value in Secret only.
type Setting struct {
	Value  string
	Secret redact.Secret
	Source
}

// Text is the value as it may be shown: a secret as "****WXYZ". It is not cleaned of control
// characters.
func (s Setting) Text() string {
	if !s.Secret.Empty() {
		return s.Secret.Tail()
	}
	return s.Value
}

// Severity ranks problems.
type Severity string

// The severities: an error prevents credentials, a warning is read differently by another client,
// an info is worth knowing.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
)

// Problem is something wrong or risky in the files. Message and Hint may quote file content and are
// not cleaned of control characters.
type Problem struct {
	Code     string // stable, kebab-case
	Severity Severity
	Message  string
	Hint     string // what mends it; may be empty
	Source
}

// Profile is one profile as both files together describe it.
type Profile struct {
	Name string
	// Sources are its section headers: config file before credentials file. A profile that is known
	// from the keychain alone has none.
	Sources []Source
	// Settings are its own, by lower-case key; nested settings have dotted keys
	// ("s3.addressing_style"). Where both files set a key the credentials file has won.
	Settings map[string]Setting
	// Inherited are the settings of its sso-session ("sso_start_url"), services section
	// ("sts.endpoint_url") and included profiles, as far as Settings lacks them.
	Inherited map[string]Setting
	Problems  []Problem
	// Discovered tells that no file has the profile: it is what a SessionRole stands for.
	Discovered bool

	linked bool // Inherited has been filled
}

// Get returns the value of a setting, the profile's own or inherited, or "". Secrets come by Secret.
func (p *Profile) Get(key string) string {
	if s, ok := p.Settings[key]; ok {
		return s.Value
	}
	return p.Inherited[key].Value
}

// Secret returns a secret setting, or the empty Secret.
func (p *Profile) Secret(key string) redact.Secret {
	if s, ok := p.Settings[key]; ok {
		return s.Secret
	}
	return p.Inherited[key].Secret
}

// KeychainKey is what the keychain's index tells of an access key: nothing secret.
type KeychainKey struct {
	Name        string // also the name of the profile that it serves
	AccessKeyID string
	MFASerial   string
	Region      string
	AccountID   string // "" when not known
}

// Plan is how a profile's credentials will be produced: the steps in order, or the problem that
// prevents it.
type Plan struct {
	Profile string
	// Kind is what the profile itself does: the kind of the last step, KindIncomplete without steps.
	Kind Kind
	// Steps start at the root (keys, a sign-in, an endpoint); the last one is the profile's own.
	Steps []Step
	// Region is the profile's region setting, or the keychain key's, or "".
	Region string
	// Problem prevents the plan from working; nil if nothing does.
	Problem *Problem
}

// Step is one step of a Plan. Kind says which of the fields have a meaning.
type Step struct {
	Kind Kind
	// Profile names the profile that the step was read from.
	Profile string
	// Settings is that profile: a step takes its region, endpoints, certificate bundle and retry
	// settings from it. It is never nil in a Plan made by Set.Plan.
	Settings *Profile
	// AccountID is the account that the step's credentials belong to, "" when the files do not tell. A
	// user's MFA device is of the user's account.
	AccountID string

	Keys        Keys        // static; keychain has AccessKeyID only
	MFASerial   string      // static, keychain: the profile's mfa_serial; assume-role: the role's
	Role        Role        // assume-role, web-identity
	SSO         SSO         // sso
	Login       string      // login: the login_session ARN
	Process     string      // process: the command line
	WebIdentity WebIdentity // web-identity
}

// Keys are access keys as a file holds them. SessionToken is set for temporary ones.
type Keys struct {
	AccessKeyID     string
	SecretAccessKey redact.Secret
	SessionToken    redact.Secret
	Source          Source    // where the id is written; zero for keys that no file holds
	Expires         time.Time // of temporary keys whose expiry another program wrote beside them; else zero
}

// Tag is a session tag.
type Tag struct{ Key, Value string }

// Role is what AssumeRole is asked for.
type Role struct {
	ARN            string
	SessionName    string // "" when not configured: a name is made then
	ExternalID     string
	Duration       time.Duration // 0 when not configured
	SourceIdentity string
	Tags           []Tag // in the order written
	TransitiveTags []string
}

// SSO is an IAM Identity Center role.
type SSO struct {
	Session   string // name of the sso-session, "" for legacy profiles
	StartURL  string
	Region    string
	AccountID string
	RoleName  string
	Scopes    []string
}

// WebIdentity is where the token of AssumeRoleWithWebIdentity comes from.
type WebIdentity struct {
	TokenFile    string
	TokenProcess string
}
