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

// The classes of errors.
var (
	ErrNotFound = errors.New("not found")
	ErrAbsent   = errors.New("no keyring answers")
	ErrFailed   = errors.New("the keyring does not work")
	ErrLocked   = errors.New("the keyring is locked")
	ErrDenied   = errors.New("the keyring denied access")
)

// Options configure a Client.
type Options struct {
	// Service is the attribute "service" of every item that the client reads and writes.
	Service string
	// Getenv finds the session bus.
	Getenv func(string) string
	// Limit bounds each method call. A dialog is bounded by the context alone.
	Limit time.Duration
	// Display reports that a person can see a dialog.
	Display bool
	// Hint is the path of the file in which Recall remembers where it found an item.
	Hint string
}

// Client is a client of the Secret Service. Its items are laid out as go-keyring lays them out, which reads
// and writes the same ones; but go-keyring makes eight calls for one item, waits without end, and
// cannot be kept from opening a dialog.
type Client struct {
	options Options
	bus     *bus
	quiet   bool
}

// New returns a client. It connects at the first call.
func New(o Options) *Client { return &Client{options: o, bus: &bus{getenv: o.Getenv}} }

// wireSecret is the wire form of a secret.
type wireSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

// Quiet returns the same service, which opens no dialog.
func (s *Client) Quiet() *Client {
	quiet := *s
	quiet.quiet = true
	return &quiet
}

// Get takes four calls where nothing is locked: Hello, SearchItems, OpenSession, GetSecret. The
// session ends with the connection.
func (s *Client) Get(ctx context.Context, user string) (redact.Secret, error) {
	secret, err := s.get(ctx, user)
	if errors.Is(err, errNoSession) {
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

// Set replaces the item where it is, or makes it in the collection that go-keyring would choose.
func (s *Client) Set(ctx context.Context, user, label string, secret redact.Secret) error {
	err := s.set(ctx, user, label, secret)
	if errors.Is(err, errNoSession) {
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
			return s.bus.noSession(busError(ctx, err))
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
		return s.bus.noSession(busError(ctx, err))
	}
	return c.answer(ctx, prompt)
}

// Delete removes the item, wherever it lies.
func (s *Client) Delete(ctx context.Context, user string) error {
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
			return busError(ctx, err)
		}
		if err := c.answer(ctx, prompt); err != nil {
			return err
		}
	}
	return nil
}

// attributes are go-keyring's.
func (s *Client) attributes(user string) map[string]string {
	return map[string]string{"service": s.options.Service, "username": user}
}
