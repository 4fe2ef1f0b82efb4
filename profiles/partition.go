package profiles

import "strings"

// partition is one of AWS's worlds, which share no accounts.
type partition struct {
	name   string
	prefix string // of its regions' names
	region string // where STS is asked if no region is named
	// The ends of its endpoints' names: plain ones, and those with IPv6 addresses too.
	suffix, dualStack string
}

// partitions are all but "aws", as in the table that the SDKs share:
// https://github.com/smithy-lang/smithy-rs (aws-partitions.json).
func partitions() [7]partition {
	return [...]partition{
		{"aws-cn", "cn-", "cn-northwest-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
		{"aws-us-gov", "us-gov-", "us-gov-west-1", "amazonaws.com", "api.aws"},
		{"aws-eusc", "eusc-", "eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu"},
		{"aws-iso", "us-iso-", "us-iso-east-1", "c2s.ic.gov", "api.aws.ic.gov"},
		{"aws-iso-b", "us-isob-", "us-isob-east-1", "sc2s.sgov.gov", "api.aws.scloud"},
		{"aws-iso-e", "eu-isoe-", "eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
		{"aws-iso-f", "us-isof-", "us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
	}
}

// PartitionOfRegion goes by the prefix of a region's name.
func PartitionOfRegion(region string) string {
	for _, p := range partitions() {
		if strings.HasPrefix(region, p.prefix) {
			return p.name
		}
	}
	return "aws"
}

// DefaultRegion is where STS is asked for a partition if no region is named.
func DefaultRegion(name string) string {
	for _, p := range partitions() {
		if p.name == name {
			return p.region
		}
	}
	return "us-east-1"
}

// DNSSuffix is how the names of a region's endpoints end.
func DNSSuffix(region string, dualStack bool) string {
	found := partition{suffix: "amazonaws.com", dualStack: "api.aws"}
	for _, p := range partitions() {
		if strings.HasPrefix(region, p.prefix) {
			found = p
		}
	}
	if dualStack {
		return found.dualStack
	}
	return found.suffix
}
