package signer_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanyard/signer"
)

// raw is the request as it goes over the wire.
func raw(t interface{ Fatal(...any) }, r *http.Request) []byte {
	var text bytes.Buffer
	if err := r.Write(&text); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// TestVerifiesWhatWasSigned holds the two halves of the package against each other, over the wire form
// that net/http makes of a request.
func TestVerifiesWhatWasSigned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := samples().Draw(t, "sample")
		r := s.request(t)
		// net/http writes these two itself.
		r.Header.Del("Transfer-Encoding")
		r.Header.Del("Content-Length")
		o := s.options()
		o.SingleEncode, o.OmitToken, o.PayloadHash = false, false, ""
		o.InQuery = rapid.Bool().Draw(t, "in the query")
		keys := signer.NewCredentials(s.id, s.secret, s.token)
		if err := signer.New().Sign(r, keys, o); err != nil {
			t.Fatal(err)
		}
		text := raw(t, r)
		v, err := signer.Verify(text, keys, signer.VerifyOptions{Now: s.at})
		if err != nil {
			t.Fatal(err)
		}
		if !v.Matches {
			t.Fatalf("%+v\n%s\n%s", v.Problems, text, v.Explanation.CanonicalRequest)
		}
	})
}

func signedGet(t *testing.T, change func(*signer.Options)) []byte {
	t.Helper()
	r, err := http.NewRequest("POST", "https://sts.eu-west-1.amazonaws.com/a%20b/?Action=GetCallerIdentity", strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "T")
	r.Header.Set("Accept", "*/*")
	o := signer.Options{Time: benchTime(), ContentSHA256: true}
	if change != nil {
		change(&o)
	}
	if err := signer.New().Sign(r, suiteKeys(suiteToken), o); err != nil {
		t.Fatal(err)
	}
	return raw(t, r)
}

func TestVerifyTellsWhatIsWrong(t *testing.T) {
	replace := func(old, with string) func([]byte) []byte {
		return func(text []byte) []byte {
			if !bytes.Contains(text, []byte(old)) {
				t.Fatalf("%q is not in\n%s", old, text)
			}
			return bytes.Replace(text, []byte(old), []byte(with), 1)
		}
	}
	for _, c := range []struct {
		name    string
		options func(*signer.Options)
		change  func([]byte) []byte
		now     time.Duration
		matches bool
		want    string // in a Why
	}{
		{name: "nothing", matches: true},
		{name: "lines without carriage returns", change: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r"), nil) }, matches: true},
		{name: "an unsigned header", change: replace("User-Agent: ", "User-Agent: x"), matches: true},
		{name: "an added header of AWS's", change: replace("X-Amz-Target", "X-Amz-Other: x\r\nX-Amz-Target"), matches: true},
		{name: "another region", options: func(o *signer.Options) { o.Region = "us-east-1" }, matches: true, want: `wrong region: the host wants "eu-west-1"`},
		{name: "another service", options: func(o *signer.Options) { o.Service = "iam" }, matches: true, want: `wrong service: the host wants "sts"`},
		{name: "an old request", now: time.Hour, matches: true, want: "1h0m0s old"},
		{name: "a fast clock", now: -20 * time.Minute, matches: true, want: "20m0s ahead"},
		{name: "another body", change: replace("\r\n\r\nbody", "\r\n\r\nBODY"), matches: true, want: "the body does not match"},
		{name: "another key", change: replace("Credential=AKIDEXAMPLE", "Credential=AKIDOTHER"), matches: true, want: `signed with the access key "AKIDOTHER"`},
		{name: "another token", change: replace(suiteToken, "other"), want: "another session token"},
		{name: "a changed header", change: replace("X-Amz-Target: T", "X-Amz-Target: U"), want: "was changed afterwards"},
		{name: "a changed method", change: replace("POST ", "PUT "), want: "it was signed as a POST, and is a PUT"},
		{name: "an added parameter", change: replace("GetCallerIdentity", "GetCallerIdentity&utm=1"), want: `the parameter "utm" was added after signing`},
		{name: "a changed parameter", change: replace("GetCallerIdentity", "GetSessionToken"), want: `the path, the query, the body, or ["accept"`},
		{name: "a header that a proxy changed", change: replace("Accept: */*", "Accept: text/html"), want: `"accept" was signed as "*/*" and is "text/html"`},
		{name: "a header that a proxy appended to", change: replace("X-Amz-Target: T", "X-Amz-Target: T, U"), want: `"x-amz-target" was signed as "T" and is "T, U"`},
		{
			name: "a body with another end", options: func(o *signer.Options) { o.ContentSHA256 = false },
			change: func(b []byte) []byte {
				return replace("Content-Length: 4", "Content-Length: 5")(replace("\r\n\r\nbody", "\r\n\r\nbody\n")(b))
			},
			want: "the body was signed without the line break at its end",
		},
		{name: "a missing header", change: replace("X-Amz-Target: T\r\n", ""), want: "is not there"},
		{name: "single encoding", options: func(o *signer.Options) { o.SingleEncode = true }, want: "path encoded once"},
		{name: "another host", change: replace("Host: sts.eu-west-1.amazonaws.com", "Host: sts.eu-west-1.amazonaws.com:443"), want: "signed for the host sts.eu-west-1.amazonaws.com"},
		{
			name: "the token after signing", options: func(o *signer.Options) { o.InQuery, o.LateToken, o.ContentSHA256 = true, true, false },
			want: "the session token was added after signing",
		},
		{name: "an expired URL", options: func(o *signer.Options) { o.InQuery, o.Expires = true, time.Minute }, now: time.Hour, matches: true, want: "it expired at 2015-08-30T12:37:00Z, 59m0s ago"},
		{name: "a URL in time", options: func(o *signer.Options) { o.InQuery, o.Expires = true, 2*time.Hour }, now: time.Hour, matches: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := signedGet(t, c.options)
			if c.change != nil {
				text = c.change(text)
			}
			v, err := signer.Verify(text, suiteKeys(suiteToken), signer.VerifyOptions{Now: benchTime().Add(c.now)})
			if err != nil {
				t.Fatal(err)
			}
			if v.Matches != c.matches || v.Valid != (c.matches && c.want == "") || !strings.Contains(fmt.Sprint(v.Problems), c.want) {
				t.Errorf("matches %v, valid %v: %+v\n%s\n%s", v.Matches, v.Valid, v.Problems, text, v.Explanation.CanonicalRequest)
			}
			if strings.Contains(fmt.Sprint(v.Problems), suiteToken) {
				t.Error("a problem shows the session token")
			}
		})
	}
}

