package creds

import (
	"strconv"
	"strings"

	"lanyard/profiles"
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

// identity is the target as sessions are told apart by it.
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

// setting is what the environment says, else what the step's profile does: the order of the SDKs.
func (r *Resolver) setting(step *profiles.Step, variable, key string) string {
	if value := r.getenv(variable); value != "" {
		return value
	}
	if step.Settings == nil {
		return ""
	}
	return step.Settings.Get(key)
}

// target finds STS for a step. arn is the role's or the MFA device's, which tells the partition; a
// hardware device has none. wanted is a region that goes before all others, or "".
func (r *Resolver) target(step *profiles.Step, arn, wanted string) target {
	t := target{partition: partitionOfARN(arn), override: profiles.ResolveEndpoint(step.Settings, r.getenv, "STS")}
	t.region = r.stsRegion(step, t.partition, wanted)
	if t.partition == "" {
		t.partition = partitionOfRegion(t.region)
	}
	if t.region == "" {
		t.region = partitionRegion(t.partition)
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
	for _, region := range [...]string{wanted, r.environmentRegion("AWS_REGION"), r.environmentRegion("AWS_DEFAULT_REGION"), own} {
		if region != "" && (partition == "" || partition == partitionOfRegion(region)) {
			return region
		}
	}
	return ""
}

// environmentRegion passes over a variable that lanyard itself set for this process (LANYARD_ENV):
// it tells another profile's region.
func (r *Resolver) environmentRegion(name string) string {
	region := r.getenv(name)
	if region == "" {
		return ""
	}
	separator := func(c rune) bool { return c == ' ' || c == ',' || c == ':' }
	for _, set := range strings.FieldsFunc(r.getenv("LANYARD_ENV"), separator) {
		if set == name {
			return ""
		}
	}
	return region
}

func isTrue(text string) bool {
	ok, err := strconv.ParseBool(strings.ToLower(text))
	return err == nil && ok
}

// partitionOfARN returns "" for what is no ARN.
func partitionOfARN(arn string) string {
	rest, ok := strings.CutPrefix(arn, "arn:")
	if !ok {
		return ""
	}
	partition, _, _ := strings.Cut(rest, ":")
	return partition
}

// accountOfARN returns "" for what is no ARN with an account id.
func accountOfARN(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" || len(parts[4]) != 12 || strings.Trim(parts[4], "0123456789") != "" {
		return ""
	}
	return parts[4]
}

// partitionOfRegion knows the partitions by the prefixes of their regions, as the table that the
// SDKs share does: https://github.com/smithy-lang/smithy-rs (aws-partitions.json).
func partitionOfRegion(region string) string {
	for _, p := range [...]struct{ prefix, partition string }{
		{"cn-", "aws-cn"},
		{"us-gov-", "aws-us-gov"},
		{"eusc-", "aws-eusc"},
		{"us-iso-", "aws-iso"},
		{"us-isob-", "aws-iso-b"},
		{"eu-isoe-", "aws-iso-e"},
		{"us-isof-", "aws-iso-f"},
	} {
		if strings.HasPrefix(region, p.prefix) {
			return p.partition
		}
	}
	return "aws"
}

// partitionRegion is where STS is asked when no region is named.
func partitionRegion(partition string) string {
	switch partition {
	case "aws-cn":
		return "cn-northwest-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	case "aws-eusc":
		return "eusc-de-east-1"
	case "aws-iso":
		return "us-iso-east-1"
	case "aws-iso-b":
		return "us-isob-east-1"
	case "aws-iso-e":
		return "eu-isoe-west-1"
	case "aws-iso-f":
		return "us-isof-south-1"
	}
	return "us-east-1"
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
