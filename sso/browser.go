package sso

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// headLimit bounds the head of a browser's request, in bytes.
	headLimit = 16 << 10
	// headTime is how long a request may take to arrive.
	headTime = 10 * time.Second
)

// browser signs in through a browser on this machine, which returns an authorization code to a local port.
func (c *Client) browser(ctx context.Context, s Session, r Registration) (Token, error) {
	verifier := random()
	code, redirect, err := c.codeFromBrowser(ctx, func(redirect, state string) string {
		query := url.Values{
			"response_type": {"code"}, "client_id": {r.ClientID}, "redirect_uri": {redirect}, "state": {state},
			"code_challenge_method": {"S256"}, "code_challenge": {challengeOf(verifier)},
			"scopes": {strings.Join(s.scopes(), " ")},
		}
		return strings.TrimSuffix(c.OIDC, "/") + "/authorize?" + query.Encode()
	})
	if err != nil {
		return Token{}, err
	}
	return c.token(ctx, r, tokenRequest{GrantType: grantCode, Code: code, CodeVerifier: verifier, RedirectURI: redirect})
}

// codeFromBrowser listens on a local port, shows the URL to open, and waits for the authorization code that the
// browser sends to the redirect URL.
func (c *Client) codeFromBrowser(ctx context.Context, address func(redirect, state string) string) (code, redirect string, err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(c.CallbackPort)))
	if err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrNoCallback, err)
	}
	redirect = "http://" + listener.Addr().String() + callbackPath
	state := random()
	waiting := newWaiter(listener, state)
	defer waiting.close()
	if err := c.showOpening(ctx, address(redirect, state)); err != nil {
		return "", "", err
	}
	code, err = waiting.code(ctx)
	return code, redirect, err
}

// showOpening reports the URL to open, and then that the sign-in waits for the person.
func (c *Client) showOpening(ctx context.Context, address string) error {
	shown := Event{State: StateOpening, Address: address, Expires: c.until(ctx)}
	if err := c.show(shown); err != nil {
		return err
	}
	shown.State = StateWaiting
	return c.show(shown)
}

// challengeOf returns the code challenge for a verifier (RFC 7636, 4.2).
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// random returns 256 random bits in base64url, the length that RFC 7636 recommends for a verifier.
func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// waiter is a local HTTP server that receives the answer of the browser.
type waiter struct {
	server *http.Server
	host   string
	state  string
	answer chan answer
	served chan struct{}
}

type answer struct {
	code string
	err  error
}

func newWaiter(listener net.Listener, state string) *waiter {
	w := &waiter{host: listener.Addr().String(), state: state, answer: make(chan answer, 1), served: make(chan struct{})}
	w.server = &http.Server{Handler: w, ReadHeaderTimeout: headTime, ReadTimeout: headTime, MaxHeaderBytes: headLimit}
	w.server.SetKeepAlivesEnabled(false)
	go func() {
		defer close(w.served)
		_ = w.server.Serve(listener)
	}()
	return w
}

// close waits until the page is written, and stops the server.
func (w *waiter) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if w.server.Shutdown(ctx) != nil {
		_ = w.server.Close()
	}
	<-w.served
}

func (w *waiter) code(ctx context.Context) (string, error) {
	select {
	case a := <-w.answer:
		return a.code, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// ServeHTTP answers the redirect. It refuses any other path, method or Host, because the browser that was sent here
// uses none.
func (w *waiter) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet || req.URL.Path != callbackPath || req.Host != w.host {
		http.NotFound(rw, req)
		return
	}
	query := req.URL.Query()
	a := answer{err: errNotAnswer}
	if w.isAnswer(query) {
		a = w.read(query)
		select {
		case w.answer <- a:
		default:
			a.err = errAnswered
		}
	}
	header := rw.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	switch {
	case errors.Is(a.err, errNotAnswer):
		rw.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(rw, "lanyard: this is not the answer of a sign-in. Finish the sign-in in its own tab.\n")
		return
	case a.err != nil:
		rw.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(rw, "lanyard: the sign-in failed. The terminal says why; close this page.\n")
		return
	}
	_, _ = io.WriteString(rw, "lanyard: signed in. You can close this page.\n")
}

var (
	errAnswered  = errors.New("answered already")
	errNotAnswer = errors.New("not the answer of a sign-in")
)

// isAnswer reports whether a request contains the result of a sign-in, even of another one. Link previews and
// scanners fetch the URL without parameters, which must not end the sign-in.
func (w *waiter) isAnswer(query url.Values) bool {
	return query.Get("code") != "" || query.Get("error") != "" || w.isState(query)
}

func (w *waiter) isState(query url.Values) bool {
	return subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(w.state)) == 1
}

func (w *waiter) read(query url.Values) answer {
	switch {
	case !w.isState(query):
		return answer{err: ErrWrongState}
	case query.Get("error") == "access_denied":
		return answer{err: fmt.Errorf("%w in the browser", ErrDenied)}
	case query.Get("error") != "":
		return answer{err: fmt.Errorf("%w %q", ErrRefused, query.Get("error"))}
	case query.Get("code") == "":
		return answer{err: ErrNoCode}
	}
	return answer{code: query.Get("code")}
}
