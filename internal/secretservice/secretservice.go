// Package secretservice is a client of the Secret Service, the D-Bus interface of GNOME Keyring and KWallet:
// https://specifications.freedesktop.org/secret-service-spec/latest/
//
// A quiet client never opens a dialog. Every method call is bounded in time.
package secretservice

import (
	"context"
	"errors"
	"time"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/redact"
)

const (
	secretService   = "org.freedesktop.secrets"
	secretPath      = dbus.ObjectPath("/org/freedesktop/secrets")
	ifaceService    = "org.freedesktop.Secret.Service"
	ifaceCollection = "org.freedesktop.Secret.Collection"
	ifaceItem       = "org.freedesktop.Secret.Item"
	propertiesGet   = "org.freedesktop.DBus.Properties.Get"

	loginCollection   = secretPath + "/collection/login"
	defaultCollection = secretPath + "/aliases/default"
	noObject          = dbus.ObjectPath("/")
)

// Every error wraps one of these, except that of a canceled context.
var (
	ErrNotFound = errors.New("not found")
	ErrAbsent   = errors.New("no keyring answers")        // there is no bus, or no service on it
	ErrFailed   = errors.New("the keyring does not work") // it fails, or does not answer in time
	ErrLocked   = errors.New("the keyring is locked")
	ErrDenied   = errors.New("the keyring denied access") // by the user in a dialog, or by the bus's policy
)

// Options configure a Client.
type Options struct {
	// Service is the value of every item's "service" attribute.
	Service string
	// Getenv looks up DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR.
	Getenv func(string) string
	// Limit bounds each method call. Only the caller's context bounds a dialog.
	Limit time.Duration
	// Display reports whether dialogs are visible: whether there is a display.
	Display bool
	// Hint names a file in which Recall remembers the object path of its item.
	Hint string
}

// A Client reads and writes items by user name. It shares them with programs that use go-keyring: both set the
// attributes "service" and "username". go-keyring itself makes eight calls for one item, waits without a time
// limit and cannot be stopped from opening a dialog.
type Client struct {
	options Options
	bus     *bus
	quiet   bool
}

// New returns a client, which connects to the bus at the first call.
func New(o Options) *Client { return &Client{options: o, bus: &bus{getenv: o.Getenv}} }

// wireSecret is the Secret struct of the Secret Service API.
type wireSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

// Quiet returns a client on the same connection that returns ErrLocked instead of opening a dialog.
func (s *Client) Quiet() *Client {
	quiet := *s
	quiet.quiet = true
	return &quiet
}

// Get returns the secret of a user name, or ErrNotFound. It makes four calls if the item is unlocked: Hello,
// SearchItems, OpenSession and GetSecret. The session ends with the connection.
func (s *Client) Get(ctx context.Context, user string) (redact.Secret, error) {
	secret, err := s.get(ctx, user)
	if once(err) {
		secret, err = s.get(ctx, user)
	}
	return secret, err
}

func (s *Client) get(ctx context.Context, user string) (redact.Secret, error) {
	c, err := s.connect(ctx)
	if err != nil {
		return redact.Secret{}, err
	}
	items, err := c.find(ctx, user)
	if err != nil {
		return redact.Secret{}, err
	}
	return c.secret(ctx, items[0])
}

// Set replaces the secret of an existing item, or creates an item with the label.
func (s *Client) Set(ctx context.Context, user, label string, secret redact.Secret) error {
	err := s.set(ctx, user, label, secret)
	if once(err) {
		err = s.set(ctx, user, label, secret)
	}
	return err
}

func (s *Client) set(ctx context.Context, user, label string, secret redact.Secret) error {
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	session, err := c.session(ctx)
	if err != nil {
		return err
	}
	wire := wireSecret{Session: session, Parameters: []byte{}, Value: []byte(secret.Reveal()), ContentType: "text/plain; charset=utf8"}
	items, err := c.find(ctx, user)
	if err == nil {
		if err := c.call(ctx, items[0], ifaceItem+".SetSecret", wire).Err; err != nil {
			return s.bus.resetSession(itemError(ctx, err))
		}
		return nil
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	collection, err := c.collection(ctx)
	if err != nil {
		return err
	}
	if _, err := c.open(ctx, collection); err != nil {
		return err
	}
	properties := map[string]dbus.Variant{
		ifaceItem + ".Label":      dbus.MakeVariant(label),
		ifaceItem + ".Attributes": dbus.MakeVariant(c.attributes(user)),
	}
	var item, prompt dbus.ObjectPath
	if err := c.call(ctx, collection, ifaceCollection+".CreateItem", properties, wire, true).Store(&item, &prompt); err != nil {
		return s.bus.resetSession(busError(ctx, err))
	}
	return c.showPrompt(ctx, prompt)
}

// Delete removes the items of a user name from all collections, or returns ErrNotFound.
func (s *Client) Delete(ctx context.Context, user string) error {
	err := s.delete(ctx, user)
	if once(err) {
		err = s.delete(ctx, user)
	}
	return err
}

func (s *Client) delete(ctx context.Context, user string) error {
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	items, err := c.find(ctx, user)
	if err != nil {
		return err
	}
	for _, item := range items {
		var prompt dbus.ObjectPath
		if err := c.call(ctx, item, ifaceItem+".Delete").Store(&prompt); err != nil {
			return itemError(ctx, err)
		}
		if err := c.showPrompt(ctx, prompt); err != nil {
			return err
		}
	}
	return nil
}

// attributes returns an item's attributes in go-keyring's layout.
func (s *Client) attributes(user string) map[string]string {
	return map[string]string{"service": s.options.Service, "username": user}
}
