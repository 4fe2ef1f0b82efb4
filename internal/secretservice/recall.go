package secretservice

import (
	"context"
	"errors"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
	"lanyard/internal/redact"
)

// hintLimit bounds the hint file, in bytes. D-Bus limits an object path only by the size of a message.
const hintLimit = 4 << 10

// Recall returns the secret of an item that it expects where it found it the last time, and searches for it
// elsewhere if proves rejects that secret. Without a search it makes three calls: Hello, OpenSession and
// GetSecret. A Get on the same connection adds two, SearchItems and GetSecret.
func (s *Client) Recall(ctx context.Context, user string, proves func(redact.Secret) bool) (redact.Secret, error) {
	secret, err := s.recall(ctx, user, proves)
	if once(err) {
		secret, err = s.recall(ctx, user, proves)
	}
	return secret, err
}

// recall tries the hint and then searches. An item that is locked, gone or forbidden at the remembered path
// may have moved to another, and the search gives the error to report.
func (s *Client) recall(ctx context.Context, user string, proves func(redact.Secret) bool) (redact.Secret, error) {
	c, err := s.connect(ctx)
	if err != nil {
		return redact.Secret{}, err
	}
	last := s.hint()
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
		// Without the hint, as in a read-only home, the next process searches again.
		_ = atomicfile.Options{NoFollow: true}.Write(s.options.Hint, []byte(items[0]))
	}
	return secret, err
}

// hint returns the remembered path, or "". The item there is used only after Recall's check.
func (s *Client) hint() dbus.ObjectPath {
	text, err := readfile.ReadNoFollow(s.options.Hint, hintLimit)
	if path := dbus.ObjectPath(text); err == nil && path.IsValid() {
		return path
	}
	return ""
}
