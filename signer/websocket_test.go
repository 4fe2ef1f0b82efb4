package signer_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/signer"
)

func parsed(t *testing.T, method, address string) *http.Request {
	t.Helper()
	u, err := signer.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Request{Method: method, URL: u, Header: http.Header{}}
}

// WebSocket addresses are presigned as https ones are, and stay WebSocket addresses. AWS IoT wants the
// token behind the signature.
func TestWebSockets(t *testing.T) {
	keys, late := signer.NewCredentials("AKIDEXAMPLE", "secret", "a/token+"), "&X-Amz-Security-Token=a%2Ftoken%2B"
	for _, tc := range []struct {
		address, service, region string
		late                     bool
	}{
		{"wss://abc-ats.iot.us-east-1.amazonaws.com/mqtt", "iotdevicegateway", "us-east-1", true},
		{"wss://abc.iot.cn-north-1.amazonaws.com.cn/mqtt", "iotdevicegateway", "cn-north-1", true},
		{"wss://abc-ats.iot.eu-west-1.amazonaws.com:443/mqtt", "iotdevicegateway", "eu-west-1", true},
		{"WSS://abc-ats.iot.eu-west-1.amazonaws.com/mqtt?x=y", "iotdevicegateway", "eu-west-1", true},
		{"https://abc-ats.iot.eu-west-1.amazonaws.com/mqtt", "iotdevicegateway", "eu-west-1", true},
		{"wss://data.iot-fips.us-gov-west-1.amazonaws.com/mqtt", "iotdevicegateway", "us-gov-west-1", true},
		{"https://abc-ats.iot.eu-west-1.amazonaws.com/topics/a?qos=1", "iotdata", "eu-west-1", false},
		{"https://abc-ats.iot.eu-west-1.amazonaws.com/things/mqtt/shadow", "iotdata", "eu-west-1", false},
		{"wss://abcdef.execute-api.us-east-1.amazonaws.com/prod", "execute-api", "us-east-1", false},
		{"wss://transcribestreaming.us-east-1.amazonaws.com:8443/stream-transcription-websocket?language-code=en-US", "transcribe", "us-east-1", false},
		{"wss://v-1234.kinesisvideo.us-west-2.amazonaws.com/?X-Amz-ChannelARN=arn:aws:kinesisvideo:us-west-2:111122223333:channel/c/1", "kinesisvideo", "us-west-2", false},
		{"wss://db.cluster-abc.us-east-1.neptune.amazonaws.com:8182/gremlin", "neptune-db", "us-east-1", false},
		{"wss://bedrock-agentcore.us-east-1.amazonaws.com/runtimes/arn%3Aaws%3Ab/ws", "bedrock-agentcore", "us-east-1", false},
		{"wss://abc.appsync-realtime-api.us-east-1.amazonaws.com/graphql", "appsync", "us-east-1", false},
	} {
		r := parsed(t, "GET", tc.address)
		o := signer.Options{Time: benchTime(), Expires: 5 * time.Minute}
		p, err := signer.New().Presign(r, keys, o)
		if err != nil {
			t.Errorf("%s: %v", tc.address, err)
			continue
		}
		address, _, _ := strings.Cut(tc.address, "?")
		if !strings.HasPrefix(strings.ToLower(p.URL), strings.ToLower(address)+"?") {
			t.Errorf("%s became %s", tc.address, p.URL)
		}
		if scope := "%2F" + tc.region + "%2F" + tc.service + "%2Faws4_request"; !strings.Contains(p.URL, scope) {
			t.Errorf("%s: not signed for %s in %s", tc.address, tc.service, p.URL)
		}
		// The same without a token, which is then put behind, must be the very same address.
		o.Service, o.Region, o.OmitToken = tc.service, tc.region, true
		without, err := signer.New().Presign(parsed(t, "GET", tc.address), keys, o)
		if err != nil {
			t.Fatal(err)
		}
		if (p.URL == without.URL+late) != tc.late || strings.Count(p.URL, "X-Amz-Security-Token=") != 1 {
			t.Errorf("%s: the token is not where it belongs: %s", tc.address, p.URL)
		}
		v, err := signer.Verify([]byte(p.URL), keys, signer.VerifyOptions{Now: benchTime()})
		if err != nil || !v.Valid {
			t.Errorf("%s: verified %+v, %v", p.URL, v, err)
		}
	}
}

