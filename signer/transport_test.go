package signer_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/signer"
)

// seen is what a server got.
type seen struct {
	header http.Header
	length int64
	body   string
}

// verifyingServer answers 403 to what Verify does not accept.
func verifyingServer(t *testing.T) (url string, got *seen) {
	got = &seen{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*got = seen{header: r.Header, length: r.ContentLength, body: string(body)}
		var text bytes.Buffer
		text.WriteString(r.Method + " " + r.RequestURI + " HTTP/1.1\r\nHost: " + r.Host + "\r\n")
		if err := r.Header.Write(&text); err != nil {
			t.Error(err)
		}
		text.WriteString("\r\n" + string(body))
		v, err := signer.Verify(text.Bytes(), s3Keys(), signer.VerifyOptions{})
		if err != nil || !v.Matches {
			t.Errorf("%+v, %v, of\n%.2000s", v, err, text.String())
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

func signingClient(o signer.Options) *http.Client {
	return &http.Client{Transport: &signer.Transport{
		Signer: signer.New(), Options: o,
		Credentials: func(context.Context) (signer.Credentials, error) { return s3Keys(), nil },
	}}
}

func TestTransportSignsEveryKindOfBody(t *testing.T) {
	file := filepath.Join(t.TempDir(), "body")
	if err := os.WriteFile(file, []byte("some text"), 0o600); err != nil {
		t.Fatal(err)
	}
	bodies := map[string]func() io.Reader{
		"none":   func() io.Reader { return nil },
		"string": func() io.Reader { return strings.NewReader("some text") },
		"once":   func() io.Reader { return io.MultiReader(strings.NewReader("some "), strings.NewReader("text")) },
		"file": func() io.Reader {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { f.Close() })
			return f
		},
	}
	for _, service := range []string{"s3", "execute-api"} {
		for name, body := range bodies {
			t.Run(service+" "+name, func(t *testing.T) {
				url, got := verifyingServer(t)
				r, err := http.NewRequest("PUT", url+"/bucket/a key?x=1&x=0", body())
				if err != nil {
					t.Fatal(err)
				}
				if name != "none" {
					r.ContentLength = int64(len("some text"))
				}
				response, err := signingClient(signer.Options{Service: service, Region: "us-east-1"}).Do(r)
				if err != nil {
					t.Fatal(err)
				}
				response.Body.Close()
				if response.StatusCode != http.StatusOK {
					t.Errorf("status %s", response.Status)
				}
				if chunked := got.header.Get("Content-Encoding") == "aws-chunked"; chunked != (service == "s3" && name == "once") {
					t.Errorf("Content-Encoding %q", got.header.Get("Content-Encoding"))
				} else if !chunked && name != "none" && got.body != "some text" {
					t.Errorf("body %q", got.body)
				}
				if r.Header.Get("Authorization") != "" || r.Header.Get("X-Amz-Date") != "" {
					t.Errorf("the request was changed: %v", r.Header)
				}
			})
		}
	}
}

// A body of any length is signed in the memory of one chunk: this one is longer than what is held in
// memory for other services.
func TestTransportStreamsToS3(t *testing.T) {
	const length = 40 << 20
	var count int64
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		count, _ = io.Copy(io.Discard, r.Body)
	}))
	defer server.Close()
	send := func(service string) error {
		body := &closing{Reader: io.LimitReader(zeros{}, length)}
		r, err := http.NewRequest("PUT", server.URL+"/bucket/key", body)
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = length
		response, err := signingClient(signer.Options{Service: service, Region: "us-east-1"}).Do(r)
		if err == nil {
			response.Body.Close()
		}
		if !body.closed {
			t.Errorf("%s: the body was not closed", service)
		}
		return err
	}
	if err := send("s3"); err != nil || count != length+length/65536*(5+17+64+4)+1+17+64+4 {
		t.Errorf("S3 got %d bytes, %v", count, err)
	}
	if err := send("execute-api"); !errors.Is(err, signer.ErrBody) || !strings.Contains(err.Error(), "give a file") {
		t.Errorf("another service: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

func TestTransportWithoutCredentials(t *testing.T) {
	refused := errors.New("a person is needed")
	client := &http.Client{Transport: &signer.Transport{
		Signer:      signer.New(),
		Credentials: func(context.Context) (signer.Credentials, error) { return signer.Credentials{}, refused },
	}}
	body := &closing{Reader: strings.NewReader("x")}
	if _, err := client.Post("https://s3.amazonaws.com/", "text/plain", body); !errors.Is(err, refused) || !body.closed {
		t.Errorf("%v, closed: %v", err, body.closed)
	}
	client.Transport = &signer.Transport{}
	if _, err := client.Get("https://s3.amazonaws.com/"); !errors.Is(err, signer.ErrNoCredentials) {
		t.Errorf("%v", err)
	}
}

// A client that follows redirects gets another host's refused, not signed.
func TestTransportSignsForOneHost(t *testing.T) {
	asked := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		first := httptest.NewServer(http.RedirectHandler(other.URL, status))
		r, err := http.NewRequest("POST", first.URL, strings.NewReader("body"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = signingClient(signer.Options{Service: "lambda", Region: "us-east-1"}).Do(r)
		first.Close()
		if !errors.Is(err, signer.ErrRedirected) || asked {
			t.Errorf("%d: error %v, the other host was asked: %v", status, err, asked)
		}
	}
}
