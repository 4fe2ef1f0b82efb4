//go:build unix

package run

import "golang.org/x/sys/unix"

// disableCoreDumps sets the soft limit alone: the hard one could not be raised again for children.
func disableCoreDumps() (restore, lower func()) {
	hideMemory()
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur == 0 {
		return nil, nil
	}
	none := limit
	none.Cur = 0
	set := func(limit unix.Rlimit) func() {
		return func() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &limit) } // within the hard limit it can't fail
	}
	lower = set(none)
	lower()
	return set(limit), lower
}
