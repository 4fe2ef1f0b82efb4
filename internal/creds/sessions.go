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
		name := cmp.Or(s.role, s.serial, s.keys, s.ARN, s.AccessKeyID)
		list = append(list, Session{
			ID: entry.ID, Kind: string(s.kind), Name: name, AccessKeyID: s.AccessKeyID, Serial: s.serial,
			Expires: s.Expires, PersonNeededAt: s.PersonNeededAt, SignIn: s.signIn,
		})
	}
	slices.SortFunc(list, func(a, b Session) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return list
}

// SessionIDs are the ids of the entries that a plan would use, whether they are there or not.
func (r *Resolver) SessionIDs(plan profiles.Plan) []string {
	hops, err := r.hops(nil, &plan, Request{})
	if err != nil {
		return nil
	}
	var ids []string
	r.settle(hops, len(hops)-1)
	for i := range hops {
		if hops[i].cached {
			ids = append(ids, hops[i].id)
		}
	}
	return ids
}
