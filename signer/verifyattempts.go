package signer

import "strings"

// otherAttempt is a way in which a signer may have read the request, and what to say of it.
type otherAttempt struct {
	attempt
	why string
}

func (r *received) attempts(right attempt) []otherAttempt {
	var list []otherAttempt
	add := func(why string, change func(*attempt)) {
		other := right
		change(&other)
		list = append(list, otherAttempt{attempt: other, why: why})
	}
	r.addPaths(add)
	r.addHosts(add)
	add("it was signed as if it had no body", func(a *attempt) { a.payload = EmptyPayload })
	add("it was signed with the body left out, without saying so", func(a *attempt) { a.payload = UnsignedPayload })
	add("the signature is over the body itself, X-Amz-Content-Sha256 says otherwise", func(a *attempt) { a.payload = r.bodyHash() })
	if r.inQuery && r.token != "" {
		add("the session token was added after signing, outside the signature", func(a *attempt) { a.drop = []string{"X-Amz-Security-Token"} })
	}
	return list
}

func (r *received) addPaths(add func(string, func(*attempt))) {
	for _, p := range []struct {
		why  string
		path func(path, service string) string
	}{
		{"it was signed with the path encoded once", func(path, _ string) string { return normalize(path) }},
		{"it was signed with the path as it stands in the URL", func(path, _ string) string { return path }},
		{"it was signed with the path encoded twice", func(path, _ string) string { return string(appendEscapedPath(nil, path)) }},
		{"it was signed with the path encoded twice, and without its dot and empty segments", func(path, _ string) string {
			return string(appendEscapedPath(nil, normalize(path)))
		}},
		{"it was signed with the path decoded", func(path, _ string) string { return decodeOnce(path) }},
		{"it was signed with %2F taken for a slash", func(path, _ string) string { return string(appendRecoded(nil, path)) }},
	} {
		add(p.why, func(a *attempt) { a.path = p.path })
	}
}

func (r *received) addHosts(add func(string, func(*attempt))) {
	bare := withoutPort(r.host)
	for _, host := range []string{bare, bare + ":443", bare + ":80", strings.ToLower(r.host)} {
		if host != r.host {
			add("it was signed for the host "+host, func(a *attempt) { a.host = host })
		}
	}
}
