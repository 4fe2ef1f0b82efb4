package fakeaws

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lanyard/internal/redact"
)

// The defaults of an instance of IAM Identity Center.
const (
	defaultSSOSession = 8 * time.Hour
	defaultSSOToken   = time.Hour
	defaultSSOUser    = "alice"
	defaultDeviceLife = 10 * time.Minute
	defaultInterval   = time.Second

	ssoAccountScope = "sso:account:access"
)

// SSOSpec describes an instance of IAM Identity Center with one person's access to it.
type SSOSpec struct {
	// StartURL names the instance; "/" and "/#/" at its end do not count.
	StartURL string
	// Region is compared with the Host of requests to AWS's own names.
	Region string
	// User is the name of the person who signs in; empty: "alice".
	User string
	// SessionLife is the time in which tokens can be refreshed (zero: 8 h), TokenLife the life of an access token
	// (zero: 1 h), RoleLife that of role credentials (zero: 1 h).
	SessionLife, TokenLife, RoleLife time.Duration
	// DeviceLife is the life of a device code (zero: 10 min), Interval the shortest time between two polls
	// (zero: 1 s).
	DeviceLife, Interval time.Duration
	Accounts             []SSOAccount
	// DevicePage is the URL of the page for approving codes; empty: the server's own page. No page is served at
	// any other URL.
	DevicePage string
	// ListRate is the number of pages of accounts and roles in a second from which the portal throttles; 0: no
	// limit.
	ListRate int
}

// SSOAccount is an account that the person may use, and the roles (permission sets) in it.
type SSOAccount struct {
	ID, Name, Email string
	Roles           []string
}

// ssoWorld is the state of IAM Identity Center. The world's mutex guards it.
type ssoWorld struct {
	instances map[string]*SSOSpec // by trimmed start URL
	approval  Approval
	clients   limited[*oidcClient]
	codes     limited[*authCode]
	devices   limited[*deviceGrant] // by device code
	access    limited[*accessToken]
	refresh   limited[*refreshToken]
	// listed counts the pages in the second that began at listing.
	listing time.Time
	listed  int
}

// mayList counts a page and reports whether ListRate allows it. The caller holds w.mu.
func (w *World) mayList(spec *SSOSpec) bool {
	if now := w.clock(); now.Sub(w.sso.listing) >= time.Second {
		w.sso.listing, w.sso.listed = now, 0
	}
	w.sso.listed++
	return spec.ListRate == 0 || w.sso.listed <= spec.ListRate
}

// ssoSession is a person's sign-in, which the issued tokens refer to.
type ssoSession struct {
	spec    *SSOSpec
	user    string
	scopes  []string
	ends    time.Time
	revoked bool
}

type accessToken struct {
	session *ssoSession
	expires time.Time
}

type refreshToken struct {
	session  *ssoSession
	clientID string
	used     bool
}

