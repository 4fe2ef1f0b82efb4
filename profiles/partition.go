package profiles

import "strings"

// partition is one of AWS's worlds, which share no accounts.
type partition struct {
	name   string
	prefix string // of its regions' names
	region string // where STS is asked if no region is named
}

// partitions are all but "aws", as in the table that the SDKs share:
// https://github.com/smithy-lang/smithy-rs (aws-partitions.json).
func partitions() [7]partition {
	return [...]partition{
		{"aws-cn", "cn-", "cn-northwest-1"},
		{"aws-us-gov", "us-gov-", "us-gov-west-1"},
		{"aws-eusc", "eusc-", "eusc-de-east-1"},
		{"aws-iso", "us-iso-", "us-iso-east-1"},
		{"aws-iso-b", "us-isob-", "us-isob-east-1"},
		{"aws-iso-e", "eu-isoe-", "eu-isoe-west-1"},
		{"aws-iso-f", "us-isof-", "us-isof-south-1"},
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
