package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/term"
	"lanyard/keychain"
	"lanyard/profiles"
)

// directoryLife is how long discovered accounts and roles are shown without asking again.
const directoryLife = 24 * time.Hour

// ErrWhichSession says that there is more than one sign-in that may be meant.
var ErrWhichSession = errors.New("it is not clear which sso-session is meant")

// ErrNoSession says that there is nothing to sign in to.
var ErrNoSession = errors.New("the AWS config file has no sso-session")

// Discovery is what a sign-in opens.
type Discovery struct {
	creds.Directory
	Session string // the sso-session; "" for a profile with its own sso_start_url
	Cached  bool   // nothing was asked
}

// SessionRole is the role as a PROFILE; false where there is no sso-session to name it by, or the server's
// texts make no such name.
func (d Discovery) SessionRole(account creds.AccountRoles, role string) (profiles.SessionRole, bool) {
	r := profiles.SessionRole{Session: d.Session, AccountID: account.ID, Role: role}
	back, ok := profiles.ParseSessionRole(r.String())
	return r, ok && back == r && term.Clean(role) == role
}

// Problems names the accounts whose roles could not be listed, each with the reason.
func (d Discovery) Problems() (problems []string) {
	for _, a := range d.Accounts {
		if a.Problem != "" {
			problems = append(problems, fmt.Sprintf("account %s (%s): %s", a.ID, a.Name, a.Problem))
		}
	}
	return problems
}

// Roles visits every role that can be named, by account and name.
func (d Discovery) Roles(visit func(creds.AccountRoles, profiles.SessionRole)) {
	for _, account := range d.Accounts {
		for _, role := range account.Roles {
			if r, ok := d.SessionRole(account, role); ok {
				visit(account, r)
			}
		}
	}
}

// Discover lists the accounts and roles of an sso-session, or of the chosen profile's sign-in if name is "":
// what is known since less than a day, unless refresh is set.
func (a *App) Discover(ctx context.Context, name string, refresh bool, progress func(done, total int)) (Discovery, error) {
	step, err := a.discoverStep(name)
	if err != nil {
		return Discovery{}, err
	}
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return Discovery{}, err
	}
	found := Discovery{Session: step.SSO.Session}
	if !refresh {
		var known bool
		found.Directory, known = resolver.Directory(ctx, step)
		if known && found.Complete() && a.Now().Sub(found.At) < directoryLife {
			found.Cached = true
			return found, nil
		}
	}
	found.Directory, err = resolver.Discover(ctx, step, progress)
	return found, err
}

// discoverStep is the sign-in that is meant: that of a name, of the chosen profile, or the only one.
func (a *App) discoverStep(name string) (profiles.Step, error) {
	if name != "" {
		return a.sessionStep(name)
	}
	choice := a.Choose("")
	_, plan, err := a.Profile(choice)
	if err == nil && len(plan.Steps) > 0 && plan.Steps[0].Kind == profiles.KindSSO {
		step := plan.Steps[0]
		step.Profile = choice.Name
		return step, nil
	}
	if choice.Named && err != nil {
		return profiles.Step{}, err
	}
	set, err := a.Profiles()
	if err != nil {
		return profiles.Step{}, err
	}
	sessions := set.SSOSessions()
	if len(sessions) == 1 {
		return a.sessionStep(sessions[0].Name)
	}
	names := make([]string, 0, len(sessions))
	for _, s := range sessions {
		names = append(names, s.Name)
	}
	if len(names) == 0 {
		return profiles.Step{}, ErrNoSession
	}
	return profiles.Step{}, fmt.Errorf("%w: there are %s", ErrWhichSession, strings.Join(names, ", "))
}

// discovered is what is known of each sso-session, from the store alone.
func (a *App) discovered(ctx context.Context, set *profiles.Set, resolver *creds.Resolver) (known []Discovery) {
	for _, s := range set.SSOSessions() {
		step := profiles.Step{SSO: profiles.SSO{Session: s.Name, StartURL: s.StartURL, Region: s.Region}}
		if d, ok := resolver.Directory(ctx, step); ok {
			known = append(known, Discovery{Directory: d, Session: s.Name})
		}
	}
	return known
}

// roleKey names a role wherever a profile has it from.
type roleKey struct{ startURL, account, role string }

// discoveries adds to a list of profiles the roles that none of them is.
type discoveries struct {
	set      *profiles.Set
	known    []Discovery
	names    map[string]string // of accounts, by id
	profiles map[roleKey]bool
}

func (a *App) discoveries(ctx context.Context, set *profiles.Set, resolver *creds.Resolver) *discoveries {
	d := &discoveries{set: set, known: a.discovered(ctx, set, resolver), names: map[string]string{}, profiles: map[roleKey]bool{}}
	for _, found := range d.known {
		for _, account := range found.Accounts {
			d.names[account.ID] = account.Name
		}
	}
	return d
}

// see notes a profile of the files.
func (d *discoveries) see(plan profiles.Plan) {
	if len(d.known) > 0 && len(plan.Steps) == 1 && plan.Kind == profiles.KindSSO {
		d.profiles[keyOf(plan)] = true
	}
}

func keyOf(plan profiles.Plan) roleKey {
	s := plan.Steps[0].SSO
	return roleKey{s.StartURL, s.AccountID, s.RoleName}
}

// each visits the roles that no profile is, by session, account and name.
func (d *discoveries) each(visit func(*profiles.Profile, profiles.Plan)) {
	for _, found := range d.known {
		found.Roles(func(_ creds.AccountRoles, r profiles.SessionRole) {
			p, plan, err := d.set.SessionRole(r)
			if err == nil && plan.Problem == nil && !d.profiles[keyOf(plan)] {
				visit(p, plan)
			}
		})
	}
}

// DiscoveredNames are the discovered roles as PROFILE names, as far as they can be read without anybody's help.
func (a *App) DiscoveredNames(ctx context.Context) []string {
	set, err := a.Profiles()
	if err != nil {
		return nil
	}
	resolver, err := a.Resolver(keychain.AccessCached)
	if err != nil {
		return nil
	}
	var names []string
	for _, found := range a.discovered(ctx, set, resolver) {
		found.Roles(func(_ creds.AccountRoles, r profiles.SessionRole) { names = append(names, r.String()) })
	}
	return names
}
