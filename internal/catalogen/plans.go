package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lanyard/signer/catalog"
)

// A planner writes what the endpoint rules say as plans, one for services whose rules say the same.
type planner struct {
	partitions *partitionFile
	plans      []string
}

var variants = []catalog.Variant{{}, {FIPS: true}, {DualStack: true}, {FIPS: true, DualStack: true}}

// plan returns the place of the service's plan.
func (p *planner) plan(s *service) (int, error) {
	var lines []string
	for _, v := range variants {
		more, err := p.variant(s, v)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", s.Name, err)
		}
		lines = append(lines, more...)
	}
	text := strings.Join(lines, "\n")
	if at := slices.Index(p.plans, text); at >= 0 {
		return at, nil
	}
	p.plans = append(p.plans, text)
	return len(p.plans) - 1, nil
}

// variant returns the plan's lines for one variant: what holds in most partitions, the partitions that differ, and the
// regions that differ from their partition.
func (p *planner) variant(s *service, v catalog.Variant) ([]string, error) {
	var exceptions []string
	count := map[string]int{}
	usual := make([]string, len(p.partitions.Partitions))
	for i := range p.partitions.Partitions {
		regions := p.partitions.regions(i)
		// The region of a partition's global services may be one of its exceptions, an unknown one is none.
		unknown := regions[len(regions)-1][:strings.LastIndex(regions[len(regions)-1], "-")] + "-99"
		var err error
		if usual[i], err = p.line(s, v, i, unknown); err != nil {
			return nil, err
		}
		count[usual[i]]++
		for _, region := range regions {
			line, err := p.line(s, v, i, region)
			if err != nil {
				return nil, err
			}
			if line != usual[i] {
				exceptions = append(exceptions, region+" "+line)
			}
		}
	}
	most := slices.MaxFunc(usual, func(a, b string) int { return cmp.Compare(count[a], count[b]) })
	for i, line := range usual {
		if line != most {
			exceptions = append(exceptions, p.partitions.Partitions[i].ID+" "+line)
		}
	}
	return append(exceptions, "* "+most), nil
}

// line returns the rest of a plan's line: what the rules say in one region.
func (p *planner) line(s *service, v catalog.Variant, partition int, region string) (string, error) {
	found, err := s.Rules.resolve(p.partitions, map[string]any{"Region": region, "UseFIPS": v.FIPS, "UseDualStack": v.DualStack})
	if err != nil {
		return "", err
	}
	if found == nil {
		return fmt.Sprintf("%s - - - -", v), nil
	}
	host, ok := strings.CutPrefix(found.url, "https://")
	if !ok || strings.ContainsAny(host, ": ") {
		return "", fmt.Errorf("unexpected endpoint %q", found.url)
	}
	host, path, _ := strings.Cut(host, "/")
	if path != "" {
		path = "/" + path
	}
	outputs := p.partitions.Partitions[partition].Outputs
	// The longer domain first: one may be the beginning of the other.
	for _, domain := range [][2]string{{"dualStackDnsSuffix", "{dual}"}, {"dnsSuffix", "{dns}"}} {
		if before, ok := strings.CutSuffix(host, "."+fmt.Sprint(outputs[domain[0]])); ok {
			host = before + "." + domain[1]
			break
		}
	}
	signing := strings.ReplaceAll(found.signingRegion, region, "{region}")
	if signing == "{region}" {
		signing = ""
	}
	name := found.signingName
	if name == s.SigningName {
		name = ""
	}
	auth := found.auth
	if auth == "sigv4" || auth == string(s.Auth) {
		auth = ""
	}
	host = replaceLabel(strings.ReplaceAll(host, region, "{region}"), s.EndpointPrefix) + path
	return strings.Join([]string{v.String(), host, cmp.Or(auth, "-"), cmp.Or(name, "-"), cmp.Or(signing, "-")}, " "), nil
}

// replaceLabel puts {prefix} for the endpoint prefix at the host's beginning.
func replaceLabel(host, prefix string) string {
	rest, ok := strings.CutPrefix(host, prefix)
	if ok && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "-fips.")) {
		return "{prefix}" + rest
	}
	return host
}
