package creds

import (
	"context"
	"errors"
	"fmt"

	"lanyard/keychain"
	"lanyard/profiles"
)

// lookup returns what is cached of a hop, or nil. Console credentials of another program are as good as
// cached while they last: like lanyard's own they are used to their end where renewing them fails.
func (r *Resolver) lookup(ctx context.Context, h *planStep) (*session, error) {
	s, err := r.stored(ctx, h)
	if err != nil || h.kind != profiles.KindLogin || s != nil && s.alive(r.now()) {
		return s, err
	}
	if shared := r.sharedSession(h, s); shared != nil && shared.alive(r.now()) && (s == nil || !shared.same(s)) {
		shared.setOrigin(h, nil)
		return shared, nil
	}
	return s, nil
}

// stored returns what the store has of a hop, or nil. An entry that can't be read as a session is as
// good as none; a store that can't be read is an error, since what it holds may be all there is.
func (r *Resolver) stored(ctx context.Context, h *planStep) (*session, error) {
	if s := r.remembered(h.id); s != nil {
		return s, nil
	}
	content, err := r.Store.Get(ctx, EntryKind, h.id)
	switch {
	case errors.Is(err, keychain.ErrNotFound):
		return nil, nil
	case errors.Is(err, keychain.ErrDamaged):
		r.warn(fmt.Sprintf("%s: cached session not used: %v", h, err))
		return nil, nil
	case err != nil:
		return nil, err
	}
	s, err := unseal(content)
	if err != nil {
		return nil, nil //nolint:nilerr // from another version: make a new one
	}
	return s, nil
}

// keep caches a session. Where that fails the session is remembered as long as the program runs.
func (r *Resolver) keep(ctx context.Context, h *planStep, s *session) {
	if !s.cacheable() {
		return
	}
	content, err := s.seal()
	if err == nil {
		err = r.Store.Put(ctx, EntryKind, h.id, content)
	}
	if err != nil {
		r.remember(h.id, s)
		r.warnUncached(err)
		return
	}
	r.forget(h.id)
}

// drop removes a session that AWS no longer takes.
func (r *Resolver) drop(ctx context.Context, h *planStep) {
	r.forget(h.id)
	if err := r.Store.Delete(ctx, EntryKind, h.id); err != nil && !errors.Is(err, keychain.ErrNotFound) {
		r.warnUncached(err)
	}
}

// warnUncached says once why nothing is cached.
func (r *Resolver) warnUncached(err error) {
	r.mu.Lock()
	first := r.uncached == nil
	if first {
		r.uncached = err
	}
	r.mu.Unlock()
	if first {
		r.warn(fmt.Sprintf("not cached: %v", err))
	}
}

// Unkept returns why something that was obtained ends with the program, or nil if all of it is stored.
func (r *Resolver) Unkept() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.memory) == 0 {
		return nil
	}
	return r.uncached
}

func (r *Resolver) remembered(id string) *session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.memory[id]
}

func (r *Resolver) remember(id string, s *session) {
	if !s.cacheable() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.memory == nil {
		r.memory = map[string]*session{}
	}
	r.memory[id] = s
}

func (r *Resolver) forget(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.memory, id)
}
