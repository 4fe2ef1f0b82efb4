package creds

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lanyard/internal/redact"
	"lanyard/profiles"
)

// Environment returns the credentials in environment variables, and whether there are any. It returns
// long-lived keys unchanged: the caller's environment already exposes them.
func (r *Resolver) Environment(context.Context) (Credentials, bool, error) {
	if firstSet(r.getenv, "AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY") != "" {
		c, err := r.livingEnvironmentKeys()
		if err != nil {
			return Credentials{}, false, err
		}
		return c, true, nil
	}
	if r.getenv("AWS_WEB_IDENTITY_TOKEN_FILE") != "" && r.getenv("AWS_ROLE_ARN") != "" {
		return Credentials{}, false, fmt.Errorf("AWS_WEB_IDENTITY_TOKEN_FILE: %w", unsupported(profiles.KindWebIdentity))
	}
	return Credentials{}, false, nil
}

// Fallback returns credentials from the container's endpoint, or else the instance's, for use when
// neither the environment nor a profile has any.
func (r *Resolver) Fallback(context.Context) (Credentials, error) {
	if firstSet(r.getenv, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI") != "" {
		return Credentials{}, unsupported(profiles.KindContainer)
	}
	return Credentials{}, unsupported(profiles.KindEC2Instance)
}

func firstSet(getenv func(string) string, names ...string) string {
	_, value := firstNamed(getenv, names...)
	return value
}

// firstNamed returns the first of some variables that is set, and its value.
func firstNamed(getenv func(string) string, names ...string) (name, value string) {
	for _, name := range names {
		if value := getenv(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

func (r *Resolver) livingEnvironmentKeys() (Credentials, error) {
	c, err := environmentKeys(r.getenv)
	if err == nil && !c.Expires.IsZero() && !r.now().Before(c.Expires) {
		err = fmt.Errorf("the keys in the environment: %w", ErrExpired)
	}
	return c, err
}

// environmentKeys reads a pair of keys from the environment, under the names that the AWS CLI and the
// SDKs read. Half a pair is an error: ignoring it would silently use other credentials than intended.
func environmentKeys(getenv func(string) string) (Credentials, error) {
	c := Credentials{
		AccessKeyID:     firstSet(getenv, "AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"),
		SecretAccessKey: redact.New(firstSet(getenv, "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")),
		SessionToken:    redact.New(firstSet(getenv, "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")),
		AccountID:       getenv("AWS_ACCOUNT_ID"),
		Source:          string(profiles.KindEnvironment),
	}
	switch {
	case c.AccessKeyID == "" && c.SecretAccessKey.Empty():
		return Credentials{}, fmt.Errorf("the environment has no AWS_ACCESS_KEY_ID: %w", ErrIncomplete)
	case c.AccessKeyID == "":
		return Credentials{}, fmt.Errorf("the environment has AWS_SECRET_ACCESS_KEY without AWS_ACCESS_KEY_ID: %w", ErrIncomplete)
	case c.SecretAccessKey.Empty():
		return Credentials{}, fmt.Errorf("the environment has AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY: %w", ErrIncomplete)
	}
	// Only programs like this one set it; a value that is not a time is ignored.
	if t, err := time.Parse(time.RFC3339, strings.TrimSpace(getenv("AWS_CREDENTIAL_EXPIRATION"))); err == nil {
		c.Expires = t
	}
	return c, nil
}
