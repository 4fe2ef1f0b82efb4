package sso

import (
	"net/url"
	"strings"
)

// SamePortal reports whether two start URLs are spellings of the same access portal: people copy the address
// with a trailing slash or with the fragment of the page that they were on.
func SamePortal(a, b string) bool { return portalURL(a) == portalURL(b) }

// portalURL is a start URL without what does not tell portals apart: the case of the host, the default port,
// trailing slashes, query and fragment.
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

// spellings are the ways in which a start URL is usually written.
func spellings(startURL string) []string {
	plain := portalURL(startURL)
	return []string{plain, plain + "/", plain + "#", plain + "#/", plain + "/#", plain + "/#/"}
}
