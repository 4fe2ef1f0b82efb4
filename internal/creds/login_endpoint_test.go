package creds

import (
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/signin"

	"lanyard/profiles"
	"lanyard/signer"
)

// TestSignInEndpointsAreTheSDKs compares with the rule set of AWS, in every partition.
func TestSignInEndpointsAreTheSDKs(t *testing.T) {
	known := 0
	for _, region := range []string{
		"us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "us-gov-east-1", "eusc-de-east-1",
		"us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1",
	} {
		for _, flags := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
			fips, dual := flags[0], flags[1]
			env := map[string]string{
				"AWS_REGION":            region,
				"AWS_USE_FIPS_ENDPOINT": strconv.FormatBool(fips), "AWS_USE_DUALSTACK_ENDPOINT": strconv.FormatBool(dual),
			}
			r := &Resolver{Getenv: func(name string) string { return env[name] }}
			arn := "arn:" + signer.PartitionOf(region) + ":iam::111122223333:user/jo"
			client, _, err := r.console(&profiles.Step{Login: arn}, "")
			if err != nil {
				t.Fatal(err)
			}
			theirs, err := signin.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(), signin.EndpointParameters{
				Region: &region, UseFIPS: &fips, UseDualStack: &dual,
			})
			if err != nil {
				t.Logf("%s fips %v dual-stack %v: the SDK knows none: %v", region, fips, dual, err)
				continue
			}
			if known++; theirs.URI.String() != client.Endpoint {
				t.Errorf("%s fips %v dual-stack %v: %s, the SDK's is %s", region, fips, dual, client.Endpoint, theirs.URI.String())
			}
		}
	}
	if known < 20 {
		t.Errorf("the SDK knows %d endpoints", known)
	}
}

func TestSignInRegion(t *testing.T) {
	settings := &profiles.Profile{Settings: map[string]profiles.Setting{"region": {Value: "eu-west-1"}}}
	for _, c := range []struct{ env, signedIn, login, want string }{
		{"", "", "arn:aws:iam::111122223333:user/jo", "eu-west-1"},
		{"us-west-2", "", "arn:aws:iam::111122223333:user/jo", "us-west-2"},
		{"us-west-2", "eu-north-1", "arn:aws:iam::111122223333:user/jo", "eu-north-1"}, // or the refresh token is refused
		{"us-west-2", "", "arn:aws-cn:iam::111122223333:user/jo", "cn-northwest-1"},
		{"us-gov-east-1", "", "", "us-gov-east-1"},
	} {
		r := &Resolver{Getenv: func(name string) string { return map[string]string{"AWS_REGION": c.env}[name] }}
		client, _, err := r.console(&profiles.Step{Login: c.login, Settings: settings}, c.signedIn)
		if err != nil || client.region != c.want {
			t.Errorf("%+v: %v, %v", c, client, err)
		}
	}
	for _, region := range []string{"evil.example/", "eu_west"} {
		r := &Resolver{Getenv: func(name string) string { return map[string]string{"AWS_REGION": region}[name] }}
		if client, _, err := r.console(&profiles.Step{Login: "arn:aws:iam::111122223333:user/jo"}, ""); err == nil {
			t.Errorf("%q leads to %s", region, client.Endpoint)
		}
	}
}
