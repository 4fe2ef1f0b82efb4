package creds

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	portal "github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/smithy-go"

	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/sso"
)

// exchange is the HTTP client of a step's calls.
func (r *Resolver) exchange(step *profiles.Step) (*exchange, error) {
	transport, err := r.transport(step)
	if err != nil {
		return nil, err
	}
	return &exchange{now: r.now, client: &http.Client{
		Transport: transport, Timeout: r.timeout(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// portal makes a client of the portal that lists accounts and gives role credentials.
func (r *Resolver) portal(step *profiles.Step) (*portal.Client, *exchange, error) {
	x, err := r.exchange(step)
	if err != nil {
		return nil, nil, err
	}
	options := portal.Options{
		AppID: "lanyard", Region: step.SSO.Region, HTTPClient: x,
		RetryMode: aws.RetryModeStandard, RetryMaxAttempts: r.maxAttempts(step),
	}
	if override := profiles.ResolveEndpoint(step.Settings, r.getenv, "SSO"); override != "" {
		if err := checkEndpoint("SSO", override); err != nil {
			return nil, nil, err
		}
		options.BaseEndpoint = aws.String(override)
	}
	return portal.New(options), x, nil
}

// oidc makes a client of the service that signs in.
func (r *Resolver) oidc(ctx context.Context, step *profiles.Step) (*sso.Client, *exchange, error) {
	x, err := r.exchange(step)
	if err != nil {
		return nil, nil, err
	}
	options := ssooidc.Options{
		AppID: "lanyard", Region: step.SSO.Region, HTTPClient: x,
		RetryMode: aws.RetryModeStandard, RetryMaxAttempts: r.maxAttempts(step),
	}
	client := &sso.Client{Now: r.now, After: time.After}
	if client.Endpoint = profiles.ResolveEndpoint(step.Settings, r.getenv, "SSO_OIDC"); client.Endpoint != "" {
		if err := checkEndpoint("SSO OIDC", client.Endpoint); err != nil {
			return nil, nil, err
		}
		options.BaseEndpoint = aws.String(client.Endpoint)
	} else {
		at, err := ssooidc.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, ssooidc.EndpointParameters{Region: aws.String(step.SSO.Region)})
		if err != nil {
			return nil, nil, err
		}
		client.Endpoint = at.URI.String()
	}
	client.API = ssooidc.New(options)
	return client, x, nil
}

// explainSignIn turns what a flow returned into this package's errors.
func (x *exchange) explainSignIn(ctx context.Context, err error, secrets ...redact.Secret) error {
	var op *smithy.OperationError
	switch {
	case errors.Is(err, sso.ErrDenied):
		return fmt.Errorf("%w: %w", ErrDeclined, err)
	case errors.As(err, &op):
		return x.explain(ctx, op.OperationName, err, secrets...)
	}
	return err
}
