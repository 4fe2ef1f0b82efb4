package signer_test

import (
	"cmp"
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"pgregory.net/rapid"

	"lanyard/signer"
)

// Random requests are signed here and by the AWS SDK for Go. "-rapid.checks 100000" makes them many.

// sample is a request and how to sign it. Nothing in it is among what the SDK is known to sign
// otherwise than the servers do (dot segments, empty segments, a raw ";" in the query, IPv6 hosts with
// the scheme's own port): that is tested against the published algorithm.
type sample struct {
	method, url, host string
	header            http.Header
	body              string
	id, secret, token string
	service, region   string
	at                time.Time
	noHoist, omit     bool
	single            bool
	hash              string
}

func segments() *rapid.Generator[string] {
	char := rapid.OneOf(
		rapid.SampledFrom([]string{"a", "Z", "0", "-", "_", "~", "%20", "%2F", "%2f", "%25", "%E1%88%B4", "%3b", "=", "&", "+", "@", ":", "$", ",", "!", "*", "'", "(", ")", ";", "é"}),
		rapid.StringMatching(`[a-zA-Z0-9]{1,6}`),
	)
	return rapid.Custom(func(t *rapid.T) string {
		// Dots stand inside a segment only.
		return "x" + strings.Join(rapid.SliceOfN(char, 0, 6).Draw(t, "chars"), rapid.SampledFrom([]string{"", "."}).Draw(t, "dot"))
	})
}

func queryParts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		char := rapid.SampledFrom([]string{"a", "B", "7", "-", ".", "_", "~", "%20", "+", "%2B", "%2f", "%2F", "/", "?", ":", "@", "!", "$", "'", "(", ")", "*", ",", "%3B", "%26", "%3D", "%C3%A9", "é", "[", "]", " "})
		part := func(label string) string {
			return strings.Join(rapid.SliceOfN(char, 0, 5).Draw(t, label), "")
		}
		name := part("name")
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 0:
			return name // also the empty pair
		case 1:
			return rapid.SampledFrom([]string{"Foo", "foo", "a", "a-", "a.", "acl"}).Draw(t, "known") + "=" + part("value")
		}
		return name + "=" + part("value")
	})
}

func headerSets() *rapid.Generator[http.Header] {
	return rapid.Custom(func(t *rapid.T) http.Header {
		names := []string{
			"Accept", "Accept-Encoding", "Authorization", "Cache-Control", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Expect",
			"If-Match", "Range", "Transfer-Encoding", "User-Agent", "X-Amz-Acl", "X-Amz-Checksum-Mode", "X-Amz-Checksum-Sha256",
			"X-Amz-Copy-Source", "X-Amz-Copy-Source-Server-Side-Encryption-Customer-Key", "X-Amz-Expected-Bucket-Owner", "X-Amz-Grant-Full-Control",
			"X-Amz-Grant-Read", "X-Amz-Meta-A", "X-Amz-Meta-A-B", "X-Amz-Object-Lock-Mode", "X-Amz-Request-Payer", "X-Amz-Security-Tokens",
			"X-Amz-Server-Side-Encryption", "X-Amz-Server-Side-Encryption-Context", "X-Amz-Server-Side-Encryption-Other", "X-Amz-Target",
			"X-Amzn-Trace-Id", "X-Custom", "X-Amz", "X.dotted", "X_under", "Zz",
		}
		value := rapid.StringMatching(`[ \ta-z"=,;é\x{a0}]{0,3}( {1,4}[a-zA-Z0-9/+=]{0,4}[ \t]{0,2}){0,3}`)
		h := http.Header{}
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 10, rapid.ID).Draw(t, "names") {
			h[http.CanonicalHeaderKey(name)] = rapid.SliceOfN(value, 1, 3).Draw(t, name)
		}
		return h
	})
}

