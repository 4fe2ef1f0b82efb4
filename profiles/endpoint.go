package profiles

import "strings"

// ResolveEndpoint returns the endpoint that the environment or the profile gives for a service,
// "" for the service's own. The service is named as in the variables: "STS", "SSO_OIDC".
// The order is https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html.
func ResolveEndpoint(p *Profile, getenv func(string) string, service string) string {
	if IgnoresEndpoints(p, getenv) {
		return ""
	}
	for _, name := range []string{"AWS_ENDPOINT_URL_" + strings.ToUpper(service), "AWS_ENDPOINT_URL"} {
		if url := getenv(name); url != "" {
			return url
		}
	}
	if p == nil {
		return ""
	}
	if p.Get("services") != "" {
		if url := p.Get(strings.ToLower(service) + ".endpoint_url"); url != "" {
			return url
		}
	}
	return p.Get("endpoint_url")
}

// IgnoresEndpoints reads the switch of all custom endpoints. The variable wins. p may be nil.
func IgnoresEndpoints(p *Profile, getenv func(string) string) bool {
	text := getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
	if text == "" && p != nil {
		text = p.Get("ignore_configured_endpoint_urls")
	}
	return strings.EqualFold(text, "true")
}
