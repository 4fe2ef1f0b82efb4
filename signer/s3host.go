package signer

import "strings"

// S3HostIn returns the host of the same bucket, partition and addressing style in another region. It
// reports false where host is not a plain S3 endpoint of AWS's (access points and accelerated endpoints
// are not), or where region is not one of the same partition.
//
// It builds the name from the table of hosts and does not replace text: the name of a bucket may contain the name
// of a region.
func S3HostIn(host, region string) (string, bool) {
	m, ok := matchHost(host)
	if !ok || m.domain == "" || !isRegion(region) {
		return "", false
	}
	shape := s3ShapeIn(m.shape)
	e := m.endpoint()
	if shape == "" || partitionOf(region) != partitionOf(e.Region) {
		return "", false
	}
	moved := strings.Replace(shape, "<region>", region, 1) + "." + m.domain + host[len(withoutPort(host)):]
	if m.before == "" {
		return moved, true
	}
	return m.before + "." + moved, true
}

// s3ShapeIn returns the shape of the regional S3 host, without a bucket, that replaces a host of another shape. It
// returns "" for hosts that cannot change their region. Newer regions lack the "s3-REGION" form.
func s3ShapeIn(shape string) string {
	switch shape {
	case "**.s3.<region>", "**.s3-<region>", "**.s3-external-1", "**.s3":
		return "s3.<region>"
	case "**.s3.dualstack.<region>", "**.s3-fips.<region>", "**.s3-fips.dualstack.<region>":
		return strings.TrimPrefix(shape, "**.")
	case "**.s3-fips-<region>":
		return "s3-fips.<region>"
	}
	return ""
}
