package sso

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"lanyard/signer/request"
)

// redirectLimit bounds the redirects from a company's start URL to the portal.
const redirectLimit = 5

// ErrNoPortal means that a start URL neither belongs to an AWS access portal nor redirects to one.
var ErrNoPortal = errors.New("it leads to no AWS access portal")

// Locate follows a start URL to its access portal. It returns the URL of the portal, which Identity Center uses as the
// name of the instance, and its region; "" if the URL does not contain the region. It reads only the Location of
// redirects, and sends only a GET.
func (c *Client) Locate(ctx context.Context, startURL string) (portal, region string, err error) {
	if c.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.Timeout)
		defer cancel()
	}
	address := startURL
	for range redirectLimit + 1 {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
			return "", "", fmt.Errorf("%q: %w", address, ErrNoPortal)
		}
		if IsPortal(address) {
			if address != startURL {
				address = portalURL(address)
			}
			return address, PortalRegion(address), nil
		}
		if address, err = c.redirect(ctx, u); err != nil {
			return "", "", err
		}
	}
	return "", "", fmt.Errorf("%q: %w: too many redirects", startURL, ErrNoPortal)
}

// redirect returns the URL that a URL redirects to.
func (c *Client) redirect(ctx context.Context, u *url.URL) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("User-Agent", request.UserAgent)
	resp, err := c.Transport.RoundTrip(req) // unlike a client, a transport follows no redirect
	if err != nil {
		return "", &request.Error{Op: "open the start URL", Err: err}
	}
	resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return "", fmt.Errorf("%q: %w: HTTP %d", u.Redacted(), ErrNoPortal, resp.StatusCode)
	}
	to, err := u.Parse(resp.Header.Get("Location"))
	if err != nil {
		return "", fmt.Errorf("%q: %w: it redirects to no address", u.Redacted(), ErrNoPortal)
	}
	return to.String(), nil
}

// regionalPortals returns patterns for the hosts of portals that contain their region.
func regionalPortals() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`^[^.]+\.portal\.([a-z0-9-]+)\.app\.aws$`),
		regexp.MustCompile(`^[^.]+\.([a-z0-9-]+)\.portal\.amazonaws\.com(?:\.cn)?$`),
	}
}

// PortalRegion returns the region in the host of a start URL, or "".
func PortalRegion(startURL string) string {
	host := portalHost(startURL)
	for _, pattern := range regionalPortals() {
		if found := pattern.FindStringSubmatch(host); found != nil {
			return found[1]
		}
	}
	return ""
}

// IsPortal reports whether the host of a start URL is an AWS access portal.
func IsPortal(startURL string) bool {
	host := portalHost(startURL)
	for _, domain := range []string{".awsapps.com", ".awsapps.cn", ".app.aws", ".portal.amazonaws.com", ".portal.amazonaws.com.cn"} {
		if strings.HasSuffix(host, domain) {
			return true
		}
	}
	return issuerHost().MatchString(host)
}

// issuerHost returns a pattern for the hosts of issuer URLs, which have no region and no page.
func issuerHost() *regexp.Regexp {
	return regexp.MustCompile(`^identitycenter\.(?:us-gov\.)?amazonaws\.(?:com|com\.cn|eu)$`)
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func portalHost(startURL string) string {
	u, err := url.Parse(startURL)
	if err != nil || u.Scheme != "https" {
		return ""
	}
	return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
}
