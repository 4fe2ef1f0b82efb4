package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrNoEndpoint reports that a service has no endpoint of the kind in a region.
var ErrNoEndpoint = errors.New("no such endpoint")

// A Variant chooses among a service's endpoints.
type Variant struct{ FIPS, DualStack bool }

// String returns the letters by which the plans name the variant.
func (v Variant) String() string {
	switch {
	case v.FIPS && v.DualStack:
		return "fd"
	case v.FIPS:
		return "f"
	case v.DualStack:
		return "d"
	}
	return "-"
}

// An Endpoint is where a service answers and what its requests are signed for.
type Endpoint struct {
	Host          string
	Path          string // what precedes the operations' paths, mostly nothing
	Auth          Auth
	SigningName   string
	SigningRegion string // with SigV4A the region set
}

// A Partition is a group of regions with domains and accounts of its own.
type Partition struct {
	ID, DNSSuffix, DualStackSuffix, GlobalRegion string
	regions                                      *regexp.Regexp
}

// partitionTable lists AWS's partitions: id, domain, dual-stack domain, the region of global services, and what
// its regions look like. The first one is that of regions that no line fits.
const partitionTable = `
aws         amazonaws.com      api.aws                       us-east-1       (us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+
aws-cn      amazonaws.com.cn   api.amazonwebservices.com.cn  cn-northwest-1  cn-\w+-\d+
aws-eusc    amazonaws.eu       api.amazonwebservices.eu      eusc-de-east-1  eusc-(de)-\w+-\d+
aws-iso     c2s.ic.gov         api.aws.ic.gov                us-iso-east-1   us-iso-\w+-\d+
aws-iso-b   sc2s.sgov.gov      api.aws.scloud                us-isob-east-1  us-isob-\w+-\d+
aws-iso-e   cloud.adc-e.uk     api.cloud-aws.adc-e.uk        eu-isoe-west-1  eu-isoe-\w+-\d+
aws-iso-f   csp.hci.ic.gov     api.aws.hci.ic.gov            us-isof-south-1 us-isof-\w+-\d+
aws-us-gov  amazonaws.com      api.aws                       us-gov-west-1   us-gov-\w+-\d+
`

// Partitions returns AWS's partitions.
func Partitions() []Partition {
	var list []Partition
	for line := range strings.Lines(strings.TrimSpace(partitionTable)) {
		f := strings.Fields(line)
		list = append(list, Partition{f[0], f[1], f[2], f[3], regexp.MustCompile("^" + f[4] + "$")})
	}
	return list
}

// PartitionOf returns the region's partition; it is AWS's public one for a region of an unknown form.
func PartitionOf(region string) Partition {
	list := Partitions()
	for _, p := range list {
		if p.regions.MatchString(region) || region == p.ID+"-global" {
			return p
		}
	}
	return list[0]
}

// A plan says where a service's endpoints are: lines of a region, a partition or "*", the variant's letters, the host,
// the way of signing, its name and region. "-" is the usual value. The first line that fits decides.
type plan []planLine

type planLine struct{ where, variant, host, auth, name, region string }

func parsePlans(text string) []plan {
	var plans []plan
	for _, part := range strings.Split(text, "\n\n") {
		var p plan
		for line := range strings.Lines(part) {
			if f := strings.Fields(line); len(f) == 6 {
				p = append(p, planLine{f[0], f[1], f[2], f[3], f[4], f[5]})
			}
		}
		plans = append(plans, p)
	}
	return plans
}

var validRegion = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,62}$`)

// Endpoint returns where the service answers in a region. An invalid region is an error, since it becomes part of
// the host; so is a variant that the partition does not have, which is [ErrNoEndpoint].
func (c *Catalog) Endpoint(s *Service, region string, v Variant) (Endpoint, error) {
	if !validRegion.MatchString(region) {
		return Endpoint{}, fmt.Errorf("invalid region %q", region)
	}
	plans, err := c.plans()
	if err != nil {
		return Endpoint{}, err
	}
	if s.plan >= len(plans) {
		return Endpoint{}, errDamaged
	}
	partition := PartitionOf(region)
	for _, where := range []string{region, partition.ID, "*"} {
		for _, l := range plans[s.plan] {
			if l.where == where && l.variant == v.String() {
				return l.endpoint(s, partition, region)
			}
		}
	}
	return Endpoint{}, fmt.Errorf("%s in %s: %w", s.Name, region, ErrNoEndpoint)
}

func (l planLine) endpoint(s *Service, p Partition, region string) (Endpoint, error) {
	if l.host == "-" {
		return Endpoint{}, fmt.Errorf("%s in %s: %w", s.Name, region, ErrNoEndpoint)
	}
	fill := strings.NewReplacer("{prefix}", s.EndpointPrefix, "{region}", region, "{dns}", p.DNSSuffix, "{dual}", p.DualStackSuffix)
	usual := func(text, otherwise string) string {
		if text == "-" {
			text = ""
		}
		return fill.Replace(cmp.Or(text, otherwise))
	}
	host, path, _ := strings.Cut(fill.Replace(l.host), "/")
	if path != "" {
		path = "/" + path
	}
	return Endpoint{
		Host: host, Path: path, Auth: Auth(usual(l.auth, string(s.Auth))),
		SigningName: usual(l.name, s.SigningName), SigningRegion: usual(l.region, region),
	}, nil
}
