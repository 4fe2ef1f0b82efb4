package keychain

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/redact"
)

// OTP describes a seed of one-time codes. The index holds it; nothing in it is secret.
type OTP struct {
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
}

// OTPs returns the seeds, sorted by name. It reads only the index.
func (v *Vault) OTPs() ([]OTP, error) {
	x, err := v.readIndex()
	if err != nil {
		return nil, err
	}
	return slices.Clone(x.OTPs), nil
}

// AddOTP adds a seed, or returns ErrExists.
func (v *Vault) AddOTP(ctx context.Context, o OTP, seed redact.Secret) error {
	return v.addItem(ctx, otpKind, o.Name, seed, func(x *index) { x.setOTP(o) }, func(x *index) { x.removeOTP(o.Name) })
}

// OTP returns a seed by name, or ErrNotFound.
func (v *Vault) OTP(ctx context.Context, name string) (redact.Secret, error) {
	x, err := v.readIndex()
	if err != nil {
		return redact.Secret{}, err
	}
	if !x.has(otpKind, name) {
		return redact.Secret{}, fmt.Errorf("OTP seed %q: %w", name, ErrNotFound)
	}
	seed, err := v.item(ctx, otpKind, name)
	if err != nil {
		return redact.Secret{}, during(fmt.Sprintf("OTP seed %q", name), err)
	}
	return seed, nil
}

// RemoveOTP removes a seed, its index entry last.
func (v *Vault) RemoveOTP(ctx context.Context, name string) error {
	return v.removeItem(ctx, otpKind, name, func(x *index) { x.removeOTP(name) })
}
