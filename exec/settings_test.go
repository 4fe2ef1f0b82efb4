package exec_test

import (
	"testing"

	"lanyard/exec"
	"lanyard/profiles"
)

func TestSettingsBecomeVariables(t *testing.T) {
	endpoints := map[string]string{"endpoint_url": "http://all", "services": "local"}
	for name, test := range map[string]struct {
		parent   []string
		settings map[string]string
		want     map[string]string
	}{
		"plain": {
			settings: map[string]string{
				"ca_bundle": "/ca.pem", "use_fips_endpoint": "true", "use_dualstack_endpoint": "false",
				"retry_mode": "adaptive", "max_attempts": "7", "output": "json", "sts_regional_endpoints": "legacy",
			},
			want: map[string]string{
				"AWS_CA_BUNDLE": "/ca.pem", "AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "false",
				"AWS_RETRY_MODE": "adaptive", "AWS_MAX_ATTEMPTS": "7", "AWS_STS_REGIONAL_ENDPOINTS": "legacy",
			},
		},
		"the person's variable wins": {
			parent:   []string{"AWS_CA_BUNDLE=/mine.pem"},
			settings: map[string]string{"ca_bundle": "/ca.pem"},
			want:     map[string]string{"AWS_CA_BUNDLE": "/mine.pem"},
		},
		"an outer profile's variable does not": {
			parent:   []string{"AWS_CA_BUNDLE=/outer.pem", "LANYARD_ENV=AWS_CA_BUNDLE"},
			settings: map[string]string{"ca_bundle": "/ca.pem"},
			want:     map[string]string{"AWS_CA_BUNDLE": "/ca.pem"},
		},
		"endpoints": {
			settings: endpoints,
			want:     map[string]string{"AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_SSO_OIDC": "http://oidc"},
		},
		"a service's variable wins over its section": {
			parent:   []string{"AWS_ENDPOINT_URL_SSO_OIDC=http://mine"},
			settings: endpoints,
			want:     map[string]string{"AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_SSO_OIDC": "http://mine"},
		},
		"the variable for all wins over the profile": {
			parent:   []string{"AWS_ENDPOINT_URL=http://mine"},
			settings: endpoints,
			want:     map[string]string{"AWS_ENDPOINT_URL": "http://mine"},
		},
		"no services section": {
			settings: map[string]string{"endpoint_url": "http://all"},
			want:     map[string]string{"AWS_ENDPOINT_URL": "http://all"},
		},
		"endpoints ignored by the profile": {
			settings: map[string]string{"endpoint_url": "http://all", "ignore_configured_endpoint_urls": "true"},
			want:     map[string]string{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
		},
		"endpoints ignored by the person": {
			parent:   []string{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=TRUE"},
			settings: endpoints,
			want:     map[string]string{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := &profiles.Profile{Settings: map[string]profiles.Setting{}, Inherited: map[string]profiles.Setting{
				"sso_oidc.endpoint_url": {Value: "http://oidc"},
				"x;y.endpoint_url":      {Value: "http://no-name"},
			}}
			for key, value := range test.settings {
				p.Settings[key] = profiles.Setting{Value: value}
			}
			got := asMap(t, exec.Environ(test.parent, exec.Child{Profile: "p", Credentials: longLived(), Settings: p}))
			for _, name := range []string{
				"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_VAULT", "LANYARD_PROFILE", "LANYARD_ENV",
			} {
				delete(got, name)
			}
			if d := diff(got, test.want); d != "" {
				t.Error(d)
			}
		})
	}
}
