package signer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxSkew bounds the difference between a request's time and the server's.
const maxSkew = 15 * time.Minute

// problems returns the reasons for which a server refuses a request even if its signature is right.
func (r *received) problems(c Credentials, now time.Time) []Difference {
	found := r.credentialProblems(c)
	found = append(found, r.scopeProblems()...)
	found = append(found, r.headerProblems()...)
	if given := r.header.Get(contentHashHeader); !r.isURL && len(given) == len(emptyPayload) && given != r.bodyHash() {
		found = append(found, Difference{
			Part: "payload", Ours: r.bodyHash(), Theirs: given, Why: "the body does not match X-Amz-Content-Sha256",
		})
	}
	if !now.IsZero() {
		found = append(found, r.timeProblems(now.UTC())...)
	}
	return found
}

func (r *received) credentialProblems(c Credentials) []Difference {
	var found []Difference
	if r.keyID != c.AccessKeyID {
		found = append(found, Difference{
			Part: "access key", Ours: c.AccessKeyID, Theirs: r.keyID, Why: fmt.Sprintf("signed with the access key %q, not with this one", r.keyID),
		})
		return found // another key has another token
	}
	// Tokens are secrets: the problem contains neither.
	switch {
	case r.token == "" && c.Temporary():
		found = append(found, Difference{Part: "session token", Why: "the request lacks the session token of these credentials"})
	case r.token != "" && r.token != c.token():
		found = append(found, Difference{Part: "session token", Why: "the request has another session token than these credentials"})
	}
	return found
}

func (r *received) scopeProblems() []Difference {
	var found []Difference
	if day := r.stamp[:len("20060102")]; r.scope[0] != day {
		found = append(found, Difference{
			Part: "scope", Name: "day", Ours: day, Theirs: r.scope[0], Why: "the credential is of another day than the request",
		})
	}
	if end := r.scope[len(r.scope)-1]; end != "aws4_request" {
		found = append(found, Difference{
			Part: "scope", Name: "end", Ours: "aws4_request", Theirs: end, Why: "the credential does not end in aws4_request",
		})
	}
	e := GuessURL(r.url())
	if e.Service != "" && e.Service != r.service() && !(e.Service == mqttService && r.service() == "iotdata") {
		found = append(found, Difference{
			Part: "scope", Name: "service", Ours: e.Service, Theirs: r.service(), Why: fmt.Sprintf("wrong service: the host wants %q", e.Service),
		})
	}
	if r.algorithm == algorithm && e.Region != "" && e.Region != r.region() && e.Algorithm != SigV4A {
		found = append(found, Difference{
			Part: "scope", Name: "region", Ours: e.Region, Theirs: r.region(), Why: fmt.Sprintf("wrong region: the host wants %q", e.Region),
		})
	}
	return found
}

func (r *received) headerProblems() []Difference {
	var found []Difference
	if !slices.Contains(r.signedHeaders, "host") {
		found = append(found, Difference{Part: "signed headers", Name: "host", Why: "host is not among the signed headers"})
	}
	if !slices.IsSorted(r.signedHeaders) || slices.ContainsFunc(r.signedHeaders, func(s string) bool { return s != strings.ToLower(s) }) {
		found = append(found, Difference{Part: "signed headers", Why: "the signed headers are not sorted, or not in lower case"})
	}
	for _, name := range r.signedHeaders {
		if name != "host" && len(r.values(name, attempt{})) == 0 {
			found = append(found, Difference{Part: "header", Name: name, Why: fmt.Sprintf("%q is signed and must be sent along, but is not there", name)})
		}
	}
	for key := range r.header {
		name := strings.ToLower(key)
		if isS3(r.service()) && strings.HasPrefix(name, "x-amz-") && !slices.Contains(r.signedHeaders, name) && !(name == "x-amz-security-token" || r.inQuery && name == "x-amz-date") {
			found = append(found, Difference{Part: "header", Name: name, Why: fmt.Sprintf("%q is sent and not signed, which S3 refuses", name)})
		}
	}
	slices.SortStableFunc(found, func(a, b Difference) int { return strings.Compare(a.Name, b.Name) })
	return found
}

func (r *received) timeProblems(now time.Time) []Difference {
	d := Difference{Part: "time", Ours: now.Format(timeFormat), Theirs: r.stamp}
	ahead := r.at.Sub(now).Round(time.Second)
	switch {
	case ahead > maxSkew:
		d.Why = fmt.Sprintf("not yet valid: it was signed by a clock that is %v ahead", ahead)
	case r.expires != "":
		seconds, err := strconv.ParseInt(r.expires, 10, 32)
		switch end := r.at.Add(time.Duration(seconds) * time.Second); {
		case err != nil || seconds < 1:
			d.Name, d.Why = "X-Amz-Expires", fmt.Sprintf("X-Amz-Expires is %q, not a number of seconds", cut(r.expires))
		case isS3(r.service()) && time.Duration(seconds)*time.Second > maxExpires:
			d.Name, d.Why = "X-Amz-Expires", "it lives longer than the 7 days that S3 allows"
		case now.After(end):
			d.Why = fmt.Sprintf("it expired at %s, %v ago", end.Format(time.RFC3339), now.Sub(end).Round(time.Second))
		}
	case -ahead > maxSkew:
		d.Why = fmt.Sprintf("it is %v old: a server accepts 15 minutes", -ahead)
	}
	if d.Why == "" {
		return nil
	}
	return []Difference{d}
}

// findReason looks for the signer's fault: it computes the signature with the known faults of signers, one at a
// time.
func (r *received) findReason(c Credentials, right attempt) []Difference {
	if r.keyID != c.AccessKeyID {
		return nil // that problem is reported already
	}
	for _, other := range r.attempts(right) {
		e, matches, err := r.compute(c, other.attempt)
		if err == nil && matches {
			own := r.canonicalRequest(right)
			found := Compare(own, e.CanonicalRequest)
			for i := range found {
				found[i].Why = other.why
			}
			return found
		}
	}
	return []Difference{{
		Part: "signature", Why: "the secret key is another, or something that is signed was changed afterwards: " + r.signedParts(),
	}}
}

// signedParts names the parts of the request that the signature covers.
func (r *received) signedParts() string {
	parts := []string{"the method", "the path", "the query"}
	if r.payload() == r.bodyHash() && !r.isURL {
		parts = append(parts, "the body")
	}
	names := limited(r.signedHeaders)
	return fmt.Sprintf("%s, or %q", strings.Join(parts, ", "), names)
}
