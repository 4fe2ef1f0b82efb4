package app

import (
	"context"
	"fmt"
	"strings"

	"lanyard/internal/duration"
	"lanyard/internal/redact"
	"lanyard/keychain"
	"lanyard/profiles"
)

// Entry reads one profile with its plan and state; where nobody named one and the environment holds
// credentials, these are the entry, as commands would use them.
func (a *App) Entry(ctx context.Context, choice Choice) (Entry, error) {
	resolver, err := a.Resolver(keychain.AccessQuiet)
	if err != nil {
		return Entry{}, err
	}
	grant, err := a.source(ctx, resolver, choice)
	if err != nil {
		return Entry{}, err
	}
	if grant.Settings == nil {
		grant.Settings = &profiles.Profile{Name: "environment"}
	}
	settings, err := a.Settings()
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Profile: grant.Settings, Plan: grant.Plan, State: resolver.State(ctx, grant.Plan)}
	e.OwnKeys = settings.ProfileBool(e.Profile.Name, "no_session")
	return e, nil
}

// Detail tells in a few words what a step does. It holds nothing secret.
func Detail(s profiles.Step) string {
	switch s.Kind {
	case profiles.KindStatic, profiles.KindKeychain:
		return withMFA(redact.New(s.Keys.AccessKeyID).Tail(), s.MFASerial)
	case profiles.KindAssumeRole:
		return withMFA(roleDetail(s.Role), s.MFASerial)
	case profiles.KindWebIdentity:
		return roleDetail(s.Role)
	case profiles.KindSSO:
		return fmt.Sprintf("%s in %s by %s", s.SSO.RoleName, s.SSO.AccountID, s.SSO.StartURL)
	case profiles.KindLogin:
		return s.Login
	case profiles.KindProcess:
		return s.Process
	case profiles.KindEnvironment:
		return "keys in the environment"
	case profiles.KindEC2Instance:
		return "instance metadata"
	case profiles.KindContainer:
		return "container credentials"
	}
	return ""
}

func roleDetail(r profiles.Role) string {
	parts := []string{r.ARN}
	if r.ExternalID != "" {
		parts = append(parts, "external id "+r.ExternalID)
	}
	if r.Duration > 0 {
		parts = append(parts, "for "+duration.Exact(r.Duration))
	}
	if r.SourceIdentity != "" {
		parts = append(parts, "as "+r.SourceIdentity)
	}
	for _, t := range r.Tags {
		parts = append(parts, "tag "+t.Key+"="+t.Value)
	}
	return strings.Join(parts, ", ")
}

func withMFA(text, serial string) string {
	if serial == "" {
		return text
	}
	return text + ", MFA " + serial
}

// SessionNote tells what long-lived keys are handed out as, where that surprises: GetSessionToken
// credentials made without MFA can't call IAM.
func SessionNote(e Entry) string {
	if e.OwnKeys || !hasOwnKeys(e.Plan) || e.Plan.Steps[0].MFASerial != "" {
		return ""
	}
	return "handed out as a session (no IAM): use --no-session for the keys themselves"
}

// hasOwnKeys reports a plan that is nothing but long-lived keys.
func hasOwnKeys(plan profiles.Plan) bool {
	if len(plan.Steps) != 1 {
		return false
	}
	s := plan.Steps[0]
	return s.Kind == profiles.KindKeychain || s.Kind == profiles.KindStatic && s.Keys.SessionToken.Empty()
}