func TestVerifyURL(t *testing.T) {
	p, err := signer.New().Presign(newRequest(t, "PUT", "https://bucket.s3.eu-west-1.amazonaws.com/a(b).txt"), s3Keys(), signer.Options{Time: s3Time()})
	if err != nil {
		t.Fatal(err)
	}
	v, err := signer.Verify([]byte(p.URL+"\n"), s3Keys(), signer.VerifyOptions{Method: "PUT", Now: s3Time().Add(time.Minute)})
	if err != nil || !v.Valid {
		t.Errorf("%+v, %v", v, err)
	}
	if v, err := signer.Verify([]byte(p.URL), s3Keys(), signer.VerifyOptions{}); err != nil || v.Matches {
		t.Errorf("as a GET: %+v, %v", v, err)
	}
}

func TestVerifyBadInputs(t *testing.T) {
	for text, want := range map[string]error{
		"":                         signer.ErrMalformed,
		"hello":                    signer.ErrMalformed,
		"GET / HTTP/1.1\n\n":       signer.ErrUnsigned,
		"https://h/":               signer.ErrUnsigned,
		"https://":                 signer.ErrNoHost,
		"GET / HTTP/1.1\nno colon": signer.ErrMalformed,
		"GET / HTTP/1.1\nAuthorization: AWS4-HMAC-SHA256 Credential=a\n\n":                                          signer.ErrMalformed,
		"GET / HTTP/1.1\nAuthorization: AWS4-X Credential=a/b/c/d/e, SignedHeaders=host, Signature=0\n\n":           signer.ErrAlgorithm,
		"GET / HTTP/1.1\nAuthorization: AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0\n\n": signer.ErrMalformed,
	} {
		if _, err := signer.Verify([]byte(text), suiteKeys(""), signer.VerifyOptions{}); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	if _, err := signer.Verify([]byte("https://h/"), signer.Credentials{}, signer.VerifyOptions{}); !errors.Is(err, signer.ErrNoCredentials) {
		t.Error(err)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\nHost: h\r\nX-Amz-Date: 20150830T123600Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=00\r\n\r\n"))
	f.Add([]byte("https://h/?X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fs%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=9&X-Amz-Region-Set=%2A&X-Amz-SignedHeaders=host&X-Amz-Signature=30"))
	f.Add([]byte("PUT http://h/x%2fy/../z HTTP/1.1\nTransfer-Encoding: chunked\n\n1\na\n0\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := signer.Verify(text, suiteKeys(""), signer.VerifyOptions{Now: benchTime()})
		if err != nil {
			return
		}
		if v.Valid && !v.Matches || v.Explanation == nil {
			t.Errorf("%+v", v)
		}
		if v.Matches != (len(signer.Compare(v.Explanation.CanonicalRequest, v.Explanation.CanonicalRequest)) == 0 && v.Given == v.Explanation.Signature) {
			t.Errorf("matches: %v, given %q, computed %q", v.Matches, v.Given, v.Explanation.Signature)
		}
	})
}