// AWS IoT refuses a token under the signature, and so does Verify.
func TestVerifyWantsTheTokenOfMQTTBehind(t *testing.T) {
	keys := signer.NewCredentials("AKIDEXAMPLE", "secret", "token")
	o := signer.Options{Time: benchTime(), Service: "iotdevicegateway", Region: "us-east-1", InQuery: true}
	r := parsed(t, "GET", "https://abc-ats.iot.us-east-1.amazonaws.com/other")
	o.Service = "iotdata" // signs the token
	p, err := signer.New().Presign(r, keys, o)
	if err != nil {
		t.Fatal(err)
	}
	v, err := signer.Verify([]byte(strings.Replace(p.URL, "https://", "wss://", 1)), keys, signer.VerifyOptions{})
	if err != nil || v.Valid || len(v.Problems) != 1 || !strings.Contains(v.Problems[0].Why, "AWS IoT wants it behind") {
		t.Errorf("verified %+v, %v", v, err)
	}
}

// Hop-by-hop headers are changed on the way: only AllHeaders signs them.
func TestHopByHopHeadersAreUnsigned(t *testing.T) {
	names := []string{
		"Connection", "Keep-Alive", "Proxy-Authorization", "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
		"Expect", "User-Agent", "X-Amzn-Trace-Id",
	}
	for _, inQuery := range []bool{false, true} {
		r := parsed(t, "GET", "https://abc.execute-api.us-east-1.amazonaws.com/")
		for _, name := range names {
			r.Header[name] = []string{"x"}
			r.Header[strings.ToLower(name)] = []string{"x"}
		}
		r.Header.Set("X-Signed", "x")
		how, err := signer.New().Explain(r, suiteKeys(""), signer.Options{InQuery: inQuery})
		if err != nil {
			t.Fatal(err)
		}
		want := "host x-amz-date x-signed"
		if inQuery {
			want = "host x-signed"
		}
		if got := strings.Join(how.SignedHeaders, " "); got != want {
			t.Errorf("signed %s, want %s", got, want)
		}
	}
}

func TestUnsignedHeaders(t *testing.T) {
	for _, inQuery := range []bool{false, true} {
		r := parsed(t, "PUT", "https://abc.execute-api.us-east-1.amazonaws.com/")
		r.Body, r.ContentLength = http.NoBody, 3
		r.Header.Set("X-Amz-Target", "T")
		r.Header.Set("X-Amz-Meta-A", "a")
		r.Header.Set("Content-Type", "text/plain")
		o := signer.Options{InQuery: inQuery, PayloadHash: signer.EmptyPayload, UnsignedHeaders: []string{"content-length", "X-AMZ-TARGET", "Content-Type"}}
		how, err := signer.New().Explain(r, suiteKeys(""), o)
		if err != nil {
			t.Fatal(err)
		}
		want := "host x-amz-date x-amz-meta-a"
		if inQuery {
			want = "host x-amz-meta-a"
		}
		if got := strings.Join(how.SignedHeaders, " "); got != want || r.Header.Get("X-Amz-Target") != "T" || strings.Contains(r.URL.RawQuery, "Target") {
			t.Errorf("signed %s, want %s; sent %q and %s", got, want, r.Header, r.URL.RawQuery)
		}
	}
	for _, name := range []string{"Host", "host", "", "a b"} {
		_, err := signer.New().Explain(parsed(t, "GET", "https://sts.amazonaws.com/"), suiteKeys(""), signer.Options{UnsignedHeaders: []string{name}})
		if err == nil {
			t.Errorf("%q is left out", name)
		}
	}
}

