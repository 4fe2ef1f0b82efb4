package request

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const tokenHeader = "X-Amz-Security-Token" //nolint:gosec // the name of a header

// secretsOf hides the session token of a signed request in every form in which servers repeat it. The
// secret access key is not in a request.
func secretsOf(r *http.Request) *strings.Replacer {
	token := firstOf(r.Header.Get(tokenHeader), r.URL.Query().Get(tokenHeader))
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

// spaced is a text as S3 shows its bytes: "41 57 53".
func spaced(text string) string { return fmt.Sprintf("% x", text) }
