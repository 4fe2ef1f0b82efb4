package creds

import (
	"context"
	"errors"
	"slices"

	"lanyard/keychain"
	"lanyard/profiles"
)

// errSourceRemoved says that a logout, "keys remove" or "sessions clear" removed what a session was made
// from while AWS was answering.
var errSourceRemoved = errors.New("its sign-in or access key was removed meanwhile")

// store caches s as the session of hop i, whose lock is held, in place of cached, which may be nil. If
// something that s was made from has been removed, it caches nothing and returns errSourceRemoved.
//
// A removal deletes the source first and then the sessions made from it. So store writes first and looks
// for the source then: whichever comes last, the session is deleted.
func (j *job) store(ctx context.Context, i int, cached, s *session) error {
	h := &j.hops[i]
	if i == j.root() {
		if s.since = s.obtained; cached != nil {
			s.since = cached.since
		}
	}
	if cached != nil {
		if still, err := j.lookup(ctx, h); err == nil && still == nil {
			return j.checkSources(ctx, i, s) // removed while it was being renewed, it stays removed
		}
	}
	j.keep(ctx, h, s)
	err := j.checkSources(ctx, i, s)
	if err != nil {
		j.drop(ctx, h)
	}
	return err
}

// root is the first hop whose session is kept: a sign-in, or what keys or a program make.
func (j *job) root() int {
	return slices.IndexFunc(j.hops, func(h planStep) bool { return h.cached && h.kind != profiles.KindProcess })
}

// checkSources returns errSourceRemoved if something that session s of hop i was made from is gone, or
// is there again after it was gone.
func (j *job) checkSources(ctx context.Context, i int, s *session) error {
	root := j.root()
	for k := range j.hops[:i] {
		h := &j.hops[k]
		if h.kind == profiles.KindKeychain && !j.hasKey(h.step.Keys.AccessKeyID) {
			return errSourceRemoved
		}
		if !h.cached || h.kind == profiles.KindProcess { // whose answer can't always be kept
			continue
		}
		source, err := j.lookup(ctx, h)
		switch {
		case err != nil: // a store that can't be read keeps nothing either
			return nil
		case source == nil, k == root && !source.since.Equal(s.since):
			return errSourceRemoved
		}
	}
	return nil
}

// hasKey reports whether the keychain has an access key, under any name.
func (r *Resolver) hasKey(accessKeyID string) bool {
	keys, err := r.Keys.Keys()
	return err != nil || slices.ContainsFunc(keys, func(k keychain.Key) bool { return k.AccessKeyID == accessKeyID })
}
