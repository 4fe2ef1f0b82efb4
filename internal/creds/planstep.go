package creds

import (
	"cmp"
	"fmt"
	"time"

	"lanyard/profiles"
)

// kindSessionToken is the one step that no profile names: a GetSessionToken session, which stands
// between long-lived keys and those who use them.
const kindSessionToken profiles.Kind = "session-token"

// The default durations of sessions, and the limits of STS:
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html (role chaining).
const (
	mfaDuration     = 12 * time.Hour
	sessionDuration = time.Hour
	chainedLimit    = time.Hour
	sessionMin      = 15 * time.Minute
	sessionTokenMax = 36 * time.Hour
	roleMax         = 12 * time.Hour
)

// planStep is one thing to obtain on the way to credentials. It differs from a profiles.Step in that
// the sessions which stand between long-lived keys and a role are hops too, and that everything
// which depends on the request is settled.
type planStep struct {
	kind profiles.Kind
	step *profiles.Step
	// id is the identity of what the hop makes, source and all; "" until settle.
	id string
	// cached is set if the step makes a session that belongs in the cache.
	cached bool
	// serial is the device whose code is needed to make the session; "" means none.
	serial   string
	duration time.Duration
	// capped is the duration asked for, if STS gives no such long one.
	capped time.Duration
	target target // where STS is asked; zero until settle
}

// String says what the hop is, for a person.
func (h *planStep) String() string {
	if h.step.Profile == "" {
		return string(h.kind)
	}
	return string(h.kind) + " " + h.step.Profile
}

// temporary reports whether the step's credentials have a session token.
func (h *planStep) temporary() bool {
	switch h.kind {
	case profiles.KindKeychain:
		return false
	case profiles.KindStatic, profiles.KindEnvironment:
		return !h.step.Keys.SessionToken.Empty()
	}
	return true
}

// hops settles what a request makes of a plan. The first one has no source, every other the one
// before it. They are appended to room[:0].
func (r *Resolver) hops(room []planStep, plan *profiles.Plan, req Options) ([]planStep, error) {
	if plan.Problem != nil {
		return nil, &ProblemError{Profile: plan.Profile, Problem: *plan.Problem}
	}
	if len(plan.Steps) == 0 {
		return nil, fmt.Errorf("%s: %w", subject(plan.Profile), ErrIncomplete)
	}
	root, err := r.rootHop(&plan.Steps[0])
	if err != nil {
		return nil, ofProfile(plan.Profile, err)
	}
	hops := room[:0]
	if root.kind == profiles.KindSSO {
		hops = append(hops, signInHop(root.step))
	}
	hops = append(hops, root)
	last := len(plan.Steps) - 1
	if last == 0 && !root.temporary() && !req.NoSession && !req.Own {
		hops = append(hops, r.sessionTokenHop(root.step, req.Duration))
	}
	for i := 1; i <= last; i++ {
		step := &plan.Steps[i]
		if step.Kind != profiles.KindAssumeRole {
			return nil, fmt.Errorf("%s: a %s step can't follow another: %w", subject(plan.Profile), step.Kind, ErrIncomplete)
		}
		duration := step.Role.Duration
		if i == last && req.Duration != 0 {
			duration = req.Duration
		}
		hops = r.appendRole(hops, step, duration)
	}
	for i := range hops {
		if err := hops[i].checkDuration(); err != nil {
			err.Profile = plan.Profile
			return nil, err
		}
	}
	return hops, nil
}

// checkDuration checks the requested duration against STS's limits. It does not check the limit of
// chained roles: few people know it, so lanyard requests less instead. Only STS knows whether the root
// user's limit of one hour applies.
func (h *planStep) checkDuration() *DurationError {
	asked, op, limit := h.duration, "GetSessionToken", sessionTokenMax
	switch h.kind {
	case kindSessionToken:
	case profiles.KindAssumeRole:
		asked, op, limit = max(asked, h.capped), "AssumeRole", roleMax
	default:
		return nil
	}
	if asked >= sessionMin && asked <= limit {
		return nil
	}
	return &DurationError{Asked: asked, Min: sessionMin, Max: limit, Op: op}
}

// rootHop is the hop that starts from nothing.
func (r *Resolver) rootHop(step *profiles.Step) (planStep, error) {
	h := planStep{kind: step.Kind, step: step}
	switch step.Kind {
	case profiles.KindStatic, profiles.KindKeychain:
	case profiles.KindEnvironment:
		c, err := environmentKeys(r.getenv)
		if err != nil {
			return planStep{}, err
		}
		own := *step
		own.Keys = profiles.Keys{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken}
		h.step = &own
	case profiles.KindProcess, profiles.KindSSO, profiles.KindLogin:
		h.cached = true
	default:
		return planStep{}, unsupported(step.Kind)
	}
	return h, nil
}

// unsupported names a kind whose provider is not there.
func unsupported(kind profiles.Kind) error {
	return fmt.Errorf("%s credentials: %w in this version", kind, ErrUnsupported)
}

// sessionTokenHop is a session of the long-lived keys before it, as asker wants it: its MFA device,
// its endpoint.
func (r *Resolver) sessionTokenHop(asker *profiles.Step, duration time.Duration) planStep {
	h := planStep{kind: kindSessionToken, step: asker, cached: true, serial: asker.MFASerial}
	switch {
	case duration != 0:
		h.duration = duration
	case h.serial != "":
		h.duration = cmp.Or(r.MFADuration, mfaDuration)
	default:
		h.duration = cmp.Or(r.SessionDuration, sessionDuration)
	}
	return h
}

// appendRole appends the hop of a role, and the MFA session before it where one can serve.
func (r *Resolver) appendRole(hops []planStep, step *profiles.Step, asked time.Duration) []planStep {
	duration := cmp.Or(asked, r.SessionDuration, sessionDuration)
	serial := step.MFASerial
	if serial != "" && !hops[len(hops)-1].temporary() && duration <= chainedLimit {
		hops = append(hops, r.sessionTokenHop(step, 0))
		serial = ""
	}
	h := planStep{kind: profiles.KindAssumeRole, step: step, cached: true, serial: serial, duration: duration}
	if duration > chainedLimit && hops[len(hops)-1].temporary() {
		h.duration, h.capped = chainedLimit, asked
	}
	return append(hops, h)
}
