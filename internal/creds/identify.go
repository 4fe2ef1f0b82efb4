package creds

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"lanyard/profiles"
)

// Identity is who STS says that credentials belong to.
type Identity struct{ Account, ARN, UserID string }

// Identify asks STS who the credentials belong to (GetCallerIdentity). settings may be nil; region
// goes before the environment's and theirs unless it is "".
func (r *Resolver) Identify(ctx context.Context, settings *profiles.Profile, region string, c Credentials) (Identity, error) {
	step := &profiles.Step{Settings: settings}
	client, x, err := r.stsClient(step, r.target(step, c.ARN, region), c)
	if err != nil {
		return Identity{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.timeout())
	defer cancel()
	out, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return Identity{}, x.explain(ctx, "GetCallerIdentity", err, c.secrets()...)
	}
	id := Identity{Account: aws.ToString(out.Account), ARN: aws.ToString(out.Arn), UserID: aws.ToString(out.UserId)}
	if id.Account == "" || id.ARN == "" {
		return Identity{}, fmt.Errorf("GetCallerIdentity: %w: %s answered HTTP %d without an identity", ErrNotAWS, x.host, x.status)
	}
	return id, nil
}
