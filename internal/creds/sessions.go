package creds

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"lanyard/keychain"
	"lanyard/profiles"
)

// Session is a cached session as lists show it: nothing secret, and no profile, since several
// profiles may share one.
type Session struct {
	ID   string // the entry's, for Store.Delete with EntryKind
	Kind string // session-token, assume-role, process
	// Name is the role's ARN, the MFA device, or the access key that the session is of.
	Name           string
	AccessKeyID    string // of the session itself
	Serial         string // of the MFA device; "" without one
	Expires        time.Time
	PersonNeededAt time.Time
	// SignIn is the id of the sign-in or MFA session that it came from: two sessions with the same
	// one end together at logout.
	SignIn string
	// Role is the ARN of the role, "" if the session is of none.
	Role string
	// RootKeyID is the id of the long-lived access key that the session ultimately came from, by
	// whatever way; "" if it came from elsewhere.
	RootKeyID string

	root  string
	roles []string
}

// Sessions reads the sessions among the store's entries, by kind and name. Entries that can't be
// read are passed over.
func Sessions(entries []keychain.Entry) []Session {
	var list []Session
	for _, entry := range entries {
		s := unsealOrNil(entry.Content)
		if entry.Kind != EntryKind || s == nil {
			continue
		}
		name := cmp.Or(s.role(), s.name, s.serial, s.keys, s.ARN, s.AccessKeyID)
		list = append(list, Session{
			ID: entry.ID, Kind: string(s.kind), Name: name, AccessKeyID: s.AccessKeyID, Serial: s.serial,
			Expires: s.Expires, PersonNeededAt: s.PersonNeededAt, SignIn: s.signIn,
			Role: s.role(), RootKeyID: s.rootKey, root: s.root, roles: s.roles,
		})
	}
	slices.SortFunc(list, func(a, b Session) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return list
}

// Uses returns a function that reports whether a session belongs to a plan. Such a session is one that
// the plan would use for any duration, or one made from that by one more role (--role-arn). The latter
// include sessions of other profiles whose source is the plan's profile, because these are the same
// sessions.
func (r *Resolver) Uses(plan profiles.Plan) func(Session) bool {
	hops, err := r.hops(nil, &plan, Options{})
	if err != nil {
		return func(Session) bool { return false }
	}
	first := 0
	if hops[0].kind == kindSignIn { // which serves other profiles too
		first = 1
	}
	r.identify(hops, first)
	root, roles, serials := hops[first].id, []string(nil), []string{""}
	for i := range hops {
		serials = append(serials, hops[i].step.MFASerial)
		if hops[i].kind == profiles.KindAssumeRole {
			roles = append(roles, hops[i].step.Role.ARN)
		}
	}
	return func(s Session) bool {
		switch {
		case s.root != root || s.Kind == string(profiles.KindLogin): // which serves other profiles too
			return false
		case s.Kind == string(kindSessionToken):
			return slices.Contains(serials, s.Serial)
		}
		n := min(len(s.roles), len(roles))
		return len(s.roles) <= len(roles)+1 && slices.Equal(s.roles[:n], roles[:n])
	}
}

// SessionIDs are the ids of the entries that a plan would use, whether they are there or not.
func (r *Resolver) SessionIDs(plan profiles.Plan) []string {
	hops, err := r.hops(nil, &plan, Options{})
	if err != nil {
		return nil
	}
	var ids []string
	r.identify(hops, len(hops)-1)
	for i := range hops {
		if hops[i].cached && hops[i].kind != kindSignIn && hops[i].kind != profiles.KindLogin {
			ids = append(ids, hops[i].id)
		}
	}
	return ids
}
