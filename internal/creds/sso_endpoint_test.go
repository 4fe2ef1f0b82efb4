package creds

import (
	"strconv"
	"testing"

	portal "github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"lanyard/profiles"
)

// TestSSOEndpointsAreTheSDKs compares with the rule sets of AWS, in every partition.
func TestSSOEndpointsAreTheSDKs(t *testing.T) {
	ctx := t.Context()
	regions := []string{
		"us-east-1", "eu-west-1", "ap-southeast-7", "cn-north-1", "us-gov-west-1", "eusc-de-east-1",
		"us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1",
	}
	for _, region := range regions {
		for _, fips := range []bool{false, true} {
			for _, dual := range []bool{false, true} {
				env := map[string]string{
					"AWS_USE_FIPS_ENDPOINT": strconv.FormatBool(fips), "AWS_USE_DUALSTACK_ENDPOINT": strconv.FormatBool(dual),
				}
				r := &Resolver{Getenv: func(name string) string { return env[name] }}
				client, _, err := r.ssoClient(&profiles.Step{SSO: profiles.SSO{Region: region}})
				if err != nil {
					t.Fatal(err)
				}
				door, err := portal.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, portal.EndpointParameters{
					Region: &region, UseFIPS: &fips, UseDualStack: &dual,
				})
				if err == nil && door.URI.String() != client.Portal {
					t.Errorf("%s fips %v dual-stack %v: portal at %s, the SDK's is %s", region, fips, dual, client.Portal, door.URI.String())
				}
				oidc, oidcErr := ssooidc.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, ssooidc.EndpointParameters{
					Region: &region, UseFIPS: &fips, UseDualStack: &dual,
				})
				if oidcErr == nil && oidc.URI.String() != client.OIDC {
					t.Errorf("%s fips %v dual-stack %v: OIDC at %s, the SDK's is %s", region, fips, dual, client.OIDC, oidc.URI.String())
				}
				if err != nil || oidcErr != nil {
					t.Logf("%s fips %v dual-stack %v: the SDK knows none: %v, %v", region, fips, dual, err, oidcErr)
				}
			}
		}
	}
}

func TestSSORegionIsNoHost(t *testing.T) {
	for _, region := range []string{"", "evil.example/", "eu-west-1.evil.example", "eu_west", "EU-WEST-1"} {
		r := &Resolver{}
		if client, _, err := r.ssoClient(&profiles.Step{SSO: profiles.SSO{Region: region}}); err == nil {
			t.Errorf("%q leads to %s", region, client.OIDC)
		}
	}
}

func TestSSOEndpointOverrides(t *testing.T) {
	env := map[string]string{"AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:2"}
	r := &Resolver{Getenv: func(name string) string { return env[name] }}
	client, _, err := r.ssoClient(&profiles.Step{SSO: profiles.SSO{Region: "eu-west-1"}})
	if err != nil || client.Portal != env["AWS_ENDPOINT_URL_SSO"] || client.OIDC != env["AWS_ENDPOINT_URL_SSO_OIDC"] {
		t.Errorf("%+v, %v", client, err)
	}
	env["AWS_ENDPOINT_URL_SSO"] = "ftp://elsewhere"
	if _, _, err := r.ssoClient(&profiles.Step{SSO: profiles.SSO{Region: "eu-west-1"}}); err == nil {
		t.Error("an ftp address was taken")
	}
}
