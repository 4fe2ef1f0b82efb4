package signer

import (
	"fmt"
	"slices"
	"strings"
)

// Difference is one difference between two views of a request.
type Difference struct {
	Part   string `json:"part"`           // method, path, query, header, signed headers, payload, algorithm, time, scope, …
	Name   string `json:"name,omitempty"` // of the header or query parameter
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
	Why    string `json:"why"` // in words, without control characters
}

// masked hides a session token, which is a secret.
func (d Difference) masked() Difference {
	if !strings.EqualFold(d.Name, "X-Amz-Security-Token") {
		return d
	}
	for _, value := range []*string{&d.Ours, &d.Theirs} {
		if *value != "" {
			*value = "****"
		}
	}
	return d
}

// Compare returns the differences between our canonical request and the one that a server computed. Ours and
// Theirs may contain control characters, which callers must strip before they print them.
func Compare(ours, theirs string) []Difference {
	a, b := splitCanonical(ours), splitCanonical(theirs)
	if a == nil || b == nil {
		if ours == theirs {
			return nil
		}
		return []Difference{{Part: "request", Ours: ours, Theirs: theirs, Why: "one of the two is not a canonical request"}}
	}
	var found []Difference
	if a.method != b.method {
		found = append(found, Difference{
			Part: "method", Ours: a.method, Theirs: b.method,
			Why: fmt.Sprintf("the request arrived as a %q: a proxy or a redirect changed its method", b.method),
		})
	}
	if a.path != b.path {
		found = append(found, Difference{Part: "path", Ours: a.path, Theirs: b.path, Why: explainPath(a.path, b.path)})
	}
	found = append(found, compareQueries(a.query, b.query)...)
	found = append(found, compareHeaders(a.headers, b.headers)...)
	// If the headers differ, they explain the lists already.
	if a.signed != b.signed && slices.Equal(a.headers, b.headers) {
		found = append(found, Difference{
			Part: "signed headers", Ours: a.signed, Theirs: b.signed, Why: "the list of signed headers was changed on its way",
		})
	}
	if a.payload != b.payload {
		found = append(found, Difference{Part: "payload", Ours: a.payload, Theirs: b.payload, Why: explainPayload(a.payload, b.payload)})
	}
	return found
}

// canonical holds the parts of a canonical request.
type canonical struct {
	method, path, query string
	headers             []string // "name:value"
	signed, payload     string
}

// splitCanonical splits a canonical request. It returns nil if the text is not one.
func splitCanonical(text string) *canonical {
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	lines := strings.Split(text, "\n")
	n := len(lines)
	if n < 6 || lines[n-3] != "" {
		return nil
	}
	return &canonical{
		method: lines[0], path: lines[1], query: lines[2], headers: lines[3 : n-3], signed: lines[n-2], payload: lines[n-1],
	}
}

// CompareStringToSign returns the differences between our string to sign and the one that a server computed.
func CompareStringToSign(ours, theirs string) []Difference {
	a := strings.Split(strings.TrimSpace(ours), "\n")
	b := strings.Split(strings.TrimSpace(strings.ReplaceAll(theirs, "\r\n", "\n")), "\n")
	if len(a) != 4 || len(b) != 4 {
		if slices.Equal(a, b) {
			return nil
		}
		return []Difference{{Part: "string to sign", Ours: ours, Theirs: theirs, Why: "one of the two is not a string to sign"}}
	}
	var found []Difference
	if a[0] != b[0] {
		found = append(found, Difference{Part: "algorithm", Ours: a[0], Theirs: b[0], Why: fmt.Sprintf("the server computed with %q", b[0])})
	}
	if a[1] != b[1] {
		found = append(found, Difference{Part: "time", Ours: a[1], Theirs: b[1], Why: "the server took another time of signing out of the request"})
	}
	found = append(found, compareScopes(a[2], b[2])...)
	if a[3] != b[3] {
		found = append(found, Difference{Part: "canonical request", Ours: a[3], Theirs: b[3], Why: "the canonical requests differ"})
	}
	return found
}

// compareScopes compares credential scopes such as "20150830/us-east-1/sts/aws4_request".
func compareScopes(ours, theirs string) []Difference {
	a, b := strings.Split(ours, "/"), strings.Split(theirs, "/")
	if len(a) != len(b) || len(a) < 3 || len(a) > 4 {
		if ours == theirs {
			return nil
		}
		return []Difference{{Part: "scope", Ours: ours, Theirs: theirs, Why: "the credential scopes have different parts"}}
	}
	names := []string{"day", "region", "service", "end"}
	if len(a) == 3 { // SigV4A's has no region
		names = []string{"day", "service", "end"}
	}
	var found []Difference
	for i, name := range names {
		if a[i] != b[i] {
			found = append(found, Difference{
				Part: "scope", Name: name, Ours: a[i], Theirs: b[i], Why: fmt.Sprintf("wrong %s: it wants %q", name, b[i]),
			})
		}
	}
	return found
}

// compareQueries compares canonical queries, parameter by parameter.
func compareQueries(ours, theirs string) []Difference {
	if ours == theirs {
		return nil
	}
	a, b := groupPairs(ours), groupPairs(theirs)
	var found []Difference
	for _, name := range namesOf(a, b) {
		x, inOurs := a[name]
		y, inTheirs := b[name]
		if slices.Equal(x, y) {
			continue
		}
		d := Difference{Part: "query", Name: name, Ours: strings.Join(x, "&"), Theirs: strings.Join(y, "&")}
		switch {
		case !inTheirs:
			d.Why = fmt.Sprintf("the parameter %q did not arrive", name)
		case !inOurs:
			d.Why = fmt.Sprintf("the parameter %q was added on the way", name)
		default:
			d.Why = explainValue(d.Name, d.Ours, d.Theirs)
		}
		found = append(found, d.masked())
	}
	if found == nil {
		found = []Difference{{Part: "query", Ours: ours, Theirs: theirs, Why: "the parameters are in another order"}}
	}
	return found
}

// groupPairs groups the values of a canonical query by name.
func groupPairs(query string) map[string][]string {
	groups := map[string][]string{}
	for pair := range strings.SplitSeq(query, "&") {
		if pair != "" {
			name, value, _ := strings.Cut(pair, "=")
			groups[name] = append(groups[name], value)
		}
	}
	return groups
}

// namesOf returns the sorted names of both maps.
func namesOf(a, b map[string][]string) []string {
	var names []string
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