func samples() *rapid.Generator[sample] {
	return rapid.Custom(func(t *rapid.T) sample {
		path := ""
		if n := rapid.IntRange(0, 4).Draw(t, "segments"); n > 0 {
			path = "/" + strings.Join(rapid.SliceOfN(segments(), n, n).Draw(t, "path"), "/")
		}
		path += rapid.SampledFrom([]string{"", "/"}).Draw(t, "trailing")
		scheme := rapid.SampledFrom([]string{"http", "https"}).Draw(t, "scheme")
		hosts := rapid.SampledFrom([]string{"example.amazonaws.com", "localhost:9000", "h:80", "h:443", "[::1]:9000", "[::1]", "Example.COM", "10.0.0.1:443"})
		s := sample{
			method: rapid.SampledFrom([]string{"GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"}).Draw(t, "method"),
			url:    scheme + "://" + hosts.Draw(t, "host") + path,
			header: headerSets().Draw(t, "header"),
			body:   rapid.StringMatching(`[a-z]{0,20}`).Draw(t, "body"),
			id:     rapid.StringMatching(`AKIA[A-Z0-9]{16}`).Draw(t, "id"),
			secret: rapid.StringMatching(`[A-Za-z0-9/+]{1,40}`).Draw(t, "secret"),
			token:  rapid.SampledFrom([]string{"", "", "token/+=", strings.Repeat("T", 300)}).Draw(t, "token"),
			service: rapid.SampledFrom([]string{
				"s3", "sts", "execute-api", "es", "aoss2", "s3express", "x",
			}).Draw(t, "service"),
			region:  rapid.SampledFrom([]string{"us-east-1", "eu-west-1", "cn-north-1"}).Draw(t, "region"),
			at:      time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).In(time.FixedZone("", rapid.IntRange(-12, 14).Draw(t, "zone")*3600)),
			noHoist: rapid.Bool().Draw(t, "no hoisting"),
			omit:    rapid.Bool().Draw(t, "no token"),
			single:  rapid.Bool().Draw(t, "single"),
			hash:    rapid.SampledFrom([]string{signer.EmptyPayload, signer.UnsignedPayload, "0f", strings.Repeat("ab", 32)}).Draw(t, "hash"),
		}
		if rapid.Bool().Draw(t, "has query") {
			s.url += "?" + strings.Join(rapid.SliceOfN(queryParts(), 0, 6).Draw(t, "query"), "&")
		}
		if rapid.IntRange(0, 3).Draw(t, "has host") == 0 {
			s.host = hosts.Draw(t, "Host")
		}
		return s
	})
}

func (s sample) request(t interface{ Fatal(...any) }) *http.Request {
	u, err := signer.ParseURL(s.url)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(s.method, u.String(), strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Host, r.Header = s.host, s.header.Clone()
	return r
}

func (s sample) options() signer.Options {
	return signer.Options{
		Service: s.service, Region: s.region, Time: s.at, PayloadHash: s.hash,
		SingleEncode: s.single, NoHoist: s.noHoist, OmitToken: s.omit,
	}
}

func isS3(service string) bool { return service == "s3" || service == "s3express" }

// forSDK is the same request in the form that the SDK asks for: with a path that is escaped already
// where it is not to be escaped again, and with the header that its S3 client adds.
func (s sample) forSDK(r *http.Request, header bool) (*http.Request, func(*v4.SignerOptions)) {
	r = r.Clone(context.Background())
	if isS3(s.service) && !s.single {
		if host := cmp.Or(r.Host, r.URL.Host); host == "example.amazonaws.com" { // where "+" is a space
			r.URL.Path, _ = url.PathUnescape(strings.ReplaceAll(r.URL.EscapedPath(), "+", "%20"))
		}
		r.URL.RawPath = strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(r.URL.Path), "+", "%20"), "%2F", "/")
	}
	if header && (isS3(s.service) || s.hash == signer.UnsignedPayload) {
		r.Header.Set("X-Amz-Content-Sha256", s.hash)
	}
	return r, func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping = s.single || isS3(s.service)
		o.DisableSessionToken = s.omit
		o.DisableHeaderHoisting = s.noHoist
	}
}

