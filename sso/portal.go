package sso

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"lanyard/internal/redact"
)

// Credentials are credentials for a role.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey redact.Secret
	SessionToken    redact.Secret
	Expires         time.Time
}

// RoleCredentials gets credentials for a role from the portal.
func (c *Client) RoleCredentials(ctx context.Context, access redact.Secret, account, role string) (Credentials, error) {
	var out struct {
		Credentials struct {
			AccessKeyID     string `json:"accessKeyId"`
			SecretAccessKey string `json:"secretAccessKey"`
			SessionToken    string `json:"sessionToken"`
			Expiration      int64  `json:"expiration"`
		} `json:"roleCredentials"`
	}
	query := url.Values{"account_id": {account}, "role_name": {role}}
	if err := c.call(ctx, c.ask("GetRoleCredentials", "/federation/credentials", query, access), &out); err != nil {
		return Credentials{}, err
	}
	given := out.Credentials
	if given.AccessKeyID == "" || given.SecretAccessKey == "" || given.SessionToken == "" || given.Expiration <= 0 {
		return Credentials{}, ErrNoToken
	}
	return Credentials{
		AccessKeyID: given.AccessKeyID, SecretAccessKey: redact.New(given.SecretAccessKey), SessionToken: redact.New(given.SessionToken),
		Expires: time.UnixMilli(given.Expiration).UTC(),
	}, nil
}

// Logout revokes a token.
func (c *Client) Logout(ctx context.Context, access redact.Secret) error {
	op := c.ask("Logout", "/logout", nil, access)
	op.method = http.MethodPost
	return c.call(ctx, op, nil)
}

// ask returns a GET operation of the portal.
func (c *Client) ask(op, path string, query url.Values, access redact.Secret) operation {
	return operation{name: op, method: http.MethodGet, endpoint: c.Portal, path: path, query: query, bearer: access}
}
