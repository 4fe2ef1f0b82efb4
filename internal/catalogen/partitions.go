package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A partitionFile is botocore's partitions.json.
type partitionFile struct {
	Partitions []struct {
		ID          string
		Outputs     map[string]any
		RegionRegex string
		Regions     map[string]any
	}
}

// of returns the outputs of the region's partition; that of regions that are not known is the first one's.
func (f *partitionFile) of(region string) map[string]any {
	for _, p := range f.Partitions {
		if _, ok := p.Regions[region]; ok {
			return p.Outputs
		}
	}
	for _, p := range f.Partitions {
		if regexp.MustCompile(p.RegionRegex).MatchString(region) {
			return p.Outputs
		}
	}
	return f.Partitions[0].Outputs
}

// regions returns the partition's real regions, sorted.
func (f *partitionFile) regions(partition int) []string {
	names := slices.Sorted(maps.Keys(f.Partitions[partition].Regions))
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "-global") })
}
