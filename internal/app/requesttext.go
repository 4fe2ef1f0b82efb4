package app

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"lanyard/exec"
)

// CurlCommand is a command for a POSIX shell that sends a signed request as lanyard would, but for the
// user agent. data is its body as -d takes it.
func CurlCommand(r *http.Request, data string) string {
	words := []string{"curl", "-X", r.Method}
	if r.Method == http.MethodHead && r.Body == nil {
		words = []string{"curl", "--head"}
	}
	words = append(words, "--globoff", "--path-as-is")
	for _, h := range append(headerLines(r), curlHeaders(r)...) {
		words = append(words, "-H", h)
	}
	switch {
	case r.Body == nil:
	case strings.HasPrefix(data, "@"):
		words = append(words, "--data-binary", data)
	default:
		words = append(words, "--data-raw", data)
	}
	words = append(words, r.URL.String())
	for i, word := range words {
		words[i] = exec.Quote(word)
	}
	return strings.Join(words, " ")
}

// curlHeaders make up for what curl adds of its own and for what it leaves out. A name without a value
// removes a header.
func curlHeaders(r *http.Request) []string {
	var lines []string
	if r.Header.Get("Accept") == "" {
		lines = append(lines, "Accept:")
	}
	if r.Body != nil && r.Header.Get("Content-Type") == "" {
		lines = append(lines, "Content-Type:")
	}
	if sendsZeroLength(r) {
		lines = append(lines, "Content-Length: 0")
	}
	return lines
}

// sendsZeroLength reports an empty body whose length net/http sends all the same.
func sendsZeroLength(r *http.Request) bool {
	return r.Body == nil && (r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch)
}

// sent reports whether net/http sends a header as it is given. Of these it sends its own, or none.
func sent(name string) bool {
	return name != "Content-Length" && name != "Transfer-Encoding" && name != "Trailer"
}

// headerLines are a request's headers as they are sent, sorted, without what every client adds itself.
func headerLines(r *http.Request) []string {
	var lines []string
	if r.Host != "" && r.Host != r.URL.Host {
		lines = append(lines, "Host: "+r.Host)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if !sent(name) {
			continue
		}
		for _, value := range r.Header[name] {
			if value == "" {
				lines = append(lines, name+";") // curl's way to send an empty one
				continue
			}
			lines = append(lines, name+": "+value)
		}
	}
	return lines
}

// WriteHTTP writes a signed request as HTTP/1.1 sends it.
func WriteHTTP(w io.Writer, r *http.Request) error {
	out := bufio.NewWriter(w)
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	fmt.Fprintf(out, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.Method, r.URL.RequestURI(), host)
	if r.ContentLength > 0 || sendsZeroLength(r) {
		fmt.Fprintf(out, "Content-Length: %d\r\n", r.ContentLength)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if !sent(name) {
			continue
		}
		for _, value := range r.Header[name] {
			fmt.Fprintf(out, "%s: %s\r\n", name, value)
		}
	}
	_, _ = out.WriteString("\r\n") // Flush tells
	if r.Body != nil {
		if _, err := io.Copy(out, r.Body); err != nil {
			return fmt.Errorf("read the body: %w", err)
		}
	}
	return out.Flush()
}

// LanyardCommand is the command line that makes a draft's request again, in parts: the URL and each flag with
// its value are one.
func LanyardCommand(d Draft, profile string) []string {
	first := "lanyard request"
	if d.Method != "" {
		first += " " + exec.Quote(d.Method)
	}
	parts := []string{first, exec.Quote(d.URL)}
	flag := func(name, value string) {
		if value != "" {
			parts = append(parts, name+" "+exec.Quote(value))
		}
	}
	flag("--profile", profile)
	flag("--service", d.Sign.Service)
	flag("--region", d.Options.Region)
	flag("--algorithm", string(d.Sign.Algorithm))
	flag("--region-set", strings.Join(d.Sign.RegionSet, ","))
	for _, h := range d.Header {
		flag("-H", h)
	}
	for _, name := range d.Sign.UnsignedHeaders {
		flag("--unsigned-header", name)
	}
	for _, q := range d.Query {
		flag("-q", q)
	}
	if d.HasData {
		parts = append(parts, "-d "+exec.Quote(d.Data))
	}
	for _, f := range []struct {
		name string
		on   bool
	}{
		{"--query-auth", d.Sign.InQuery},
		{"--all-headers", d.Sign.AllHeaders},
		{"--single-encode", d.Sign.SingleEncode},
		{"--no-normalize-path", d.Sign.NoNormalizePath},
		{"--late-token", d.Sign.LateToken},
		{"--content-sha256", d.Sign.ContentSHA256},
		{"--unsigned-payload", d.Sign.UnsignedPayload},
		{"--anonymous", d.Anonymous},
		{"--follow", d.Follow},
	} {
		if f.on {
			parts = append(parts, f.name)
		}
	}
	return parts
}
