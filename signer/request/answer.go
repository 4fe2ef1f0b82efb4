package request

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"lanyard/signer"
)

// readLimit bounds the body of an error, and that of an answer to Call, in bytes. Real ones have a few
// thousand.
const readLimit = 1 << 20

// Answer is what came back. Its body is read through it, without its compression, and closed.
type Answer struct {
	Method string
	URL    string      // with its query
	Sent   http.Header // of the request; secrets masked

	Status int
	Reason string // "Not Found"
	Proto  string
	Header http.Header
	// Size is the body's length as the server tells it, -1 if it doesn't.
	Size int64

	// Error is what a status from 300 on means, or what Failed is about; nil for success.
	Error *Error
	// Failed marks a 200 whose body is an error, which S3 sends where it must begin to answer before it
	// knows the result. It counts as a 5xx.
	Failed bool
	// Signing tells how the request was signed, nil if it was not; the session token is masked.
	Signing *signer.Explanation
	// Mismatch is where the server's view of the request differs from ours, if it says.
	Mismatch []signer.Difference
	// Why explains a refusal, in sentences without a full stop.
	Why []string
	// Redirect is the scheme and host that the answer redirects to, "" if it does not.
	Redirect string
	// Notes are what happened on the way that a person should know.
	Notes    []string
	Attempts []Attempt

	watch    *watch
	length   int64 // of the body as it is sent, -1 if that is not known
	body     io.Reader
	close    func() error
	ended    func()
	received time.Time
	endless  bool // the body of an error did not come to its end, or is too long
	mask     *strings.Replacer
	request  *http.Request
	signing  *signer.Explanation // not masked
}

func newAnswer(r *http.Request, resp *http.Response, how *signer.Explanation, w *watch, ended func()) *Answer {
	a := &Answer{
		Method: r.Method, request: r, signing: how,
		Status: resp.StatusCode, Reason: reason(resp), Proto: resp.Proto, Header: resp.Header, Size: resp.ContentLength,
		ended: ended, watch: w, length: resp.ContentLength,
	}
	stream := &watched{body: resp.Body, watch: w, answer: a}
	a.close = func() error {
		w.stop()
		return resp.Body.Close()
	}
	a.body = stream
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") && r.Method != http.MethodHead {
		a.body, a.Size = &gunzip{from: stream}, -1
	}
	return a
}

// Read reads the body.
func (a *Answer) Read(p []byte) (int, error) {
	n, err := a.body.Read(p)
	if err != nil {
		a.Finish()
	}
	return n, err
}

// Finish ends the measuring of time, which the end of the body and Close do too.
func (a *Answer) Finish() {
	if a.ended != nil {
		a.ended()
		a.ended = nil
	}
}

// Close ends the exchange.
func (a *Answer) Close() error {
	a.Finish()
	return a.close()
}

// Begin returns the body as far as the limit, and whether that is all of it. What it returns is read
// again by Read.
func (a *Answer) Begin(limit int64) ([]byte, bool, error) {
	begin, err := io.ReadAll(io.LimitReader(a.body, limit+1))
	a.body = io.MultiReader(bytes.NewReader(begin), a.body)
	if int64(len(begin)) > limit {
		return begin[:limit], false, err
	}
	return begin, err == nil, err
}

// StatusText is the status with its reason, if it has one: "404 Not Found", "599".
func (a *Answer) StatusText() string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", a.Status, a.Reason))
}

func reason(resp *http.Response) string {
	_, text, _ := strings.Cut(resp.Status, " ")
	if text = strings.TrimSpace(text); text != "" {
		return text
	}
	return http.StatusText(resp.StatusCode)
}

// Stream lets the body take longer than the time limit as long as it moves. Without endless that holds only
// for a body whose length is known.
func (a *Answer) Stream(endless bool) {
	if endless || a.length >= 0 {
		a.watch.stream()
	}
}

// watched reads a body under the eyes of the watch.
type watched struct {
	body   io.Reader
	watch  *watch
	answer *Answer
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.body.Read(p)
	w.watch.count(n)
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	return n, w.watch.explain(classify(err))
}

// gunzip undoes gzip; the header is read when the body is.
type gunzip struct {
	from io.Reader
	zip  *gzip.Reader
}

func (g *gunzip) Read(p []byte) (int, error) {
	if g.zip == nil {
		var err error
		if g.zip, err = gzip.NewReader(g.from); err != nil {
			return 0, err
		}
	}
	return g.zip.Read(p)
}
