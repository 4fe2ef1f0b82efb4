package signer

import "strings"

// partition is one of AWS's separate clouds, which share no accounts.
type partition struct {
	name   string // as in ARNs
	prefix string // of its regions' names
	region string // of its global services
	// The domains of its endpoints: plain ones, those with IPv6 addresses too, and customers' own.
	domain, dualStack, resources string
	signIn                       string // the domain of the console's sign-in
}

// partitions returns all partitions, the largest one last: any other region is its.
// Sources: aws-partitions.json, which the SDKs share, and botocore's partitions.json.
func partitions() [8]partition {
	return [...]partition{
		{"aws-cn", "cn-", "cn-northwest-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "on.amazonwebservices.com.cn", "signin.amazonaws.cn"},
		{"aws-us-gov", "us-gov-", "us-gov-west-1", "amazonaws.com", "api.aws", "on.aws", "signin.amazonaws-us-gov.com"},
		{"aws-eusc", "eusc-", "eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu", "on.amazonwebservices.eu", "signin.amazonaws-eusc.eu"},
		{"aws-iso", "us-iso-", "us-iso-east-1", "c2s.ic.gov", "api.aws.ic.gov", "", "signin.c2shome.ic.gov"},
		{"aws-iso-b", "us-isob-", "us-isob-east-1", "sc2s.sgov.gov", "api.aws.scloud", "", "signin.sc2shome.sgov.gov"},
		{"aws-iso-e", "eu-isoe-", "eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", "", "signin.csphome.adc-e.uk"},
		{"aws-iso-f", "us-isof-", "us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov", "", "signin.csphome.hci.ic.gov"},
		{"aws", "", "us-east-1", "amazonaws.com", "api.aws", "on.aws", "signin.aws.amazon.com"},
	}
}

func partitionOf(region string) partition {
	list := partitions()
	for _, p := range list {
		if strings.HasPrefix(region, p.prefix) {
			return p
		}
	}
	return list[len(list)-1]
}

// PartitionOf returns the name of a region's partition, as in ARNs. It goes by the prefix of the region's name.
func PartitionOf(region string) string { return partitionOf(region).name }

// GlobalRegion returns the region of a partition's global services, where STS is asked if no region is named.
func GlobalRegion(partition string) string {
	list := partitions()
	for _, p := range list {
		if p.name == partition {
			return p.region
		}
	}
	return list[len(list)-1].region
}

// ServiceHost returns the host of a service in a region. prefix is the service's part of the name: "sts",
// "portal.sso", "oidc". The region "aws-global" stands for the one endpoint of the whole partition.
func ServiceHost(prefix, region string, fips, dualStack bool) string {
	p := partitionOf(region)
	if region == "aws-global" {
		return prefix + "." + p.domain
	}
	// GovCloud's plain endpoints are the validated ones.
	if fips && (dualStack || p.name != "aws-us-gov") {
		prefix += "-fips"
	}
	if dualStack {
		return prefix + "." + region + "." + p.dualStack
	}
	return prefix + "." + region + "." + p.domain
}

// SignInHost returns the host that signs in to the console in a region.
func SignInHost(region string, fips, dualStack bool) string {
	p := partitionOf(region)
	switch {
	case fips && !dualStack && region == "us-gov-west-1":
		return "signin-fips.amazonaws-us-gov.com"
	case fips && !dualStack && p.name == "aws-us-gov":
		return region + ".signin-fips.amazonaws-us-gov.com"
	case fips, dualStack:
		return ServiceHost("signin", region, fips, dualStack)
	}
	return region + "." + p.signIn
}
