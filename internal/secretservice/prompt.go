package secretservice

import (
	"context"
	"fmt"
	"slices"

	"github.com/godbus/dbus/v5"
)

const ifacePrompt = "org.freedesktop.Secret.Prompt"

// open unlocks a collection if it is locked, and reports whether it had to.
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

// unlock has the service ask a person for what opens a collection or an item. A quiet client does
// not even call Unlock: some services show their dialog at once.
func (c *connection) unlock(ctx context.Context, object dbus.ObjectPath) error {
	if c.quiet {
		return fmt.Errorf("%w: the keyring would have to ask", ErrLocked)
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
	return c.answer(ctx, prompt)
}

// answer shows a prompt of the service's and waits for the person, for as long as ctx allows.
func (c *connection) answer(ctx context.Context, prompt dbus.ObjectPath) error {
	if prompt == noObject {
		return nil
	}
	if c.quiet {
		c.dismiss(prompt)
		return fmt.Errorf("%w: the keyring would have to ask", ErrLocked)
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
				return fmt.Errorf("%w: the bus went away", ErrFailed)
			}
			if signal.Path == prompt && signal.Name == ifacePrompt+".Completed" {
				return c.outcome(signal)
			}
		case <-ctx.Done():
			c.dismiss(prompt)
			return fmt.Errorf("%w: nobody answered the keyring's dialog", ErrLocked)
		}
	}
}

// outcome reads what a person said. Where no dialog can be shown, a service dismisses it itself,
// which is nobody's refusal.
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

// dismiss takes a dialog away. No answer is awaited.
func (c *connection) dismiss(prompt dbus.ObjectPath) {
	_ = c.conn.Object(secretService, prompt).Go(ifacePrompt+".Dismiss", dbus.FlagNoReplyExpected, nil)
}
