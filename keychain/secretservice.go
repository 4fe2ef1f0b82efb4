//go:build unix && !darwin

package keychain

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/redact"
)

// The Secret Service API: https://specifications.freedesktop.org/secret-service-spec/latest/
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

// secrets is the Secret Service. Its items are laid out as go-keyring lays them out, which reads
// and writes the same ones; but go-keyring makes eight calls for one item, waits without end, and
// cannot be kept from opening a dialog.
type secrets struct {
	bus     *bus
	limit   time.Duration
	quiet   bool
	display bool
	// place is the file that remembers where the vault key was found.
	place string
}

// wireSecret is the wire form of a secret.
type wireSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

func systemKeyring(o Options) Keyring {
	return &secrets{
		bus:     &bus{getenv: o.Getenv},
		limit:   o.KeyringLimit,
		display: o.Getenv("DISPLAY") != "" || o.Getenv("WAYLAND_DISPLAY") != "",
		place:   filepath.Join(o.Dir, placeFile),
	}
}

// Quiet returns the same service, which opens no dialog.
func (s *secrets) Quiet() Keyring {
	quiet := *s
	quiet.quiet = true
	return &quiet
}

// Get takes four calls where nothing is locked: Hello, SearchItems, OpenSession, GetSecret. The
// session ends with the connection.
func (s *secrets) Get(ctx context.Context, user string) (redact.Secret, error) {
	secret, err := s.get(ctx, user)
	if errors.Is(err, errNoSession) {
		secret, err = s.get(ctx, user)
	}
	return secret, err
}

func (s *secrets) get(ctx context.Context, user string) (redact.Secret, error) {
	c, err := s.client(ctx)
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
func (s *secrets) Set(ctx context.Context, user string, secret redact.Secret) error {
	err := s.set(ctx, user, secret)
	if errors.Is(err, errNoSession) {
		err = s.set(ctx, user, secret)
	}
	return err
}

func (s *secrets) set(ctx context.Context, user string, secret redact.Secret) error {
	c, err := s.client(ctx)
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
	_, name, _ := strings.Cut(user, "/")
	properties := map[string]dbus.Variant{
		ifaceItem + ".Label":      dbus.MakeVariant(service + " " + name),
		ifaceItem + ".Attributes": dbus.MakeVariant(attributes(user)),
	}
	var item, prompt dbus.ObjectPath
	if err := c.call(ctx, collection, ifaceCollection+".CreateItem", properties, wire, true).Store(&item, &prompt); err != nil {
		return s.bus.noSession(busError(ctx, err))
	}
	return c.answer(ctx, prompt)
}

// Delete removes the item, wherever it lies.
func (s *secrets) Delete(ctx context.Context, user string) error {
	c, err := s.client(ctx)
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
func attributes(user string) map[string]string {
	return map[string]string{"service": service, "username": user}
}
