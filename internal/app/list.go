package app

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
)

// Entry is one profile as lists show it.
type Entry struct {
	Profile *profiles.Profile
	Plan    profiles.Plan
	State   creds.State
	// Steps are the states of the plan's steps, as many as it has; nil where nobody asked for them.
	Steps []creds.State
	// AccountName is what the organisation calls the account, as far as a sign-in has told.
	AccountName string
	// OwnKeys is set where long-lived keys are handed out themselves (no_session); Each leaves it out.
	OwnKeys bool
}

// Each visits every profile that one of the patterns matches (all of them without patterns), with its
// state, in the order of the files, and after them the roles that sign-ins were found to open. It never
// prompts and never uses the network. Entries are not kept: of ten thousand profiles only a few are in
// memory at once, and a plan's steps are good until the visitor returns.
func (a *App) Each(ctx context.Context, patterns []string, visit func(Entry)) error {
	return a.each(ctx, patterns, func(r *creds.Resolver) look {
		state := r.Stater(ctx)
		return func(plan profiles.Plan) (creds.State, []creds.State) { return state(plan), nil }
	}, visit)
}

// look tells the state of a plan, and of its steps if they are wanted.
type look func(profiles.Plan) (creds.State, []creds.State)

func (a *App) each(ctx context.Context, patterns []string, looker func(*creds.Resolver) look, visit func(Entry)) error {
	set, err := a.Profiles()
	if err != nil {
		return err
	}
	resolver, err := a.Resolver(keychain.AccessQuiet)
	if err != nil {
		return err
	}
	state := looker(resolver)
	found := a.discoveries(ctx, set, resolver)
	show := func(p *profiles.Profile, plan profiles.Plan) {
		if Match(patterns, p.Name) {
			e := Entry{Profile: p, Plan: plan}
			e.AccountName = found.names[e.Account()]
			e.State, e.Steps = state(plan)
			visit(e)
		}
	}
	set.Each(func(p *profiles.Profile, plan profiles.Plan) {
		found.see(plan)
		show(p, plan)
	})
	found.each(show)
	return nil
}

// List is every profile with its state and that of each step. Of what is the same as before the entries
// of before are kept: ten thousand profiles that are read again take their room once.
func (a *App) List(ctx context.Context, before []Entry) ([]Entry, error) {
	set, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	settings, err := a.Settings()
	if err != nil {
		return nil, err
	}
	entries, known := make([]Entry, 0, len(set.Names())), earlier{entries: before}
	err = a.each(ctx, nil, func(r *creds.Resolver) look { return r.StepStater(ctx) }, func(e Entry) {
		if old := known.find(e.Profile.Name); old != nil && old.Profile.Same(e.Profile) && old.Plan.Same(&e.Plan) {
			e.Profile, e.Plan = old.Profile, old.Plan
			if slices.Equal(e.Steps, old.Steps) {
				e.Steps = old.Steps
			}
		} else {
			e.Plan.Steps = slices.Clone(e.Plan.Steps)
		}
		e.OwnKeys = hasOwnKeys(e.Plan) && settings.ProfileBool(e.Profile.Name, "no_session") // the look-up is dear
		entries = append(entries, e)
	})
	return entries, err
}

// earlier finds entries of a list by their names. As a rule they are asked for in their order.
type earlier struct {
	entries []Entry
	next    int
	places  map[string]int // made when one is out of order
}

func (l *earlier) find(name string) *Entry {
	if l.next < len(l.entries) && l.entries[l.next].Profile.Name == name {
		l.next++
		return &l.entries[l.next-1]
	}
	if l.places == nil {
		l.places = make(map[string]int, len(l.entries))
		for i := range l.entries {
			l.places[l.entries[i].Profile.Name] = i
		}
	}
	place, ok := l.places[name]
	if !ok {
		return nil
	}
	l.next = place + 1
	return &l.entries[place]
}

// Match reports whether name matches one of the patterns, or whether there are none. A pattern with
// one of *?[ is a glob over the whole name, where * crosses slashes and a backslash is itself; any
// other, also one that is no valid glob, is a substring. Case does not count.
func Match(patterns []string, name string) bool {
	if len(patterns) == 0 {
		return true
	}
	folded := strings.ToLower(name)
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		pattern = strings.ToLower(pattern)
		if !strings.ContainsAny(pattern, "*?[") {
			return strings.Contains(folded, pattern)
		}
		// path.Match stops * at slashes, which mean nothing in a profile's name.
		hide := strings.NewReplacer("/", "\x00", `\`, `\\`)
		ok, err := path.Match(hide.Replace(pattern), strings.ReplaceAll(folded, "/", "\x00"))
		if err != nil {
			return strings.Contains(folded, pattern)
		}
		return ok || folded == pattern // [x] is also a name that somebody may have given
	})
}

// lastStep is the profile's own step, the zero Step if there is none.
func lastStep(plan profiles.Plan) profiles.Step {
	if len(plan.Steps) == 0 {
		return profiles.Step{}
	}
	return plan.Steps[len(plan.Steps)-1]
}

// Account is the account id that a plan's credentials belong to, as far as the files tell.
func (e Entry) Account() string { return e.Plan.AccountID() }

// Role is the name of the role that the profile ends in, or "".
func (e Entry) Role() string {
	last := lastStep(e.Plan)
	if last.Kind == profiles.KindSSO {
		return last.SSO.RoleName
	}
	return roleName(last.Role.ARN)
}

// roleName is the last part of a role's ARN, without its path.
func roleName(arn string) string {
	if arn == "" {
		return ""
	}
	return arn[strings.LastIndexByte(arn, '/')+1:]
}

// Session is the sso-session that the profile's credentials begin with, or "".
func (e Entry) Session() string {
	if len(e.Plan.Steps) == 0 {
		return ""
	}
	return e.Plan.Steps[0].SSO.Session
}

// MFASerial is the serial that a code may be asked for.
func (e Entry) MFASerial() string {
	for _, s := range slices.Backward(e.Plan.Steps) {
		if s.MFASerial != "" {
			return s.MFASerial
		}
	}
	return e.Profile.Get("mfa_serial")
}

// Problems are everything wrong with a profile: its own problems and the one that stops its plan,
// once each.
func Problems(e Entry) []profiles.Problem {
	problems, stop := e.Profile.Problems, e.Stop()
	if stop == nil {
		return problems
	}
	same := func(p profiles.Problem) bool {
		return p.Code == stop.Code && p.Source == stop.Source && p.Message == stop.Message
	}
	if i := slices.IndexFunc(problems, same); i >= 0 {
		problems = slices.Clone(problems)
		problems[i].Severity = stop.Severity // a warning may be what stops this plan
		return problems
	}
	return append(slices.Clip(problems), *stop)
}

// Stop is the problem that keeps a profile from giving credentials, in the files or in the environment; nil
// if there is none.
func (e Entry) Stop() *profiles.Problem { return cmp.Or(e.Plan.Problem, e.State.Problem) }
