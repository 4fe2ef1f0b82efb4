package sso

import (
	"net/url"
	"strings"
)

// SamePortal reports whether two start URLs belong to the same access portal. People copy the URL with a trailing
// slash or with the fragment of a page.
func SamePortal(a, b string) bool { return portalURL(a) == portalURL(b) }

// portalURL normalizes a start URL: it returns it with a lower-case host, and without default port, trailing slashes,
// query and fragment.
func portalURL(startURL string) string {
	u, err := url.Parse(strings.TrimSpace(startURL))
	if err != nil || u.Host == "" {
		return startURL
	}
	host := strings.ToLower(u.Host)
	if u.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	}
	return u.Scheme + "://" + host + strings.TrimRight(u.EscapedPath(), "/")
}

// spellings returns the usual spellings of a start URL.
func spellings(startURL string) []string {
	plain := portalURL(startURL)
	return []string{plain, plain + "/", plain + "#", plain + "#/", plain + "/#", plain + "/#/"}
}
