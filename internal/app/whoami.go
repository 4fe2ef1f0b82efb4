package app

import (
	"context"

	"lanyard/exec"
	"lanyard/internal/creds"
	"lanyard/keychain"
)

// Whoami asks STS who the wished credentials belong to.
func (a *App) Whoami(ctx context.Context, options CredentialOptions) (ProfileCredentials, creds.Identity, error) {
	grant, err := a.Credentials(ctx, options)
	if err != nil {
		return ProfileCredentials{}, creds.Identity{}, err
	}
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return ProfileCredentials{}, creds.Identity{}, err
	}
	region := exec.Region(options.Region, a.config.Environ, grant.Plan.Region)
	identity, err := resolver.Identify(ctx, grant.Settings, region, grant.Credentials)
	return grant, identity, err
}
