package creds

import (
	"context"
	"sync"
)

// flights lets the goroutines of this process share one attempt at a session. The lock files, which
// do the same between processes, would make them poll, and are not there on a read-only disk.
type flights struct {
	mu  sync.Mutex
	now map[string]*flight
}

type flight struct {
	done    chan struct{}
	session *session
	err     error
}

// do runs produce, unless another goroutine is doing so for the same id: then it waits and returns
// what that one got, with shared set, or errBusy at once if it is not patient.
func (f *flights) do(ctx context.Context, id string, patient bool, produce func() (*session, error)) (s *session, shared bool, err error) {
	f.mu.Lock()
	if other, ok := f.now[id]; ok {
		f.mu.Unlock()
		if !patient {
			return nil, false, errBusy
		}
		select {
		case <-other.done:
			return other.session, true, other.err
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
	}
	own := &flight{done: make(chan struct{})}
	if f.now == nil {
		f.now = map[string]*flight{}
	}
	f.now[id] = own
	f.mu.Unlock()

	// errFailed stands if produce panics: those who wait must not wait for ever.
	own.err = errFailed
	defer func() {
		f.mu.Lock()
		delete(f.now, id)
		f.mu.Unlock()
		close(own.done)
	}()
	own.session, own.err = produce()
	return own.session, false, own.err
}
