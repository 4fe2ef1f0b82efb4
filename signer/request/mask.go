package request

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"lanyard/signer"
)

const tokenHeader = "X-Amz-Security-Token" //nolint:gosec // the name of a header

// Masked returns a copy of an explanation with the session token masked; nil for nil.
func Masked(how *signer.Explanation) *signer.Explanation {
	if how == nil {
		return nil
	}
	u, err := url.Parse(how.URL)
	if err != nil {
		u = &url.URL{}
	}
	mask := secretsOf(how.Headers, u)
	masked := *how
	masked.URL = mask.Replace(how.URL)
	masked.CanonicalRequest = mask.Replace(how.CanonicalRequest)
	masked.Headers = maskHeader(mask, how.Headers)
	return &masked
}

func maskHeader(mask *strings.Replacer, h http.Header) http.Header {
	masked := make(http.Header, len(h))
	for name, values := range h {
		for _, value := range values {
			if http.CanonicalHeaderKey(name) == "Authorization" && !strings.HasPrefix(value, "AWS4-") {
				value = "****"
			}
			masked[name] = append(masked[name], mask.Replace(value))
		}
	}
	return masked
}

// secretsOf returns a replacer that masks the session token of a signed request, in every form in which servers
// repeat it. The secret access key is not part of a request.
func secretsOf(header http.Header, u *url.URL) *strings.Replacer {
	token := firstOf(header.Get(tokenHeader), u.Query().Get(tokenHeader))
	if token == "" {
		return strings.NewReplacer()
	}
	once := url.QueryEscape(token)
	var pairs []string
	for _, form := range []string{
		token, once, url.QueryEscape(once), strings.ReplaceAll(token, "/", `\/`), url.PathEscape(token),
		spaced(token), spaced(once), strings.ToUpper(spaced(token)), strings.ToUpper(spaced(once)),
	} {
		pairs = append(pairs, form, "****")
	}
	return strings.NewReplacer(pairs...)
}

// spaced returns the bytes of a text as S3 writes them: "41 57 53".
func spaced(text string) string { return fmt.Sprintf("% x", text) }
