package run

import "sync"

// core is the limit of core dumps that this process had at its start.
//
//nolint:gochecknoglobals // the limit is the process's, too
var core struct {
	sync.Mutex
	restore, lower func()
}

// DisableCoreDumps keeps this process's memory, which will hold secrets, out of core dumps and, on Linux,
// away from debuggers of the same user. Children started by WithLimits are not affected.
func DisableCoreDumps() {
	core.Lock()
	defer core.Unlock()
	if core.restore == nil {
		core.restore, core.lower = disableCoreDumps()
	}
}

// WithLimits calls start, which starts a child or replaces this process, with the limits that this
// process had before DisableCoreDumps.
func WithLimits(start func() error) error {
	core.Lock()
	defer core.Unlock()
	if core.restore != nil {
		core.restore()
		defer core.lower()
	}
	return start()
}