func (s sample) sdkKeys() aws.Credentials {
	return aws.Credentials{AccessKeyID: s.id, SecretAccessKey: s.secret, SessionToken: s.token}
}

func TestSignsAsTheSDK(t *testing.T) {
	var ours signer.Signer
	theirs := v4.NewSigner()
	rapid.Check(t, func(t *rapid.T) {
		s := samples().Draw(t, "sample")
		r := s.request(t)
		want, how := s.forSDK(r, true)
		if err := theirs.SignHTTP(context.Background(), s.sdkKeys(), want, s.hash, s.service, s.region, s.at, how); err != nil {
			t.Fatal(err)
		}
		told, err := ours.Explain(r, signer.NewCredentials(s.id, s.secret, s.token), s.options())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := r.Header.Get("Authorization"), want.Header.Get("Authorization"); got != want {
			t.Fatalf("Authorization:\n got %s\nwant %s\n%s", got, want, told.CanonicalRequest)
		}
		if got, want := r.Header, want.Header; !maps.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("headers:\n got %v\nwant %v", got, want)
		}
		if got := r.URL.Query(); !maps.EqualFunc(got, want.URL.Query(), sameValues) {
			t.Fatalf("query sent: got %q, want %q", r.URL.RawQuery, want.URL.RawQuery)
		}
		if got, _ := io.ReadAll(r.Body); string(got) != s.body {
			t.Fatalf("body: %q", got)
		}
	})
}

func TestPresignsAsTheSDK(t *testing.T) {
	var ours signer.Signer
	theirs := v4.NewSigner()
	rapid.Check(t, func(t *rapid.T) {
		s := samples().Draw(t, "sample")
		expires := rapid.IntRange(1, 7*24*3600).Draw(t, "expires")
		r := s.request(t)
		before := r.Clone(context.Background())
		prepared, how := s.forSDK(r, false)
		if prepared.URL.RawQuery != "" {
			prepared.URL.RawQuery += "&"
		}
		prepared.URL.RawQuery += "X-Amz-Expires=" + strconv.Itoa(expires)
		text, wantHeader, err := theirs.PresignHTTP(context.Background(), s.sdkKeys(), prepared, s.hash, s.service, s.region, s.at, how)
		if err != nil {
			t.Fatal(err)
		}
		o := s.options()
		o.Expires = time.Duration(expires) * time.Second
		got, err := ours.Presign(r, signer.NewCredentials(s.id, s.secret, s.token), o)
		if err != nil {
			t.Fatal(err)
		}
		gotURL, wantURL := mustParse(t, got.URL), mustParse(t, text)
		if !maps.EqualFunc(gotURL.Query(), wantURL.Query(), sameValues) {
			t.Fatalf("query:\n got %v\nwant %v", gotURL.Query(), wantURL.Query())
		}
		if gotURL.Host != wantURL.Host || gotURL.Scheme != wantURL.Scheme || max(gotURL.Path, "/") != max(wantURL.Path, "/") {
			t.Fatalf("URL:\n got %v\nwant %v", gotURL, wantURL)
		}
		if !r.URL.Query().Has("X-Amz-Signature") && !maps.EqualFunc(r.Header, before.Header, slices.Equal) || *r.URL != *before.URL {
			t.Fatalf("the request was changed: %v", r)
		}
		checkSent(t, got.Header, wantHeader, gotURL.Host)
	})
}

// checkSent compares the headers to send along: the SDK always names Host.
func checkSent(t *rapid.T, got, want http.Header, host string) {
	t.Helper()
	want = want.Clone()
	if v := want["Host"]; len(v) > 0 && v[0] == host {
		delete(want, "Host")
	}
	if len(got)+len(want) > 0 && !maps.EqualFunc(got, want, slices.Equal) {
		t.Fatalf("headers:\n got %v\nwant %v", got, want)
	}
}

func mustParse(t *rapid.T, text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// sameValues compares without order: the SDK sorts the values that it sends, we do not.
func sameValues(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
