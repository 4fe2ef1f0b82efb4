package secretservice

import (
	"context"
	"errors"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
	"lanyard/internal/redact"
)

// placeLimit is the most that is read of the file that holds a place: D-Bus sets no limit to
// object paths but the message's.
const placeLimit = 4 << 10

// Recall takes three calls where the item is where it was the last time: Hello, OpenSession,
// GetSecret. With a search for a long-lived key after it, a cold command makes five.
func (s *Client) Recall(ctx context.Context, user string, proves func(redact.Secret) bool) (redact.Secret, error) {
	secret, err := s.recall(ctx, user, proves)
	if errors.Is(err, errNoSession) {
		secret, err = s.recall(ctx, user, proves)
	}
	return secret, err
}

// recall searches after any answer but the right one: what is locked, gone or forbidden at the
// remembered place may be found at another, and only a search says why nothing can be read.
func (s *Client) recall(ctx context.Context, user string, proves func(redact.Secret) bool) (redact.Secret, error) {
	c, err := s.connect(ctx)
	if err != nil {
		return redact.Secret{}, err
	}
	last := s.lastPlace()
	if last != "" {
		secret, err := c.secret(ctx, last)
		switch {
		case err == nil && proves(secret):
			return secret, nil
		case errors.Is(err, errNoSession), errors.Is(err, errSilent), ctx.Err() != nil:
			return redact.Secret{}, err
		}
	}
	items, err := c.find(ctx, user)
	if err != nil {
		return redact.Secret{}, err
	}
	secret, err := c.secret(ctx, items[0])
	if err == nil && items[0] != last && proves(secret) {
		// In a home that cannot be written, each cold command searches.
		_ = atomicfile.Options{NoFollow: true}.Write(s.options.Hint, []byte(items[0]))
	}
	return secret, err
}

// lastPlace is where the item was found the last time, or "". Whatever the file says is only tried.
func (s *Client) lastPlace() dbus.ObjectPath {
	text, err := readfile.ReadNoFollow(s.options.Hint, placeLimit)
	if path := dbus.ObjectPath(text); err == nil && path.IsValid() {
		return path
	}
	return ""
}