// A raw "+" in an S3 path is a space at AWS, and a plus sign elsewhere.
func TestPlusInS3Paths(t *testing.T) {
	for _, tc := range []struct{ service, address, sent, canonical string }{
		{"s3", "https://b.s3.us-east-1.amazonaws.com/a+b", "/a%20b", "/a%20b"},
		{"s3", "https://b.s3.us-east-1.amazonaws.com/a%2Bb+c%20d", "/a%2Bb%20c%20d", "/a%2Bb%20c%20d"},
		{"s3", "https://s3.cn-north-1.amazonaws.com.cn/b/+", "/b/%20", "/b/%20"},
		{"s3-object-lambda", "https://o-111122223333.s3-object-lambda.us-east-1.amazonaws.com/a+b", "/a%20b", "/a%20b"},
		{"s3", "http://127.0.0.1:9000/b/a+b", "/b/a%2Bb", "/b/a%2Bb"},
		{"s3", "https://acc.r2.cloudflarestorage.com/b/a+b", "/b/a%2Bb", "/b/a%2Bb"},
		{"s3", "https://amazonaws.com.evil.example/a+b", "/a%2Bb", "/a%2Bb"},
		{"execute-api", "https://abc.execute-api.us-east-1.amazonaws.com/a+b", "/a+b", "/a%2Bb"},
	} {
		for _, inQuery := range []bool{false, true} {
			r := parsed(t, "GET", tc.address)
			how, err := signer.New().Explain(r, suiteKeys(suiteToken), signer.Options{Service: tc.service, Region: "us-east-1", InQuery: inQuery})
			if err != nil {
				t.Fatal(err)
			}
			canonical := strings.Split(how.CanonicalRequest, "\n")[1]
			if got := r.URL.EscapedPath(); got != tc.sent || canonical != tc.canonical || (len(how.Notes) == 1) != (tc.service != "execute-api") {
				t.Errorf("%s: sent as %s, signed as %s, notes %q", tc.address, got, canonical, how.Notes)
			}
			p, err := signer.New().Presign(parsed(t, "GET", tc.address), suiteKeys(suiteToken), signer.Options{Service: tc.service, Region: "us-east-1"})
			if err != nil || !strings.Contains(p.URL, tc.sent+"?") || len(p.Notes) != len(how.Notes) {
				t.Errorf("%s presigned: %s, %v", tc.address, p.URL, err)
			}
		}
	}
	// A server that gets a raw "+" computes the same.
	signed := "GET /a%20b HTTP/1.1"
	r := parsed(t, "GET", "https://b.s3.us-east-1.amazonaws.com/a+b")
	if err := signer.New().Sign(r, suiteKeys(""), signer.Options{Time: benchTime()}); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.WriteString(signed + "\r\nHost: " + r.URL.Host + "\r\n")
	for name := range r.Header {
		text.WriteString(name + ": " + r.Header.Get(name) + "\r\n")
	}
	for _, raw := range []string{signed, "GET /a+b HTTP/1.1"} {
		v, err := signer.Verify([]byte(strings.Replace(text.String(), signed, raw, 1)+"\r\n"), suiteKeys(""), signer.VerifyOptions{Now: benchTime()})
		if err != nil || !v.Valid {
			t.Errorf("%s: %+v, %v", raw, v, err)
		}
	}
}

// Only ASCII blanks around a URL are no part of it.
func TestSpacesAroundURLs(t *testing.T) {
	for raw, want := range map[string]string{
		" https://h/a\t\r\n": "https://h/a",
		"https://h/a\u00a0":  "https://h/a%C2%A0",
		"https://h/a\u0085 ": "https://h/a%C2%85",
		"https://h/a\u2003":  "https://h/a%E2%80%83",
		"https://h/?a\u3000": "https://h/?a%E3%80%80",
		"https://h/a\v":      "https://h/a%0B",
	} {
		u, err := signer.ParseURL(raw)
		if err != nil || u.String() != want {
			t.Errorf("%q is %v, %v, want %s", raw, u, err, want)
		}
	}
}

