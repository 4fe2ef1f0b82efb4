package fakeaws

import (
	"fmt"
	"time"

	"github.com/pquerna/otp/totp"

	"lanyard/internal/redact"
)

// step is the period of RFC 6238 that virtual MFA devices use.
const step = 30 * time.Second

type device struct {
	serial, owner string // owner: the user's ARN
	seed          redact.Secret
	used          map[int64]bool // recent counters whose code was accepted
}

// Device is a virtual MFA device; Seed is its TOTP seed in Base32.
type Device struct {
	Serial string
	Seed   redact.Secret
}

// Code is a one-time code that will be accepted.
type Code struct {
	Value string
	// Until is the time until which the code is accepted, unless it is used before.
	Until time.Time
}

// AddMFA gives a user a virtual MFA device of that name.
func (w *World) AddMFA(userARN, name string) (Device, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ok := w.users[userARN]
	if !ok {
		return Device{}, fmt.Errorf("add MFA to %q: %w", userARN, ErrUnknown)
	}
	serial := arn("iam", u.account, "mfa", name)
	if _, ok := w.devices[serial]; ok {
		return Device{}, fmt.Errorf("add MFA %q: it exists already", serial)
	}
	d := &device{serial: serial, owner: userARN, seed: newSeed(), used: map[int64]bool{}}
	w.devices[serial] = d
	return Device{Serial: serial, Seed: d.seed}, nil
}

// Code returns a code of the device that was not used yet: the current one, else the next, else
// the one before. It does not use it up.
func (w *World) Code(serial string) (Code, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	d, ok := w.devices[serial]
	if !ok {
		return Code{}, fmt.Errorf("code of %q: %w", serial, ErrUnknown)
	}
	now := counter(w.clock())
	for _, c := range []int64{now, now + 1, now - 1} {
		if d.used[c] {
			continue
		}
		value, err := d.code(c)
		if err != nil {
			return Code{}, fmt.Errorf("code of %q: %w", serial, err)
		}
		// A code is accepted one step early and one step late.
		return Code{Value: value, Until: counterTime(c + 2)}, nil
	}
	return Code{}, fmt.Errorf("code of %q: all three that would be accepted were used; wait %s",
		serial, counterTime(now+1).Sub(w.clock()).Round(time.Second))
}

// accept checks a code and uses it up. The caller holds w.mu.
func (d *device) accept(value string, at time.Time) bool {
	now := counter(at)
	for c := range d.used {
		if c < now-1 {
			delete(d.used, c)
		}
	}
	for _, c := range []int64{now, now - 1, now + 1} {
		want, err := d.code(c)
		if err == nil && want == value && !d.used[c] {
			d.used[c] = true
			return true
		}
	}
	return false
}

func (d *device) code(c int64) (string, error) {
	return totp.GenerateCode(d.seed.Reveal(), counterTime(c))
}

func counter(at time.Time) int64 { return at.Unix() / int64(step/time.Second) }

func counterTime(c int64) time.Time { return time.Unix(c*int64(step/time.Second), 0).UTC() }
