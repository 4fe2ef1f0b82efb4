package creds

import (
	"net/url"
	"strconv"
	"strings"

	"lanyard/profiles"
	"lanyard/signer"
)

// target is where STS is asked: enough to name it, and nothing that costs time.
type target struct {
	partition string
	region    string
	override  string // an endpoint from the environment or the profile; "" means AWS's own
	fips      bool
	dualStack bool
	global    bool // the one endpoint for the whole partition, sts.amazonaws.com
}

// identity returns the part of a session's identity that depends on the target.
func (t target) identity() string {
	if t.override != "" {
		return t.override
	}
	if t.global {
		return "global"
	}
	text := t.region
	if t.fips {
		text += " fips"
	}
	if t.dualStack {
		text += " dualstack"
	}
	return text
}

// check returns why no request can be sent there.
func (t target) check() error {
	if !t.global && !isRegion(t.region) {
		return regionError(t.region)
	}
	if t.override != "" {
		return checkEndpoint("STS", t.override, t.fips)
	}
	return nil
}

// endpoint returns the URL of STS, and the region that requests to it are signed for.
func (t target) endpoint() (u *url.URL, region string, err error) {
	if err := t.check(); err != nil {
		return nil, "", err
	}
	if t.override != "" {
		if u, err = url.Parse(t.override); err == nil && u.Path == "" {
			u.Path = "/"
		}
		return u, t.region, err
	}
	u = &url.URL{Scheme: "https", Host: signer.ServiceHost("sts", t.region, t.fips, t.dualStack), Path: "/"}
	if t.global {
		region = signer.GlobalRegion("aws")
		u.Host = signer.ServiceHost("sts", "aws-global", false, false)
		return u, region, nil
	}
	return u, t.region, nil
}

// setting returns the environment variable if it is set, or else the profile's key: the order of the
// SDKs.
func (r *Resolver) setting(step *profiles.Step, variable, key string) string {
	if value := r.getenv(variable); value != "" {
		return value
	}
	if step.Settings == nil {
		return ""
	}
	return step.Settings.Get(key)
}

// target returns the STS target for a step. arn belongs to the role or the MFA device and determines
// the partition; a hardware device has none. wanted is a region that overrides all others, or "".
func (r *Resolver) target(step *profiles.Step, arn, wanted string) target {
	t := target{partition: profiles.Partition(arn), override: profiles.ResolveEndpoint(step.Settings, r.getenv, "STS")}
	t.region = r.stsRegion(step, t.partition, wanted)
	if t.partition == "" {
		t.partition = signer.PartitionOf(t.region)
	}
	if t.region == "" {
		t.region = signer.GlobalRegion(t.partition)
	}
	t.fips = isTrue(r.setting(step, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
	t.dualStack = isTrue(r.setting(step, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
	legacy := strings.EqualFold(r.setting(step, "AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints"), "legacy")
	t.global = t.override == "" && !t.fips && !t.dualStack && (t.region == "aws-global" || legacy && legacyRegion(t.region))
	return t
}

// stsRegion is the first region that anything names and that belongs to the partition: no other
// one's STS knows the role.
func (r *Resolver) stsRegion(step *profiles.Step, partition, wanted string) string {
	own := ""
	if step.Settings != nil {
		own = step.Settings.Get("region")
	}
	for _, region := range [...]string{wanted, r.getenv("AWS_REGION"), r.getenv("AWS_DEFAULT_REGION"), own} {
		if region != "" && (partition == "" || partition == signer.PartitionOf(region)) {
			return region
		}
	}
	return ""
}

func isTrue(text string) bool {
	ok, err := strconv.ParseBool(strings.ToLower(text))
	return err == nil && ok
}

// legacyRegion reports the regions whose STS was the global endpoint before regional endpoints
// became the default: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html
func legacyRegion(region string) bool {
	switch region {
	case "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
		"eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
		"us-east-1", "us-east-2", "us-west-1", "us-west-2":
		return true
	}
	return false
}
