package run_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"lanyard/internal/run"
)

func TestDisableCoreDumps(t *testing.T) {
	limit := func() uint64 {
		var l unix.Rlimit
		if err := unix.Getrlimit(unix.RLIMIT_CORE, &l); err != nil {
			t.Fatal(err)
		}
		return l.Cur
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{Cur: 4096, Max: unix.RLIM_INFINITY}); err != nil {
		t.Skip(err)
	}
	run.DisableCoreDumps()
	run.DisableCoreDumps() // the second call must not take 0 for the limit of children
	if got := limit(); got != 0 {
		t.Errorf("limit %d, want 0", got)
	}
	if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 0 {
		t.Errorf("dumpable = %d, %v, want 0", dumpable, err)
	}
	if err := run.WithLimits(func() error {
		if got := limit(); got != 4096 {
			t.Errorf("limit %d while a child starts, want 4096", got)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if got := limit(); got != 0 {
		t.Errorf("limit %d after a child has started, want 0", got)
	}
}
