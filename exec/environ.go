package exec

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/run"
	"lanyard/profiles"
)

// Variables that lanyard itself reads and writes.
const (
	profileVar = "LANYARD_PROFILE"
	listVar    = "LANYARD_ENV" // names that lanyard set, comma-separated
	vaultVar   = "AWS_VAULT"
)

// Child holds the credentials and settings that a child process gets.
type Child struct {
	Profile     string // "" for credentials that no profile gave
	Region      string // as Region chose it; may be empty
	Credentials creds.Credentials
	// Settings is the profile whose endpoints, certificate bundle and retry settings a client in
	// the child should find, although it knows no profile; may be nil.
	Settings *profiles.Profile
}

// Var is one variable. Only Value shows a secret: printing a Var does not.
type Var struct {
	Name, Value string
	Secret      bool
}

// Format writes NAME=value under every verb, a secret's value masked.
func (v Var) Format(f fmt.State, _ rune) {
	value := v.Value
	if v.Secret {
		value = "****"
	}
	_, _ = io.WriteString(f, v.Name+"="+value)
}

// Environ is the environment of a child: parent's, without what would mislead an AWS client or
// belongs to lanyard alone, and with g.
func Environ(parent []string, g Child) []string {
	return native(parent).child(g)
}

// Vars tells how to turn parent into an environment with g: what to set, in a stable order, and
// which of parent's variables must go. Unlike Environ it leaves lanyard's own inputs (the keychain
// passphrase, the MFA code) alone, for a shell that will call lanyard again needs them.
func Vars(parent []string, g Child) (set []Var, unset []string) {
	return native(parent).vars(g)
}

// Outer is parent as it was before lanyard set anything in it. LANYARD_PROFILE stays, for it names
// the default profile of a nested command.
func Outer(parent []string) []string {
	e := native(parent)
	return e.without(e.listed()).entries
}

// Unset returns the variables to remove from an environment that Vars was applied to.
func Unset(parent []string) []string {
	e := native(parent)
	names := e.listed()
	if len(names) == 0 {
		names = []string{
			"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
			"AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION", "AWS_ACCOUNT_ID", vaultVar,
		}
	}
	return append(names, profileVar, listVar)
}

// Region chooses a region: flag, else the person's own AWS_REGION or AWS_DEFAULT_REGION (those
// that an outer lanyard set are not), else the profile's.
func Region(flag string, parent []string, profileRegion string) string {
	if flag != "" {
		return flag
	}
	e := native(parent)
	e = e.without(e.listed())
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
		if value := e.get(name); value != "" {
			return value
		}
	}
	return profileRegion
}

// Getenv finds variables in an environment block as a program that is started with it would: the
// first one where it is there twice, as getenv(3) and os.Getenv do.
func Getenv(environ []string) func(name string) string { return native(environ).get }

// LookupEnv is Getenv that also reports whether the variable is there.
func LookupEnv(environ []string) func(name string) (value string, ok bool) {
	e := native(environ)
	return func(name string) (string, bool) { return e.get(name), e.has(name) }
}

// environ is an environment block. Names are compared as the system does: regardless of case on
// Windows.
type environ struct {
	entries []string
	fold    bool
}

func native(entries []string) environ {
	return environ{entries, runtime.GOOS == "windows"}
}

func (e environ) same(a, b string) bool {
	return a == b || e.fold && strings.EqualFold(a, b)
}

// nameOf returns the name in an entry. Windows keeps the current folder of each drive under names
// that begin with "=".
func nameOf(entry string) string {
	if entry == "" {
		return ""
	}
	if i := strings.IndexByte(entry[1:], '='); i >= 0 {
		return entry[:i+1]
	}
	return entry
}

// get returns a variable's value, "" if it is not there.
func (e environ) get(name string) string {
	for _, entry := range e.entries {
		if n := nameOf(entry); len(n) < len(entry) && e.same(n, name) {
			return entry[len(n)+1:]
		}
	}
	return ""
}

// has reports whether a variable is there, empty or not.
func (e environ) has(name string) bool {
	for _, entry := range e.entries {
		if e.same(nameOf(entry), name) {
			return true
		}
	}
	return false
}

