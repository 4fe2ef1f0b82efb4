package demo_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"lanyard/internal/demo"
)

// loadSDK reads a profile with the SDK's own reader.
func loadSDK(d *demo.Demo, profile string) (config.SharedConfig, error) {
	return config.LoadSharedConfigProfile(context.Background(), profile, func(o *config.LoadSharedConfigOptions) {
		o.ConfigFiles = []string{filepath.Join(d.Dir, ".aws", "config")}
		o.CredentialsFiles = []string{filepath.Join(d.Dir, ".aws", "credentials")}
	})
}

func TestSDKReadsTheFiles(t *testing.T) {
	d := start(t)
	for _, name := range wantProfiles() {
		switch name {
		case "Zürich lab": // the SDK keeps the quotes in the name
			continue
		case "broken", "loop", "loop-back":
			if _, err := loadSDK(d, name); err == nil {
				t.Errorf("%s works", name)
			}
			continue
		}
		c, err := loadSDK(d, name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.Region == "" {
			t.Errorf("%s has no region", name)
		}
	}
}

func TestBotocoreReadsTheFiles(t *testing.T) {
	d := start(t)
	const script = "import botocore.session, json; print(json.dumps(sorted(botocore.session.Session().available_profiles)))"
	stdout, stderr := run(t, d, "python3", "-c", script)
	if strings.Contains(stderr, "ModuleNotFoundError") {
		t.Skip("no botocore")
	}
	var got []string
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err, stderr)
	}
	slices.Sort(got)
	if !slices.Equal(got, wantProfiles()) {
		t.Errorf("profiles %q\nwant     %q", got, wantProfiles())
	}
}

// The real CLI resolves the profiles that need no person, and is refused where it should be.
func TestRealCLI(t *testing.T) {
	d := start(t)
	for profile, want := range map[string]string{
		"default":    "arn:aws:iam::111122223333:user/alice",
		"deploy":     "arn:aws:sts::222233334444:assumed-role/deploy/",
		"audit":      "arn:aws:sts::555566667777:assumed-role/external-audit/quarterly-review",
		"leaf":       "arn:aws:sts::555566667777:assumed-role/leaf/",
		"sandbox":    "arn:aws:sts::222233334444:assumed-role/sandbox/",
		"Zürich lab": "arn:aws:sts::222233334444:assumed-role/lab/",
		"expired":    "(ExpiredToken)",
		"denied":     "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/break-glass",
		"tagged":     "(AccessDenied)", // the CLI does not know source_identity
	} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			stdout, stderr := run(t, d, "aws", "--profile", profile, "sts", "get-caller-identity", "--output", "text", "--query", "Arn")
			if !strings.Contains(stdout+stderr, want) {
				t.Errorf("%s%s\nwant %s", stdout, stderr, want)
			}
		})
	}
}

// The roles that ask for MFA, with the codes that the demo hands out.
func TestMFAProfiles(t *testing.T) {
	d := start(t)
	for _, name := range []string{"prod-admin", "ci"} {
		c, err := loadSDK(d, name)
		if err != nil {
			t.Fatal(err)
		}
		keys := c.Credentials
		if c.Source != nil {
			keys = c.Source.Credentials
		}
		client := sts.New(sts.Options{
			BaseEndpoint: aws.String(d.Server().URL()), Region: c.Region,
			Credentials: credentials.StaticCredentialsProvider{Value: keys},
		})
		provider := stscreds.NewAssumeRoleProvider(client, c.RoleARN, func(o *stscreds.AssumeRoleOptions) {
			o.SerialNumber = aws.String(c.MFASerial)
			o.TokenProvider = func() (string, error) {
				stdout, stderr := run(t, d, "mfa-code", c.MFASerial)
				t.Log(stderr)
				return strings.TrimSpace(stdout), nil
			}
		})
		if _, err := provider.Retrieve(context.Background()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
