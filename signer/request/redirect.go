package request

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"lanyard/signer"
)

// move signs again if S3 answers that a bucket is in another region. No other answer changes the host of a signed
// request: a redirect would let a server choose a host that receives the session token, the body, the cookies and
// the API keys of the request.
func (t *transfer) move(_ context.Context, a *Answer) (step, bool) {
	if t.Anonymous || t.moved || t.sign.Service != "s3" || !wrongRegion(a) {
		return step{}, false
	}
	region := a.Error.Region
	if region == "" {
		region = t.regionOf(a.location())
	}
	if !plainRegion(region) {
		return step{}, false
	}
	changed, ok := t.rehost(region, redirects(a.Status))
	if !ok || !changed && region == t.sign.Region {
		return step{}, false
	}
	t.moved = true
	why := fmt.Sprintf("wrong region: it wants %s, not %s", region, t.sign.Region)
	if region == t.sign.Region {
		why = "wrong region in the host: it wants " + region
	}
	t.sign.Region, t.sign.RegionSet = region, nil
	t.notes = append(t.notes, why)
	return step{true, Event{Kind: EventRedirect, Why: why, Region: region}}, true
}

// wrongRegion reports whether S3 gives an answer for a wrong region.
func wrongRegion(a *Answer) bool {
	switch a.Error.Code {
	case "AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "PermanentRedirect", "IllegalLocationConstraintException":
		return true
	}
	// The answer to a HEAD has no body; its header names the bucket's region.
	return redirects(a.Status) || a.Method == http.MethodHead && a.Status == http.StatusBadRequest
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// plainRegion reports whether a text has the form of a region.
func plainRegion(text string) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return text != "" && len(text) <= 40
}

// rehost changes the region in the name of one of AWS's S3 hosts. It does not change other hosts, and reports false
// if signing again for them is useless: because they are in another region, or redirect.
func (t *transfer) rehost(region string, elsewhere bool) (changed, ok bool) {
	host := firstOf(t.host, t.target.Host)
	moved, ok := signer.S3HostIn(host, region)
	if !ok {
		there := signer.GuessHost(host)
		return false, !elsewhere && (there.Region == "" || there.Region == region)
	}
	if moved == host {
		return false, true
	}
	if t.host != "" {
		t.host = moved
		return true, true
	}
	target := *t.target
	target.Host = moved
	t.target = &target
	return true, true
}

// regionOf returns the region of a Location for the request's own bucket in another region. The Location itself is
// never used.
func (t *transfer) regionOf(location *url.URL) string {
	if location == nil {
		return ""
	}
	region := signer.GuessHost(location.Host).Region
	ours, ok := signer.S3HostIn(firstOf(t.host, t.target.Host), region)
	theirs, same := signer.S3HostIn(location.Host, region)
	if !ok || !same || !strings.EqualFold(ours, theirs) {
		return ""
	}
	return region
}

// location returns the URL that an answer redirects to, or nil.
func (a *Answer) location() *url.URL {
	text := a.Header.Get("Location")
	if text == "" || !redirects(a.Status) {
		return nil
	}
	to, err := a.request.URL.Parse(text)
	if err != nil || to.Host == "" || to.Scheme != "https" && to.Scheme != "http" {
		return nil
	}
	return to
}
