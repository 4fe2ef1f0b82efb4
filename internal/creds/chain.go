package creds

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lanyard/profiles"
)

// A program that a profile names runs while the lock of the session that it serves is held. These
// variables keep a lanyard below it from waiting for that lock: no other locks are ever nested.
const (
	// chainVariable names, as a JSON array, the profiles whose programs led to this process.
	chainVariable = "LANYARD_PROCESS_CHAIN"
	// lockedVariable holds, in the same order, the ids of the sessions that they are to serve.
	lockedVariable = "LANYARD_PROCESS_SESSIONS"
)

// CheckCycle returns ErrCycle if this process was started, by way of a credential_process or
// mfa_process, in order to answer for the profile itself.
func CheckCycle(getenv func(string) string, profile string) error {
	chain, err := listVariable(getenv, chainVariable)
	if err != nil {
		return err
	}
	if i := slices.Index(chain, profile); i >= 0 {
		return cycle(chain[i:], profile)
	}
	return nil
}

// checkCycle returns ErrCycle if a plan would run a program again that led to this process.
func (r *Resolver) checkCycle(plan *profiles.Plan, hops []planStep) error {
	chain, err := listVariable(r.getenv, chainVariable)
	if err != nil {
		return err
	}
	for i := range hops {
		profile := hops[i].step.Profile
		if at := slices.Index(chain, profile); at >= 0 && hops[i].kind == profiles.KindProcess {
			return cycle(append(slices.Clone(chain[at:]), plan.Profile), profile)
		}
	}
	return nil
}

// checkLocked returns ErrCycle if a session can't be made because a program below which this
// process runs is to serve it: its lock is held, under whatever profile's name.
func (j *job) checkLocked(h *planStep) error {
	locked, err := listVariable(j.getenv, lockedVariable)
	if err != nil {
		return err
	}
	i := slices.Index(locked, h.id)
	if i < 0 {
		return nil
	}
	chain, err := listVariable(j.getenv, chainVariable)
	if err != nil {
		return err
	}
	return cycle(chain[min(i, len(chain)):], j.plan.Profile)
}

// cycle names the profiles that ask one another. One that follows itself is named once.
func cycle(chain []string, profile string) error {
	var names []string
	for _, name := range slices.Compact(append(slices.Clone(chain), profile)) {
		names = append(names, fmt.Sprintf("%q", name))
	}
	if len(names) == 1 {
		names = append(names, names[0])
	}
	return fmt.Errorf("%w: %s", ErrCycle, strings.Join(names, " → "))
}

// listVariable reads a variable that holds a JSON array.
func listVariable(getenv func(string) string, variable string) (list []string, err error) {
	text := getenv(variable)
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("%s is not a JSON array of strings", variable)
	}
	return list, nil
}

// childEnviron is the environment of a program that serves a hop: this process's, with the hop added to
// what led there.
func (r *Resolver) childEnviron(h *planStep) ([]string, error) {
	env := make([]string, 0, len(r.Environ)+2)
	for _, pair := range r.Environ {
		switch name, _, _ := strings.Cut(pair, "="); name {
		case chainVariable, lockedVariable:
		default:
			env = append(env, pair)
		}
	}
	for _, more := range [...]struct{ variable, text string }{{chainVariable, h.step.Profile}, {lockedVariable, h.id}} {
		list, err := listVariable(r.getenv, more.variable)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(append(list, more.text))
		if err != nil {
			return nil, err
		}
		env = append(env, more.variable+"="+string(text))
	}
	return env, nil
}
