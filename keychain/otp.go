package keychain

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/redact"
)

// OTP is what the index tells of a seed of one-time codes.
type OTP struct {
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
}

// OTPs lists the seeds of one-time codes, from the index alone.
func (v *Vault) OTPs() ([]OTP, error) {
	x, err := v.readIndex()
	if err != nil {
		return nil, err
	}
	return slices.Clone(x.OTPs), nil
}

// AddOTP keeps a seed of one-time codes under a name, or returns ErrExists.
func (v *Vault) AddOTP(ctx context.Context, o OTP, seed redact.Secret) error {
	return v.addItem(ctx, otpKind, o.Name, seed, func(x *index) { x.setOTP(o) }, func(x *index) { x.removeOTP(o.Name) })
}

// OTP returns a seed of one-time codes.
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

// RemoveOTP removes a seed of one-time codes, its index entry last.
func (v *Vault) RemoveOTP(ctx context.Context, name string) error {
	return v.removeItem(ctx, otpKind, name, func(x *index) { x.removeOTP(name) })
}