// The expiry of a signed URL is the request's own X-Amz-Expires where the options have none.
func TestExpiryOfTheRequest(t *testing.T) {
	for _, service := range []string{"s3", "iotdata"} {
		for _, inHeader := range []bool{false, true} {
			for given, want := range map[string]string{"600": "600", "1": "1", "0": "", "-1": "", "x": "", "": "", "604801": "604801"} {
				r := parsed(t, "GET", "https://example.com/?a=b")
				if inHeader {
					r.Header.Set("X-Amz-Expires", given)
				} else {
					r.URL.RawQuery += "&X-Amz-Expires=" + given
				}
				_, err := signer.New().Explain(r, suiteKeys(""), signer.Options{Service: service, Region: "us-east-1", InQuery: true})
				got := r.URL.Query()["X-Amz-Expires"]
				if want == "" || service == "s3" && want == "604801" {
					if err == nil {
						t.Errorf("%s, %q in a header %v: no error, %q", service, given, inHeader, got)
					}
					continue
				}
				if err != nil || len(got) != 1 || got[0] != want || r.Header.Get("X-Amz-Expires") != "" {
					t.Errorf("%s, %q in a header %v: %q, %v", service, given, inHeader, got, err)
				}
			}
		}
	}
}

func TestLettersOutsideASCII(t *testing.T) {
	r := parsed(t, "PUT", "https://b.s3.us-east-1.amazonaws.com/k")
	r.Header.Set("X-Amz-Meta-Owner", "Jörg")
	how, err := signer.New().Explain(r, suiteKeys(""), signer.Options{})
	if err != nil || len(how.Notes) != 1 || !strings.Contains(how.Notes[0], "ASCII") || !strings.Contains(how.Notes[0], "X-Amz-Meta-Owner") {
		t.Fatalf("notes %q, %v", how.Notes, err)
	}
	for _, theirs := range []string{"JÃ¶rg", "J?rg", "", "Jrg"} {
		found := signer.Compare(how.CanonicalRequest, strings.Replace(how.CanonicalRequest, "Jörg", theirs, 1))
		if len(found) != 1 || !strings.Contains(found[0].Why, "ASCII") || strings.Contains(found[0].Why, "proxy") {
			t.Errorf("%q: %+v", theirs, found)
		}
	}
}

// What is wrong with a request never shows a line of it, which may be a piece of a token.
func TestMalformedLinesAreNotQuoted(t *testing.T) {
	const head = "GET /a HTTP/1.1\r\nHost: h\r\n"
	for _, text := range []string{
		"IQoJsecret\r\n" + head,
		"IQoJsecret HTTP/1.1\r\n",
		head + "X-Amz-Security-Token IQoJsecret\r\n\r\n",
		head + "X-Amz-Security-Token: one\r\nIQoJsecret\r\n\r\n",
		head + "IQoJsecret==: x\r\n\r\n",
		head + "X-Amz-Security-Token: IQoJ\x01secret\r\n\r\n",
		head + "Bad Name IQoJsecret: x\r\n\r\n",
		"GET IQoJsecret HTTP/1.1\r\nHost: h\r\n\r\n",
		"GET http://[::1/?X-Amz-Security-Token=IQoJsecret HTTP/1.1\r\nHost: h\r\n\r\n",
		head + "Authorization: IQoJsecret\r\n\r\n",
	} {
		_, err := signer.Verify([]byte(text), suiteKeys(""), signer.VerifyOptions{})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
	_, err := signer.Verify([]byte(head+"X-Amz-Security-Token: one\r\nIQoJ\r\n\r\n"), suiteKeys(""), signer.VerifyOptions{})
	if err == nil || !strings.Contains(err.Error(), "line 4 ") {
		t.Errorf("error %v does not name the line", err)
	}
}
