package request

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"lanyard/signer"
)

// move signs once more where S3 says that a bucket is in another region. No other answer moves a
// signature: a redirect to another host would have it signed for whoever named that host, with the
// session token, the body, cookies and API keys of the request.
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

// wrongRegion reports the answers that a wrong region has.
func wrongRegion(a *Answer) bool {
	switch a.Error.Code {
	case "AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "PermanentRedirect", "IllegalLocationConstraintException":
		return true
	}
	// A HEAD has no body that says why; the header with the bucket's region does.
	return redirects(a.Status) || a.Method == http.MethodHead && a.Status == http.StatusBadRequest
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// plainRegion reports text that looks like a region.
func plainRegion(text string) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return text != "" && len(text) <= 40
}

// rehost puts the region into the name of an S3 host of AWS's. Every other host stays as it is, and ok is
// false where signing once more for it is of no use: it is in another region, or it redirects.
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

// regionOf returns the region of a Location that names the request's own bucket in another region. The
// Location itself is never used.
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

// location returns where an answer redirects to, nil if it does not.
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