// AddSSO adds an instance of IAM Identity Center, or replaces the one with the same start URL. Its sessions continue
// with the permissions of the new instance.
func (w *World) AddSSO(spec SSOSpec) error {
	if spec.StartURL == "" {
		return fmt.Errorf("add IAM Identity Center: no start URL")
	}
	for _, a := range spec.Accounts {
		if !accountID().MatchString(a.ID) {
			return fmt.Errorf("add IAM Identity Center %q: account id %q is not 12 digits", spec.StartURL, a.ID)
		}
	}
	spec.Accounts = slices.Clone(spec.Accounts)
	for _, d := range []struct {
		field     *time.Duration
		byDefault time.Duration
	}{
		{&spec.SessionLife, defaultSSOSession},
		{&spec.TokenLife, defaultSSOToken},
		{&spec.RoleLife, defaultRoleSession},
		{&spec.DeviceLife, defaultDeviceLife},
		{&spec.Interval, defaultInterval},
	} {
		if *d.field == 0 {
			*d.field = d.byDefault
		}
	}
	if spec.User == "" {
		spec.User = defaultSSOUser
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	key := trimStartURL(spec.StartURL)
	if old, ok := w.sso.instances[key]; ok {
		*old = spec
		return nil
	}
	if w.sso.instances == nil {
		w.sso.instances = map[string]*SSOSpec{}
	}
	w.sso.instances[key] = &spec
	return nil
}

func trimStartURL(u string) string { return strings.TrimRight(u, "/#") }

// SSOToken holds the tokens of a sign-in, as a client stores them.
type SSOToken struct {
	AccessToken, RefreshToken redact.Secret
	ClientID                  string
	ClientSecret              redact.Secret
	// Expires is the expiry of the access token, RegistrationExpires that of the client.
	Expires, RegistrationExpires time.Time
}

// AddSSOToken signs in without a request.
func (w *World) AddSSOToken(startURL string) (SSOToken, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	spec, ok := w.sso.instances[trimStartURL(startURL)]
	if !ok {
		return SSOToken{}, fmt.Errorf("sign in at %q: %w", startURL, ErrUnknown)
	}
	client := w.newClient(oidcClient{scopes: []string{ssoAccountScope}, grants: defaultGrants(), issuer: trimStartURL(startURL)})
	issued := w.newTokens(client, w.newSSOSession(spec, spec.User, client.scopes))
	return SSOToken{
		AccessToken: issued.access, RefreshToken: issued.refresh, Expires: w.clock().Add(issued.life),
		ClientID: client.id, ClientSecret: client.secret, RegistrationExpires: client.expires,
	}, nil
}

// ChangeSSO changes an instance. Its sessions continue with the new permissions.
func (w *World) ChangeSSO(startURL string, change func(*SSOSpec)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	spec, ok := w.sso.instances[trimStartURL(startURL)]
	if !ok {
		return fmt.Errorf("change %q: %w", startURL, ErrUnknown)
	}
	change(spec)
	return nil
}

// RevokeSSO ends every session of an instance, as an administrator can.
func (w *World) RevokeSSO(startURL string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	spec := w.sso.instances[trimStartURL(startURL)]
	for _, t := range w.sso.access.byKey {
		if t.session.spec == spec {
			t.session.revoked = true
		}
	}
	for _, t := range w.sso.refresh.byKey {
		if t.session.spec == spec {
			t.session.revoked = true
		}
	}
}

// RevokeRefreshTokens invalidates all refresh tokens. Access tokens stay valid until they expire.
func (w *World) RevokeRefreshTokens() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sso.refresh.clear()
}

// ForgetClients removes all registrations.
func (w *World) ForgetClients() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sso.clients.clear()
}

// SSOSecrets returns the issued tokens and client secrets that are still known, for tests that search files and output
// for secrets.
func (w *World) SSOSecrets() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	found := slices.Collect(maps.Keys(w.sso.access.byKey))
	found = slices.AppendSeq(found, maps.Keys(w.sso.refresh.byKey))
	found = slices.AppendSeq(found, maps.Keys(w.sso.codes.byKey))
	found = slices.AppendSeq(found, maps.Keys(w.sso.devices.byKey))
	for _, c := range w.sso.clients.byKey {
		found = append(found, c.secret.Reveal())
	}
	return found
}

// SSORoleARN returns the ARN of the IAM role for a role of an instance, for trust policies.
func (w *World) SSORoleARN(startURL, account, name string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	spec, ok := w.sso.instances[trimStartURL(startURL)]
	if !ok {
		return "", fmt.Errorf("role of %q: %w", startURL, ErrUnknown)
	}
	return spec.roleARN(account, name), nil
}

func (s *SSOSpec) roleARN(account, name string) string {
	return arn("iam", account, "role", "aws-reserved/sso.amazonaws.com/"+s.Region+"/"+s.iamRole(account, name))
}

// iamRole returns the name of the IAM role for a permission set in an account.
func (s *SSOSpec) iamRole(account, name string) string {
	sum := s.hash(account, name)
	return "AWSReservedSSO_" + name + "_" + hex.EncodeToString(sum[:8])
}

// iamRoleID returns the unique identifier of that role.
func (s *SSOSpec) iamRoleID(account, name string) string {
	sum := s.hash(account, name)
	return prefixRole + base32.StdEncoding.EncodeToString(sum[8:18])
}

func (s *SSOSpec) hash(account, name string) [sha256.Size]byte {
	return sha256.Sum256([]byte(trimStartURL(s.StartURL) + "\n" + account + "\n" + name))
}

// account returns an account that is assigned to the person.
func (s *SSOSpec) account(id string) (SSOAccount, bool) {
	i := slices.IndexFunc(s.Accounts, func(a SSOAccount) bool { return a.ID == id })
	if i < 0 {
		return SSOAccount{}, false
	}
	return s.Accounts[i], true
}

// newSSOSession creates a person's sign-in. The caller holds w.mu.
func (w *World) newSSOSession(spec *SSOSpec, user string, scopes []string) *ssoSession {
	return &ssoSession{spec: spec, user: user, scopes: scopes, ends: w.clock().Add(spec.SessionLife)}
}
