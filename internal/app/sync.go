package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/creds"
	"lanyard/profiles"
)

// SyncStyle is how a written profile gets its credentials.
type SyncStyle string

// The styles.
const (
	StyleSSO     SyncStyle = "sso"     // every SDK signs in by itself
	StyleProcess SyncStyle = "process" // every SDK asks lanyard
)

// ErrNoSyncSession says that profiles can only be written for a sign-in that has a name.
var ErrNoSyncSession = errors.New("profiles are written for an sso-session, which this sign-in is not")

// SyncOptions say which profiles are wanted.
type SyncOptions struct {
	Session  string // "": as Discover finds it
	Template string // "": DefaultTemplate
	Style    SyncStyle
	Region   string // for those that have none; "": none
	Prune    bool   // remove those that sync wrote for roles that are gone
}

// SyncPlan is a prepared sync, for a look before Apply.
type SyncPlan struct {
	Change                  *profiles.Change
	Session                 string
	Added, Changed, Removed int
	// Stale are those that Prune would remove.
	Stale []string
	// Skipped are roles that found no name, with the reason.
	Skipped []string
	// Problems name the accounts whose roles could not be listed. Their profiles stay as they are.
	Problems []string
}

// Summary counts what is done to profiles.
func (p SyncPlan) Summary() string {
	return fmt.Sprintf("%d added, %d changed, %d removed", p.Added, p.Changed, p.Removed)
}

// Sync prepares profiles for every role that a sign-in opens.
func (a *App) Sync(ctx context.Context, opts SyncOptions, progress func(done, total int)) (SyncPlan, error) {
	if opts.Template == "" {
		opts.Template = DefaultTemplate
	}
	template, err := parseTemplate(opts.Template)
	if err != nil {
		return SyncPlan{}, err
	}
	found, err := a.Discover(ctx, opts.Session, true, progress)
	if err != nil {
		return SyncPlan{}, err
	}
	if found.Session == "" {
		return SyncPlan{}, ErrNoSyncSession
	}
	set, err := a.Profiles()
	if err != nil {
		return SyncPlan{}, err
	}
	s := syncer{opts: opts, plan: SyncPlan{Session: found.Session, Problems: found.Problems()}, own: ownProfiles(set, found)}
	for _, name := range set.Names() {
		if _, ok := s.own[name]; !ok {
			s.taken(name)
		}
	}
	s.want(found, template)
	s.prune()
	s.plan.Change, err = a.Files().Edit(s.edits)
	return s.plan, err
}

// syncer collects what is to be edited.
type syncer struct {
	opts  SyncOptions
	plan  SyncPlan
	own   map[string]*profiles.Profile // that sync wrote for the session, by name
	names names
	edits []profiles.Edit
}

func (s *syncer) taken(name string) { s.names.take(name) }

// ownProfiles are those that sync wrote for a session, without the ones of accounts whose roles are not known.
func ownProfiles(set *profiles.Set, found Discovery) map[string]*profiles.Profile {
	unknown := map[string]bool{}
	for _, a := range found.Accounts {
		unknown[a.ID] = a.Problem != ""
	}
	own := map[string]*profiles.Profile{}
	set.Each(func(p *profiles.Profile, _ profiles.Plan) {
		if r, ok := profiles.ParseSessionRole(p.Settings[profiles.SyncKey].Value); ok && r.Session == found.Session && !unknown[r.AccountID] {
			own[p.Name] = p
		}
	})
	return own
}

// want notes a profile for every role.
func (s *syncer) want(found Discovery, t template) {
	var roles []namedRole
	found.Roles(func(account creds.AccountRoles, r profiles.SessionRole) {
		roles = append(roles, namedRole{r, t.expand(account, r), s.opts.Style == StyleProcess})
	})
	for r, name := range s.names.give(roles) {
		if name == "" {
			s.plan.Skipped = append(s.plan.Skipped, fmt.Sprintf("%s: no name that is free", r))
			continue
		}
		s.write(name, r)
	}
	slices.Sort(s.plan.Skipped)
	slices.SortFunc(s.edits, func(a, b profiles.Edit) int { return strings.Compare(a.Name, b.Name) })
}

// write notes what a profile lacks.
func (s *syncer) write(name string, r profiles.SessionRole) {
	sets := []profiles.KV{{Key: "sso_session", Value: r.Session}, {Key: "sso_account_id", Value: r.AccountID}, {Key: "sso_role_name", Value: r.Role}}
	unsets := []string{"credential_process"}
	if s.opts.Style == StyleProcess {
		unsets = []string{"sso_session", "sso_account_id", "sso_role_name"}
		sets = []profiles.KV{{Key: "credential_process", Value: r.Command()}}
	}
	sets = append(sets, profiles.KV{Key: profiles.SyncKey, Value: r.String()})
	old := s.own[name]
	delete(s.own, name)
	if s.opts.Region != "" && (old == nil || old.Get("region") == "") {
		sets = append(sets, profiles.KV{Key: "region", Value: s.opts.Region})
	}
	edit := profiles.Edit{Name: name, Sets: sets}
	if old == nil {
		s.plan.Added++
		s.edits = append(s.edits, edit)
		return
	}
	edit.Sets = slices.DeleteFunc(sets, func(kv profiles.KV) bool { return old.Settings[kv.Key].Value == kv.Value })
	for _, key := range unsets {
		if _, ok := old.Settings[key]; ok {
			edit.Unsets = append(edit.Unsets, key)
		}
	}
	if len(edit.Sets)+len(edit.Unsets) > 0 {
		s.plan.Changed++
		s.edits = append(s.edits, edit)
	}
}

// prune notes what is left of the profiles that sync wrote.
func (s *syncer) prune() {
	for name := range s.own {
		s.plan.Stale = append(s.plan.Stale, name)
	}
	slices.Sort(s.plan.Stale)
	if !s.opts.Prune {
		return
	}
	for _, name := range s.plan.Stale {
		s.edits = append(s.edits, profiles.Edit{Name: name, Remove: true})
	}
	s.plan.Removed, s.plan.Stale = len(s.plan.Stale), nil
}
