package fakeaws

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"lanyard/internal/redact"
)

// ErrUnknown means that a user, role or device was never added.
var ErrUnknown = errors.New("not in this world")

// defaultMaxSession is a role's MaxSessionDuration unless it is set.
const defaultMaxSession = time.Hour

var accountID = lazily(`^\d{12}$`)

// World is the state of the fake AWS: users with their keys and devices, roles, sessions. It may be changed while a
// Server uses it.
type World struct {
	mu       sync.Mutex
	users    map[string]*user // by ARN
	roles    map[string]*role // by ARN
	devices  map[string]*device
	keys     map[string]*credential // by access key id, long-lived and temporary
	sessions []string               // access key ids of temporary credentials, oldest first
	clock    func() time.Time
	sso      ssoWorld
	console  consoleWorld
	buckets  map[string]*bucket // by name
}

// Keys is an access key with its secret, and a session token if it is temporary.
type Keys struct {
	AccessKeyID     string
	SecretAccessKey redact.Secret
	SessionToken    redact.Secret
}

// Environ returns the keys as environment variables.
func (k Keys) Environ() []string {
	env := []string{
		"AWS_ACCESS_KEY_ID=" + k.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + k.SecretAccessKey.Reveal(),
	}
	if !k.SessionToken.Empty() {
		env = append(env, "AWS_SESSION_TOKEN="+k.SessionToken.Reveal())
	}
	return env
}

// User is an IAM user or an account's root, with the keys it was made with.
type User struct {
	Name, ARN, ID, AccountID string
	Keys
}

// Role is an IAM role.
type Role struct{ Name, ARN, ID, AccountID string }

// RoleSpec describes a role.
type RoleSpec struct {
	AccountID, Name string
	// Trust lists who may assume it: user, role and assumed-role ARNs, account roots
	// ("arn:aws:iam::111122223333:root") or ids, "*".
	Trust []string
	// Conditions of the trust policy.
	ExternalID            string
	RequireMFA            bool
	RequireSourceIdentity bool
	DenyTags              bool // sts:TagSession is not allowed
	// MaxSession is the longest session; one hour if zero.
	MaxSession time.Duration
}

type user struct {
	name, arn, id, account string
	root                   bool
	created                time.Time
}

type role struct {
	RoleSpec
	arn, id string
}

// NewWorld returns an empty world. It uses the system's clock until a Server sets another.
func NewWorld() *World {
	return &World{
		users:   map[string]*user{},
		roles:   map[string]*role{},
		devices: map[string]*device{},
		buckets: map[string]*bucket{},
		keys:    map[string]*credential{},
		clock:   time.Now,
	}
}

// AddUser adds an IAM user with one active access key.
func (w *World) AddUser(name, account string) (User, error) {
	return w.addUser(&user{
		name: name, account: account,
		arn: arn("iam", account, "user", name), id: newID(prefixUser),
	})
}

// AddRoot adds the root user of an account, with an access key.
func (w *World) AddRoot(account string) (User, error) {
	return w.addUser(&user{name: "root", account: account, arn: rootARN(account), id: account, root: true})
}

func rootARN(account string) string { return "arn:aws:iam::" + account + ":root" }

func (w *World) addUser(u *user) (User, error) {
	if !accountID().MatchString(u.account) {
		return User{}, fmt.Errorf("add user %q: account id %q is not 12 digits", u.name, u.account)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.users[u.arn]; ok {
		return User{}, fmt.Errorf("add user %q: it exists already", u.arn)
	}
	u.created = w.clock()
	w.users[u.arn] = u
	c := w.newKey(u)
	return User{Name: u.name, ARN: u.arn, ID: u.id, AccountID: u.account, Keys: c.keys()}, nil
}

// newKey adds a long-lived key to a user. The caller holds w.mu.
func (w *World) newKey(u *user) *credential {
	c := &credential{
		id: newID(prefixKey), secret: newSecretKey(), active: true, created: w.clock(), user: u,
		who: identity{arn: u.arn, id: u.id, account: u.account},
	}
	w.keys[c.id] = c
	return c
}

// AddRole adds a role.
func (w *World) AddRole(spec RoleSpec) (Role, error) {
	if !accountID().MatchString(spec.AccountID) {
		return Role{}, fmt.Errorf("add role %q: account id %q is not 12 digits", spec.Name, spec.AccountID)
	}
	if spec.MaxSession == 0 {
		spec.MaxSession = defaultMaxSession
	}
	r := &role{RoleSpec: spec, arn: arn("iam", spec.AccountID, "role", spec.Name), id: newID(prefixRole)}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.roles[r.arn]; ok {
		return Role{}, fmt.Errorf("add role %q: it exists already", r.arn)
	}
	w.roles[r.arn] = r
	return Role{Name: spec.Name, ARN: r.arn, ID: r.id, AccountID: spec.AccountID}, nil
}

// RemoveRole removes a role. As in AWS, its sessions stay valid until they expire.
func (w *World) RemoveRole(arn string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.roles, arn)
}
