package fakeaws_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"

	"lanyard/internal/fakeaws"
	"lanyard/internal/redact"
	"lanyard/internal/sdktest"
)

const (
	account = "111122223333"
	other   = "444455556666"
)

// clock is a time that moves only when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is a running fake AWS with one user.
type house struct {
	*fakeaws.Server
	world *fakeaws.World
	clock *clock
	alice fakeaws.User
}

// newHouse starts one whose clock shows the true time until it is advanced.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{world: fakeaws.NewWorld(), clock: &clock{now: time.Now()}}
	h.Server = fakeaws.New(h.world, sdktest.Verifier{}, fakeaws.Options{Clock: h.clock.Now})
	if _, err := h.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	h.alice = must(h.world.AddUser("alice", account))(t)
	return h
}

// client is the SDK's, signing with keys, without retries.
func (h *house) client(keys fakeaws.Keys, change ...func(*sts.Options)) *sts.Client {
	options := sts.Options{
		BaseEndpoint: aws.String(h.URL()), Region: "eu-west-1", RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(
			keys.AccessKeyID, keys.SecretAccessKey.Reveal(), keys.SessionToken.Reveal()),
	}
	return sts.New(options, change...)
}

func (h *house) whoami(keys fakeaws.Keys) (*sts.GetCallerIdentityOutput, error) {
	return h.client(keys).GetCallerIdentity(context.Background(), &sts.GetCallerIdentityInput{})
}

// assume calls AssumeRole, with changes to a plain request.
func (h *house) assume(keys fakeaws.Keys, arn string, change ...func(*sts.AssumeRoleInput)) (*sts.AssumeRoleOutput, error) {
	in := &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: aws.String("work")}
	for _, f := range change {
		f(in)
	}
	return h.client(keys).AssumeRole(context.Background(), in)
}

// role adds a role that alice's account may assume unless the spec says otherwise.
func (h *house) role(t *testing.T, spec fakeaws.RoleSpec) fakeaws.Role {
	t.Helper()
	if spec.AccountID == "" {
		spec.AccountID = account
	}
	if spec.Name == "" {
		spec.Name = "deploy"
	}
	if spec.Trust == nil {
		spec.Trust = []string{account}
	}
	return must(h.world.AddRole(spec))(t)
}

func keysOf(c *types.Credentials) fakeaws.Keys {
	return fakeaws.Keys{
		AccessKeyID:     *c.AccessKeyId,
		SecretAccessKey: redact.New(*c.SecretAccessKey),
		SessionToken:    redact.New(*c.SessionToken),
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wantCode checks that the SDK read this error code.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("error %v, want the API error %s", err, code)
	}
	if api.ErrorCode() != code {
		t.Fatalf("error %v, want the code %s", err, code)
	}
}
