package secretservice

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/redact"
)

// A connection makes the calls of one operation.
type connection struct {
	*Client
	conn *dbus.Conn
}

func (s *Client) connect(ctx context.Context) (*connection, error) {
	ctx, cancel := context.WithTimeout(ctx, s.options.Limit)
	defer cancel()
	conn, err := s.bus.connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{Client: s, conn: conn}, nil
}

// call makes one method call. Options.Limit bounds it even where ctx leaves time for a dialog.
func (c *connection) call(ctx context.Context, path dbus.ObjectPath, method string, args ...any) *dbus.Call {
	ctx, cancel := context.WithTimeout(ctx, c.options.Limit)
	defer cancel()
	return c.conn.Object(secretService, path).CallWithContext(ctx, method, 0, args...)
}

// session returns the open session. Options.Limit bounds OpenSession like any other call.
func (c *connection) session(ctx context.Context) (dbus.ObjectPath, error) {
	ctx, cancel := context.WithTimeout(ctx, c.options.Limit)
	defer cancel()
	return c.bus.openSession(ctx, c.conn)
}

// secret returns an item's secret.
func (c *connection) secret(ctx context.Context, item dbus.ObjectPath) (redact.Secret, error) {
	session, err := c.session(ctx)
	if err != nil {
		return redact.Secret{}, err
	}
	var secret wireSecret
	if err := c.call(ctx, item, ifaceItem+".GetSecret", session).Store(&secret); err != nil {
		return redact.Secret{}, c.bus.resetSession(itemError(ctx, err))
	}
	return redact.New(string(secret.Value)), nil
}

// find returns the items of a user name, unlocked, or ErrNotFound.
func (c *connection) find(ctx context.Context, user string) ([]dbus.ObjectPath, error) {
	unlocked, locked, err := c.search(ctx, user)
	if err != nil {
		return nil, err
	}
	if len(unlocked)+len(locked) == 0 {
		// KWallet finds no items in a locked collection: unlock it and search again.
		opened, err := c.open(ctx, defaultCollection)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		if !opened {
			return nil, ErrNotFound
		}
		if unlocked, locked, err = c.search(ctx, user); err != nil {
			return nil, err
		}
	}
	switch {
	case len(unlocked) > 0:
		return unlocked, nil
	case len(locked) > 0:
		return locked[:1], c.unlock(ctx, locked[0])
	}
	return nil, ErrNotFound
}

func (c *connection) search(ctx context.Context, user string) (unlocked, locked []dbus.ObjectPath, err error) {
	err = c.call(ctx, secretPath, ifaceService+".SearchItems", c.attributes(user)).Store(&unlocked, &locked)
	if err == nil {
		return unlocked, locked, nil
	}
	err = busError(ctx, err)
	if errors.Is(err, ErrNotFound) { // another kind of program owns the bus name
		err = fmt.Errorf("%w: %s is not a Secret Service", ErrAbsent, secretService)
	}
	return nil, nil, err
}

// collection returns the collection for new items. As go-keyring does, it prefers "login" to the default.
func (c *connection) collection(ctx context.Context) (dbus.ObjectPath, error) {
	var v dbus.Variant
	if err := c.call(ctx, secretPath, propertiesGet, ifaceService, "Collections").Store(&v); err != nil {
		return "", busError(ctx, err)
	}
	if paths, ok := v.Value().([]dbus.ObjectPath); ok && slices.Contains(paths, loginCollection) {
		return loginCollection, nil
	}
	var path dbus.ObjectPath
	if err := c.call(ctx, secretPath, ifaceService+".ReadAlias", "default").Store(&path); err != nil {
		return "", busError(ctx, err)
	}
	if path == noObject {
		return "", fmt.Errorf("%w: the Secret Service has no collection", ErrAbsent)
	}
	return path, nil
}
