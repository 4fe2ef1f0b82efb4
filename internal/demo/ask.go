package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// maxAnswer limits the bytes read from the local AWS.
	maxAnswer = 64 << 10
	// maxReason bounds what of it an error repeats.
	maxReason = 200
)

var errNotLocal = errors.New("not a local address")

// ask gets a line of text from the local AWS. It follows redirects, as the browser does that brings
// the answer of a sign-in to who waits for it, but never away from this computer.
func ask(ctx context.Context, doing, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || !local(u) {
		// Not the parser's error: it repeats the address, codes and all.
		return "", fmt.Errorf("%s: %q is %w", doing, address, errNotLocal)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", fmt.Errorf("%s: %w", doing, err)
	}
	client := http.Client{CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if !local(r.URL) || len(via) > 3 {
			return errNotLocal
		}
		return nil
	}}
	resp, err := client.Do(r)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err // without the address, which holds a code by now
		}
		return "", fmt.Errorf("%s: %w", doing, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return "", fmt.Errorf("%s: %w", doing, err)
	}
	text := strings.TrimSpace(string(body))
	switch {
	case resp.StatusCode == http.StatusOK:
		return text, nil
	case strings.HasPrefix(resp.Header.Get("Content-Type"), "text/plain") && len(text) <= maxReason:
		return "", fmt.Errorf("%s: %s", doing, text)
	}
	return "", fmt.Errorf("%s: the answer was %s", doing, resp.Status)
}

func local(u *url.URL) bool {
	return u.Scheme == "http" && net.ParseIP(u.Hostname()).IsLoopback()
}
