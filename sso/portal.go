package sso

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	portal "github.com/aws/aws-sdk-go-v2/service/sso"

	"lanyard/internal/redact"
)

// Credentials are those of a role.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey redact.Secret
	SessionToken    redact.Secret
	Expires         time.Time
}

// RoleCredentials asks the portal for credentials of a role.
func RoleCredentials(ctx context.Context, api *portal.Client, access redact.Secret, account, role string) (Credentials, error) {
	out, err := api.GetRoleCredentials(ctx, &portal.GetRoleCredentialsInput{
		AccessToken: text(access.Reveal()), AccountId: text(account), RoleName: text(role),
	})
	if err != nil {
		return Credentials{}, err
	}
	c := out.RoleCredentials
	if c == nil || aws.ToString(c.AccessKeyId) == "" || aws.ToString(c.SecretAccessKey) == "" || aws.ToString(c.SessionToken) == "" || c.Expiration <= 0 {
		return Credentials{}, ErrNoToken
	}
	return Credentials{
		AccessKeyID: *c.AccessKeyId, SecretAccessKey: redact.New(*c.SecretAccessKey), SessionToken: redact.New(*c.SessionToken),
		Expires: time.UnixMilli(c.Expiration).UTC(),
	}, nil
}

// Logout revokes a token at the server.
func Logout(ctx context.Context, api *portal.Client, access redact.Secret) error {
	_, err := api.Logout(ctx, &portal.LogoutInput{AccessToken: text(access.Reveal())})
	return err
}
