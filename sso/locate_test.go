package sso_test

import (
	"errors"
	"net/http"
	"testing"

	"lanyard/signer/request"
	"lanyard/sso"
)

func TestPortalHosts(t *testing.T) {
	for startURL, region := range map[string]string{
		"https://ssoins-722.portal.eu-west-1.app.aws":             "eu-west-1",
		"https://SSOINS-722.Portal.EU-West-1.app.aws:443/start/":  "eu-west-1",
		"https://ssoins-722.us-gov-west-1.portal.amazonaws.com":   "us-gov-west-1",
		"https://ssoins-722.cn-north-1.portal.amazonaws.com.cn/#": "cn-north-1",
		"https://corp.awsapps.com/start":                          "",
		"https://start.us-gov-home.awsapps.com/directory/d-1":     "",
		"https://start.home.awsapps.cn/directory/d-1":             "",
		"https://identitycenter.amazonaws.com/ssoins-722":         "",
	} {
		if got := sso.PortalRegion(startURL); got != region || !sso.IsPortal(startURL) {
			t.Errorf("%q: region %q, a portal: %v", startURL, got, sso.IsPortal(startURL))
		}
	}
	for _, other := range []string{
		"https://aws.corp.example", "https://x.portal.eu-west-1.app.aws.corp.example", "https://evilapp.aws.example/.app.aws",
		"https://corp.example/#x.portal.eu-west-1.app.aws", "https://x.portal.eu-west-1.app.aws@corp.example/",
		"http://x.portal.eu-west-1.app.aws", "https://identitycenter.amazonaws.example", "%",
	} {
		if sso.IsPortal(other) || sso.PortalRegion(other) != "" {
			t.Errorf("%q is taken for a portal", other)
		}
	}
}

// redirects answers each address with a redirect to the next.
type redirects map[string]string

func (r redirects) RoundTrip(req *http.Request) (*http.Response, error) {
	to, ok := r[req.URL.String()]
	if !ok {
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody}, nil
	}
	return &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {to}}, Body: http.NoBody}, nil
}

func TestLocate(t *testing.T) {
	client := &sso.Client{Sender: &request.Sender{Transport: redirects{
		"https://aws.corp.example":            "https://sso.corp.example/aws",
		"https://sso.corp.example/aws":        "/portal",
		"https://sso.corp.example/portal":     "https://ssoins-722.portal.eu-west-1.app.aws/?x=y#/",
		"https://loop.example/":               "https://loop.example/",
		"https://down.example/":               "http://ssoins-722.portal.eu-west-1.app.aws",
		"https://file.example/":               "file:///etc/passwd",
		"https://inside.example/":             "http://169.254.169.254/latest",
		"https://old.example/":                "https://corp.awsapps.com/start/",
		"https://nowhere.example/":            "",
		"https://relative.example/a/b":        "../c",
		"https://ssoins-1.eu.corp.example/":   "https://x.portal.eu-west-1.app.aws.corp.example",
		"https://x.portal.eu-west-1.app.aws/": "https://never.asked.example",
	}}}
	for _, c := range []struct {
		startURL, portal, region string
		err                      error
	}{
		{"https://aws.corp.example", "https://ssoins-722.portal.eu-west-1.app.aws", "eu-west-1", nil},
		{"https://x.portal.eu-west-1.app.aws/", "https://x.portal.eu-west-1.app.aws/", "eu-west-1", nil},
		{"https://old.example/", "https://corp.awsapps.com/start", "", nil},
		{"https://loop.example/", "", "", sso.ErrNoPortal},
		{"https://down.example/", "", "", sso.ErrNoPortal},
		{"https://file.example/", "", "", sso.ErrNoPortal},
		{"https://inside.example/", "", "", sso.ErrNoPortal},
		{"https://nowhere.example/", "", "", sso.ErrNoPortal},
		{"https://relative.example/a/b", "", "", sso.ErrNoPortal},
		{"https://ssoins-1.eu.corp.example/", "", "", sso.ErrNoPortal},
		{"http://aws.corp.example", "", "", sso.ErrNoPortal},
		{"corp", "", "", sso.ErrNoPortal},
	} {
		portal, region, err := client.Locate(t.Context(), c.startURL)
		if portal != c.portal || region != c.region || !errors.Is(err, c.err) {
			t.Errorf("%q: %q in %q, %v", c.startURL, portal, region, err)
		}
	}
}
