package creds

import (
	"context"
	"strings"

	"lanyard/profiles"
	"lanyard/sso"
)

// kindSignIn is a sign-in to IAM Identity Center: no profile names it as a step, and every role of the
// session has it as its source.
const kindSignIn profiles.Kind = "sign-in"

func signInHop(step *profiles.Step) planStep {
	return planStep{kind: kindSignIn, step: step, cached: true}
}

// sessionOf returns the Identity Center session that a step signs in to.
func sessionOf(step *profiles.Step) sso.Session {
	return sso.Session{Name: step.SSO.Session, StartURL: step.SSO.StartURL, Region: step.SSO.Region, Scopes: step.SSO.Scopes}
}

// signInName returns the name to show for a session: its own, or else its start URL.
func signInName(s sso.Session) string {
	if s.Name != "" {
		return s.Name
	}
	return s.StartURL
}

func (r *Resolver) signInIdentity(step *profiles.Step) string {
	override := profiles.ResolveEndpoint(step.Settings, r.getenv, "SSO_OIDC")
	return r.known.id(step, override, func() string {
		s := sessionOf(step)
		return newIdentity(kindSignIn, "").add(s.Name, s.StartURL, s.Region, override).addList(s.Scopes).String()
	})
}

// ssoRoleIdentity has no name of a session in it: two that lead to the same place share credentials.
func (r *Resolver) ssoRoleIdentity(step *profiles.Step) string {
	s := &step.SSO
	override := profiles.ResolveEndpoint(step.Settings, r.getenv, "SSO")
	return newIdentity(profiles.KindSSO, "").add(s.StartURL, s.Region, s.AccountID, s.RoleName, override).String()
}

// ssoRole is a role of an account, wherever it is signed in to.
type ssoRole struct{ account, role string }

// ssoRole returns the account and role of credentials from Identity Center.
func (s *session) ssoRole() ssoRole {
	account, role, _ := strings.Cut(s.name, "/")
	return ssoRole{account, role}
}

// ssoRole calls GetRoleCredentials with the token of a sign-in.
func (j *job) ssoRole(ctx context.Context, h *planStep, signIn *session) (*session, error) {
	const op = "GetRoleCredentials"
	client, x, err := j.ssoClient(h.step)
	if err != nil {
		return nil, err
	}
	c, err := client.RoleCredentials(ctx, signIn.SessionToken, h.step.SSO.AccountID, h.step.SSO.RoleName)
	if err != nil {
		return nil, x.explainSSO(ctx, err, signIn.SessionToken)
	}
	s, err := x.session(op, Credentials{
		AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken, Expires: c.Expires,
	})
	if err != nil {
		return nil, err
	}
	s.kind, s.AccountID = h.kind, h.step.SSO.AccountID
	s.name = h.step.SSO.AccountID + "/" + h.step.SSO.RoleName
	s.signIn, s.PersonNeededAt = signIn.signIn, signIn.PersonNeededAt
	return s, nil
}
