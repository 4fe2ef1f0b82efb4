package request

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"lanyard/signer"
)

// move signs once more for the region, or the host, that the server named.
func (t *transfer) move(_ context.Context, a *Answer) (step, bool) {
	if t.Anonymous || t.moves >= mostMoves {
		return step{}, false
	}
	if region := a.Error.Region; region != "" && region != t.sign.Region && wrongRegion(a) && plainRegion(region) {
		t.moves++
		why := fmt.Sprintf("wrong region: it wants %s, not %s", region, t.sign.Region)
		t.rehost(t.sign.Region, region)
		t.sign.Region, t.sign.RegionSet = region, nil
		t.notes = append(t.notes, why)
		return step{true, Event{Kind: EventRedirect, Why: why, Region: region}}, true
	}
	return t.follow(a)
}

// wrongRegion reports the answers that a wrong region has.
func wrongRegion(a *Answer) bool {
	switch a.Error.Code {
	case "AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "PermanentRedirect", "IllegalLocationConstraintException":
		return true
	}
	// A HEAD has no body that tells why; the header with the bucket's region does.
	return a.Method == http.MethodHead && (a.Status == http.StatusMovedPermanently || a.Status == http.StatusBadRequest)
}

// plainRegion reports text that looks like a region, since it becomes part of a host name.
func plainRegion(text string) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return text != "" && len(text) <= 40
}

// rehost puts the right region into a host name that names the wrong one. A name without a region, S3's
// global one or another server's, stays: it knows where to look.
func (t *transfer) rehost(from, to string) {
	change := func(host string) string {
		if signer.GuessHost(host).Region != from {
			return host
		}
		return strings.Replace(host, from, to, 1)
	}
	if t.host != "" {
		t.host = change(t.host)
		return
	}
	moved := *t.target
	moved.Host = change(moved.Host)
	t.target = &moved
}

// follow goes where S3 sends for a while (307): only to a host that is the same service, as secure as
// before, so that no server can have us sign for another.
func (t *transfer) follow(a *Answer) (step, bool) {
	if a.Status != http.StatusTemporaryRedirect && a.Status != http.StatusPermanentRedirect {
		return step{}, false
	}
	to, err := t.target.Parse(a.Header.Get("Location"))
	if err != nil || a.Header.Get("Location") == "" {
		return step{}, false
	}
	there := signer.GuessHost(to.Host)
	known := to.Host == t.target.Host || there.Service != "" && there.Service == t.sign.Service
	if !known || to.Scheme != t.target.Scheme || to.User != nil {
		t.notes = append(t.notes, fmt.Sprintf("the redirect to %q is not followed: that is not known as %s", to.Scheme+"://"+to.Host, t.sign.Service))
		return step{}, false
	}
	t.moves++
	t.target, t.host = withoutFragment(to), ""
	if there.Region != "" {
		t.sign.Region = there.Region
	}
	why := "redirected to " + to.Host
	t.notes = append(t.notes, why)
	return step{true, Event{Kind: EventRedirect, Why: why, Region: t.sign.Region}}, true
}

func withoutFragment(u *url.URL) *url.URL {
	plain := *u
	plain.Fragment, plain.RawFragment = "", ""
	return &plain
}
