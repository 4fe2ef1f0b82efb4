package secretservice

import (
	"context"
	"fmt"
	"slices"

	"github.com/godbus/dbus/v5"
)

const ifacePrompt = "org.freedesktop.Secret.Prompt"

// open unlocks a collection and reports whether it was locked.
func (c *connection) open(ctx context.Context, collection dbus.ObjectPath) (opened bool, err error) {
	var locked dbus.Variant
	if err := c.call(ctx, collection, propertiesGet, ifaceCollection, "Locked").Store(&locked); err != nil {
		return false, busError(ctx, err)
	}
	if is, ok := locked.Value().(bool); !ok || !is {
		return false, nil
	}
	return true, c.unlock(ctx, collection)
}

// unlock unlocks a collection or an item, for which the service may ask the user for a password. A quiet client
// never calls Unlock, since some services show their dialog at once.
func (c *connection) unlock(ctx context.Context, object dbus.ObjectPath) error {
	if c.quiet {
		return fmt.Errorf("%w: it would ask for a password", ErrLocked)
	}
	var unlocked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := c.call(ctx, secretPath, ifaceService+".Unlock", []dbus.ObjectPath{object}).Store(&unlocked, &prompt)
	if err != nil {
		return busError(ctx, err)
	}
	if slices.Contains(unlocked, object) {
		return nil
	}
	return c.showPrompt(ctx, prompt)
}

// showPrompt has the service show a dialog and waits until ctx ends for the user to complete it.
func (c *connection) showPrompt(ctx context.Context, prompt dbus.ObjectPath) error {
	if prompt == noObject {
		return nil
	}
	if c.quiet {
		c.dismiss(prompt)
		return fmt.Errorf("%w: it would ask for a password", ErrLocked)
	}
	match := []dbus.MatchOption{dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface(ifacePrompt), dbus.WithMatchMember("Completed")}
	if err := c.conn.AddMatchSignalContext(ctx, match...); err != nil {
		return busError(ctx, err)
	}
	defer func() { _ = c.conn.RemoveMatchSignalContext(ctx, match...) }()
	signals := make(chan *dbus.Signal, 16)
	c.conn.Signal(signals)
	defer c.conn.RemoveSignal(signals)
	if err := c.call(ctx, prompt, ifacePrompt+".Prompt", "").Err; err != nil {
		return busError(ctx, err)
	}
	for {
		select {
		case signal, ok := <-signals:
			if !ok {
				return fmt.Errorf("%w: the bus closed the connection", ErrFailed)
			}
			if signal.Path == prompt && signal.Name == ifacePrompt+".Completed" {
				return c.outcome(signal)
			}
		case <-ctx.Done():
			c.dismiss(prompt)
			return fmt.Errorf("%w: its dialog was not answered in time", ErrLocked)
		}
	}
}

// outcome returns nil for a completed dialog and an error for a dismissed one. Without a display the service
// dismisses its own dialog: the keyring is then locked, and the user has not denied anything.
func (c *connection) outcome(signal *dbus.Signal) error {
	if len(signal.Body) > 0 {
		if dismissed, ok := signal.Body[0].(bool); ok && !dismissed {
			return nil
		}
	}
	if !c.options.Display {
		return fmt.Errorf("%w: the keyring's dialog can't be shown here", ErrLocked)
	}
	return fmt.Errorf("%w: its dialog was dismissed", ErrDenied)
}

// dismiss closes a dialog without waiting for a reply.
func (c *connection) dismiss(prompt dbus.ObjectPath) {
	_ = c.conn.Object(secretService, prompt).Go(ifacePrompt+".Dismiss", dbus.FlagNoReplyExpected, nil)
}
