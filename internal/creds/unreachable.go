package creds

import (
	"context"
	"sync"
)

// UnreachableHosts remembers the hosts that a call could not reach, or not in time: a command that makes several
// calls then waits for such a host once. It may be used by several goroutines. A nil one remembers nothing, which
// is right for a process that lives on after its command.
type UnreachableHosts struct{ reasons sync.Map }

// add remembers why a host is unreachable.
func (u *UnreachableHosts) add(host string, reason error) {
	if u != nil {
		u.reasons.Store(host, reason)
	}
}

// check returns an error for a host that is known to be unreachable.
func (u *UnreachableHosts) check(host string) error {
	if u == nil {
		return nil
	}
	reason, ok := u.reasons.Load(host)
	if !ok {
		return nil
	}
	return &unreachableError{reason.(error)}
}

// unreachableError is the failure of a call that was not made.
type unreachableError struct{ reason error }

func (e *unreachableError) Error() string { return e.reason.Error() }

// Is keeps the package sso from polling on: to it, the time of the call is over.
func (e *unreachableError) Is(target error) bool { return target == context.DeadlineExceeded }
