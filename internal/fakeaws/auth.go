package fakeaws

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	timeFormat = "20060102T150405Z"
	terminator = "aws4_request"
)

// signature holds the parameters of a request's signature:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
type signature struct {
	keyID, date, region, service string
	headers                      []string // the signed headers, in lower case
	value                        string
	at                           time.Time
	token                        string
	inQuery                      bool
	regions                      []string      // of SigV4A, instead of region
	lifetime                     time.Duration // X-Amz-Expires
}

// readSignature finds a request's signature in its header or query.
func readSignature(r *http.Request) (*signature, *apiError) {
	query := r.URL.Query()
	header := r.Header.Get("Authorization")
	switch {
	case query.Get("X-Amz-Algorithm") != "":
		return queryAuth(query)
	case header == "":
		return nil, errMissingToken()
	case !strings.HasPrefix(header, algorithm+" ") && !strings.HasPrefix(header, algorithmA+" "):
		return nil, errIncomplete("Authorization header requires 'Credential' parameter. "+
			"Authorization header requires 'Signature' parameter. "+
			"Authorization header requires 'SignedHeaders' parameter. %s", hashed(header))
	}
	return headerAuth(r.Header, header)
}

// hashed replaces the header in messages, as AWS does, so that logs contain no signatures.
func hashed(header string) string {
	sum := sha256.Sum256([]byte(header))
	return "(Hashed with SHA-256 and encoded with Base64) Authorization=" + base64.StdEncoding.EncodeToString(sum[:])
}

func headerAuth(h http.Header, header string) (*signature, *apiError) {
	fields := map[string]string{}
	kind, rest, _ := strings.Cut(header, " ")
	for pair := range strings.SplitSeq(rest, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok {
			return nil, errIncomplete("'%s' not a valid key=value pair (missing equal-sign) in Authorization header %s.",
				strings.TrimSpace(pair), hashed(header))
		}
		fields[name] = value
	}
	var missing strings.Builder
	for _, name := range []string{"Credential", "Signature", "SignedHeaders"} {
		if fields[name] == "" {
			missing.WriteString("Authorization header requires '" + name + "' parameter. ")
		}
	}
	date := h.Get("X-Amz-Date")
	if date == "" {
		missing.WriteString("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ")
	}
	if missing.Len() > 0 {
		return nil, errIncomplete("%s%s", missing.String(), hashed(header))
	}
	s := &signature{value: fields["Signature"], token: h.Get("X-Amz-Security-Token")}
	if kind == algorithmA {
		s.regions = strings.Split(h.Get(regionSetHeader), ",")
	}
	return s, s.fill(fields["Credential"], date, fields["SignedHeaders"])
}

func queryAuth(q url.Values) (*signature, *apiError) {
	kind := q.Get("X-Amz-Algorithm")
	if kind != algorithm && kind != algorithmA {
		return nil, errIncomplete("Unsupported AWS 'algorithm': '%s'.", kind)
	}
	var missing strings.Builder
	for _, name := range []string{"X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"} {
		if q.Get(name) == "" {
			missing.WriteString("AWS query-string parameters must include '" + name + "'. ")
		}
	}
	if missing.Len() > 0 {
		return nil, errIncomplete("%sRe-examine the query-string parameters.", missing.String())
	}
	s := &signature{value: q.Get("X-Amz-Signature"), token: q.Get("X-Amz-Security-Token"), inQuery: true}
	if kind == algorithmA {
		s.regions = strings.Split(q.Get(regionSetHeader), ",")
	}
	if seconds, err := strconv.Atoi(q.Get("X-Amz-Expires")); err == nil {
		s.lifetime = time.Duration(seconds) * time.Second
	}
	return s, s.fill(q.Get("X-Amz-Credential"), q.Get("X-Amz-Date"), q.Get("X-Amz-SignedHeaders"))
}

// fill parses the parts that signatures in the header and in the query share.
func (s *signature) fill(credential, date, headers string) *apiError {
	parts := strings.Split(credential, "/")
	if s.regions != nil && len(parts) == 4 { // the scope has no region
		parts = slices.Insert(parts, 2, s.regions[0])
	}
	if len(parts) != 5 {
		return errIncomplete("Credential must have exactly 5 slash-delimited elements, "+
			"e.g. keyid/date/region/service/term, got '%s'", credential)
	}
	s.keyID, s.date, s.region, s.service = parts[0], parts[1], parts[2], parts[3]
	if parts[4] != terminator {
		return errSignature("Credential should be scoped with a valid terminator: '%s', not '%s'.", terminator, parts[4])
	}
	at, err := time.Parse(timeFormat, date)
	if err != nil {
		return errIncomplete("Date must be in ISO-8601 'basic format'. Got '%s'. "+
			"See http://en.wikipedia.org/wiki/ISO_8601", date)
	}
	s.at = at
	if day := date[:8]; day != s.date {
		return errSignature("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "+
			"'%s' != '%s', from '%s'.", s.date, day, date)
	}
	s.headers = strings.Split(strings.ToLower(headers), ";")
	if !slices.Contains(s.headers, "host") {
		return errSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
	}
	return nil
}
