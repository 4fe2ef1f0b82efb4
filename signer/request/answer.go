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

// Answer is the answer to a request. Read returns its body, decompressed; callers must close it.
type Answer struct {
	Method string
	URL    string      // with its query
	Sent   http.Header // of the request; secrets masked

	Status int
	Reason string // "Not Found"
	Proto  string
	Header http.Header
	// Size is the length of the body by the Content-Length, -1 if it is not known.
	Size int64

	// Error describes an answer with a status of 300 or more, or one that Failed; nil for success.
	Error *Error
	// Failed marks a 200 with an error as body, which S3 sends when it has to answer before it knows the
	// result. It counts as a 5xx.
	Failed bool
	// Signing describes how the request was signed, with the session token masked; nil: it was not signed.
	Signing *signer.Explanation
	// Mismatch lists the differences between the server's view of the request and ours, if the server sent its view.
	Mismatch []signer.Difference
	// Why explains a refusal, in sentences without a full stop.
	Why []string
	// Redirect is the scheme and host that the answer redirects to; "": it does not redirect.
	Redirect string
	// Notes are messages for a person about the sending, such as a corrected clock.
	Notes    []string
	Attempts []Attempt

	watch    *watch
	length   int64 // of the body before decompression, -1 if it is not known
	body     io.Reader
	close    func() error
	ended    func()
	received time.Time
	endless  bool // the body of an error broke off or is too long
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

// Finish stops the clock of the last attempt. So do the end of the body and Close.
func (a *Answer) Finish() {
	if a.ended != nil {
		a.ended()
		a.ended = nil
	}
}

// Close closes the body.
func (a *Answer) Close() error {
	a.Finish()
	return a.close()
}

// Begin returns the first bytes of the body, up to the limit, and whether that is the whole body. Read still
// returns the whole body afterwards.
func (a *Answer) Begin(limit int64) ([]byte, bool, error) {
	begin, err := io.ReadAll(io.LimitReader(a.body, limit+1))
	a.body = io.MultiReader(bytes.NewReader(begin), a.body)
	if int64(len(begin)) > limit {
		return begin[:limit], false, err
	}
	return begin, err == nil, err
}

// StatusText returns the status and its reason, if there is one: "404 Not Found", "599".
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

// Stream lets the body take longer than the time limit as long as bytes arrive. Unless endless is set, it does so
// only for a body of known length.
func (a *Answer) Stream(endless bool) {
	if endless || a.length >= 0 {
		a.watch.stream()
	}
}

// watched reads a body and reports its progress to the watch.
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

// gunzip decompresses gzip. It reads the gzip header with the first bytes of the body.
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
