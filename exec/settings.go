package exec

import (
	"maps"
	"slices"
	"strings"

	"lanyard/profiles"
)

// setting is a profile setting and the variable that means the same to the SDKs,
// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html.
type setting struct{ key, variable string }

func passedOn() []setting {
	return []setting{
		{"ca_bundle", "AWS_CA_BUNDLE"},
		{"use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"},
		{"use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT"},
		{"retry_mode", "AWS_RETRY_MODE"},
		{"max_attempts", "AWS_MAX_ATTEMPTS"},
		{"sts_regional_endpoints", "AWS_STS_REGIONAL_ENDPOINTS"},
		{"sigv4a_signing_region_set", "AWS_SIGV4A_SIGNING_REGION_SET"},
		{"ec2_metadata_service_endpoint", "AWS_EC2_METADATA_SERVICE_ENDPOINT"},
		{"ec2_metadata_service_endpoint_mode", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"},
		{"ec2_metadata_v1_disabled", "AWS_EC2_METADATA_V1_DISABLED"},
		{"ignore_configured_endpoint_urls", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"},
	}
}

// endpointVar is the variable of all services' endpoint; one service's has "_" and its name more.
const endpointVar = "AWS_ENDPOINT_URL"

// settings returns the variables that stand for p's settings in the child, which knows no profile.
// A variable that e has already wins, as it does in the SDKs.
func (e environ) settings(p *profiles.Profile) []Var {
	if p == nil {
		return nil
	}
	var set []Var
	for _, s := range passedOn() {
		if value := p.Get(s.key); value != "" && !e.has(s.variable) {
			set = append(set, Var{Name: s.variable, Value: value})
		}
	}
	return append(set, e.endpoints(p)...)
}

// endpoints keeps the order of the SDKs: a service's variable, the variable for all, the services
// section, endpoint_url. So the variable for all hides everything that p says.
func (e environ) endpoints(p *profiles.Profile) []Var {
	if profiles.IgnoresEndpoints(p, e.get) || e.get(endpointVar) != "" {
		return nil
	}
	var set []Var
	if value := p.Get("endpoint_url"); value != "" {
		set = append(set, Var{Name: endpointVar, Value: value})
	}
	if p.Get("services") == "" {
		return set
	}
	// A nested endpoint_url counts in a services section only, which is Inherited.
	for _, key := range slices.Sorted(maps.Keys(p.Inherited)) {
		service, ok := strings.CutSuffix(key, ".endpoint_url")
		name := endpointVar + "_" + strings.ToUpper(service)
		if value := p.Inherited[key].Value; ok && value != "" && validName(name) && e.get(name) == "" {
			set = append(set, Var{Name: name, Value: value})
		}
	}
	return set
}