// without returns e less all variables named.
func (e environ) without(names []string) environ {
	kept := make([]string, 0, len(e.entries))
	for _, entry := range e.entries {
		if !e.contains(names, nameOf(entry)) {
			kept = append(kept, entry)
		}
	}
	return environ{kept, e.fold}
}

func (e environ) contains(names []string, name string) bool {
	for _, n := range names {
		if e.same(n, name) {
			return true
		}
	}
	return false
}

// listed returns the names in LANYARD_ENV. Others than AWS's are ignored, for lanyard sets none:
// a forged list must neither reach the text that a shell evaluates nor remove PATH.
func (e environ) listed() []string {
	var names []string
	for name := range strings.SplitSeq(e.get(listVar), ",") {
		if strings.HasPrefix(name, "AWS_") && validName(name) {
			names = append(names, name)
		}
	}
	return names
}

func validName(name string) bool {
	for i, r := range name {
		letter := r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

func (e environ) child(g Child) []string {
	set, unset := e.vars(g)
	drop := append(unset, run.Inputs()...)
	for _, v := range set {
		drop = append(drop, v.Name)
	}
	entries := e.without(drop).entries
	for _, v := range set {
		entries = append(entries, v.Name+"="+v.Value)
	}
	return entries
}

func (e environ) vars(g Child) (set []Var, unset []string) {
	gone := append(misleading(), e.listed()...)
	base := e.without(gone)
	set = credentialVars(g.Credentials)
	if g.Region != "" {
		set = append(set, Var{Name: "AWS_REGION", Value: g.Region}, Var{Name: "AWS_DEFAULT_REGION", Value: g.Region})
	}
	set = append(set, base.settings(g.Settings)...)
	if g.Profile != "" {
		set = append(set, Var{Name: vaultVar, Value: g.Profile})
	}
	// What the person had set to the same value stays theirs, so that a nested command keeps it.
	var list []string
	for _, v := range set {
		if !base.has(v.Name) || base.get(v.Name) != v.Value {
			list = append(list, v.Name)
		}
	}
	if g.Profile != "" {
		set = append(set, Var{Name: profileVar, Value: g.Profile})
	}
	set = append(set, Var{Name: listVar, Value: strings.Join(list, ",")})

	// An outer profile's name would be the default of a nested command.
	for _, name := range append(gone, profileVar) {
		replaced := func(v Var) bool { return e.same(v.Name, name) }
		if e.has(name) && !containsFunc(set, replaced) && !e.contains(unset, name) {
			unset = append(unset, name)
		}
	}
	return set, unset
}

func containsFunc(set []Var, match func(Var) bool) bool {
	for _, v := range set {
		if match(v) {
			return true
		}
	}
	return false
}

func credentialVars(c creds.Credentials) []Var {
	set := []Var{
		{Name: "AWS_ACCESS_KEY_ID", Value: c.AccessKeyID},
		{Name: "AWS_SECRET_ACCESS_KEY", Value: c.SecretAccessKey.Reveal(), Secret: true},
	}
	if c.Temporary() {
		set = append(set, Var{Name: "AWS_SESSION_TOKEN", Value: c.SessionToken.Reveal(), Secret: true})
	}
	if !c.Expires.IsZero() {
		// The SDKs read the first name, older tools and prompts the second.
		at := c.Expires.UTC().Format(time.RFC3339)
		set = append(set, Var{Name: "AWS_CREDENTIAL_EXPIRATION", Value: at}, Var{Name: "AWS_SESSION_EXPIRATION", Value: at})
	}
	if c.AccountID != "" {
		set = append(set, Var{Name: "AWS_ACCOUNT_ID", Value: c.AccountID})
	}
	return set
}

// misleading are the variables that would make an AWS client in the child look elsewhere.
func misleading() []string {
	return []string{
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
		"AWS_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
		"AWS_SDK_LOAD_CONFIG", "AWS_CREDENTIAL_FILE", "AWS_CREDENTIAL_EXPIRATION",
		"AWS_SESSION_EXPIRATION", "AWS_ACCOUNT_ID", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME",
		"AWS_WEB_IDENTITY_TOKEN_FILE", vaultVar,
	}
}
