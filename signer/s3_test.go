package signer_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/signer"
)

// The examples of Amazon S3's documentation of signatures in the header, in the query, and in chunks:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and its neighbours.

func s3Keys() signer.Credentials {
	return signer.NewCredentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "")
}

func s3Time() time.Time { return time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC) }

func TestS3DocumentationInTheHeader(t *testing.T) {
	for _, c := range []struct {
		name, method, url, body string
		header                  http.Header
		want                    string
	}{
		{
			"GET object", "GET", "https://examplebucket.s3.amazonaws.com/test.txt", "",
			http.Header{"Range": {"bytes=0-9"}},
			"f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
		},
		{
			"GET bucket lifecycle", "GET", "https://examplebucket.s3.amazonaws.com/?lifecycle", "", nil,
			"fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
		},
		{
			"list objects", "GET", "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J", "", nil,
			"34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRequest(t, c.method, c.url)
			for key, values := range c.header {
				r.Header[key] = values
			}
			told, err := signer.New().Explain(r, s3Keys(), signer.Options{Time: s3Time()})
			if err != nil {
				t.Fatal(err)
			}
			if told.Signature != c.want {
				t.Errorf("signature %s, want %s, of\n%s", told.Signature, c.want, told.CanonicalRequest)
			}
		})
	}
}

func TestS3DocumentationPUT(t *testing.T) {
	r := newRequest(t, "PUT", "https://examplebucket.s3.amazonaws.com/test$file.text")
	r.Header = http.Header{"Date": {"Fri, 24 May 2013 00:00:00 GMT"}, "X-Amz-Storage-Class": {"REDUCED_REDUNDANCY"}}
	// The example does not sign the length, so that the body is only told of.
	o := signer.Options{Time: s3Time(), PayloadHash: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"}
	told, err := signer.New().Explain(r, s3Keys(), o)
	if err != nil {
		t.Fatal(err)
	}
	if want := "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"; told.Signature != want {
		t.Errorf("signature %s, want %s, of\n%s", told.Signature, want, told.CanonicalRequest)
	}
	if got := r.URL.RequestURI(); got != "/test%24file.text" {
		t.Errorf("sent as %s", got)
	}
}

func TestS3DocumentationInTheQuery(t *testing.T) {
	p, err := signer.New().Presign(newRequest(t, "GET", "https://examplebucket.s3.amazonaws.com/test.txt"), s3Keys(),
		signer.Options{Time: s3Time(), Expires: 24 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	want := "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
		"&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z" +
		"&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
	if p.URL != want {
		t.Errorf("got  %s\nwant %s", p.URL, want)
	}
}

// chunkedRequest is the documentation's: 65 KiB of the letter a.
func chunkedRequest(t *testing.T, body io.Reader) *http.Request {
	r, err := http.NewRequest("PUT", "https://s3.amazonaws.com/examplebucket/chunkObject.txt", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Storage-Class", "REDUCED_REDUNDANCY")
	r.ContentLength = 66560
	return r
}

func TestS3DocumentationInChunks(t *testing.T) {
	body := strings.Repeat("a", 66560)
	// A plain reader can be read once only.
	r := chunkedRequest(t, io.MultiReader(strings.NewReader(body)))
	told, err := signer.New().Explain(r, s3Keys(), signer.Options{Time: s3Time()})
	if err != nil {
		t.Fatal(err)
	}
	if want := "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"; told.Signature != want {
		t.Errorf("signature %s, want %s, of\n%s", told.Signature, want, told.CanonicalRequest)
	}
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	want := "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" + body[:65536] +
		"\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" + body[65536:] +
		"\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
	if string(sent) != want {
		t.Errorf("sent %.200q…", sent)
	}
	if r.ContentLength != int64(len(sent)) || r.ContentLength != 66824 {
		t.Errorf("Content-Length %d for %d bytes", r.ContentLength, len(sent))
	}
}

func TestChunksAreMadeAgainForARetry(t *testing.T) {
	r := chunkedRequest(t, bytes.NewReader(bytes.Repeat([]byte("a"), 66560)))
	if err := signer.New().Sign(r, s3Keys(), signer.Options{Time: s3Time(), StreamPayload: true}); err != nil {
		t.Fatal(err)
	}
	again, err := r.GetBody()
	if err != nil {
		t.Fatal(err)
	}
	first, err1 := io.ReadAll(r.Body)
	second, err2 := io.ReadAll(again)
	if err1 != nil || err2 != nil || !bytes.Equal(first, second) || len(first) != 66824 {
		t.Errorf("%d and %d bytes, %v, %v", len(first), len(second), err1, err2)
	}
}

func TestChunksOfABodyOfAnotherLength(t *testing.T) {
	for length, want := range map[int]string{10: "shorter", 66561: "longer"} {
		r := chunkedRequest(t, io.MultiReader(strings.NewReader(strings.Repeat("a", length))))
		if err := signer.New().Sign(r, s3Keys(), signer.Options{Time: s3Time()}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r.Body); !errors.Is(err, signer.ErrBody) || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
}
