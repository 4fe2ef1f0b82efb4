// Package redact holds the one type that carries a secret through the program.
//
// A Secret prints as asterisks under every fmt verb, under slog and in JSON, so that a forgotten
// %v cannot leak it. It is not protection against code that asks for the value: Reveal hands it
// out, and each call of Reveal is a place to look at in review.
package redact

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// mask is what a Secret shows instead of its value; its length says nothing about the value's.
const mask = "****"

// Secret is a value that must not be printed by accident. The zero Secret is empty. Compare two
// with Equal: == compares where they are kept.
type Secret struct {
	// A pointer, since fmt reaches a Secret in an unexported field past its methods, and prints
	// only the address of a nested pointer.
	value *string
}

// New wraps value.
func New(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{value: &value}
}

// Reveal returns the secret itself.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Empty reports whether there is no secret.
func (s Secret) Empty() bool { return s.value == nil }

// Equal compares two secrets in constant time for a given length.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// Tail shows the last four characters of a secret long enough that they give nothing away, as
// the AWS CLI's "configure list" does: "****WXYZ".
func (s Secret) Tail() string {
	value := s.Reveal()
	if len(value) < 16 {
		return s.String()
	}
	return mask + value[len(value)-4:]
}

// String returns "****", or "" for an empty Secret.
func (s Secret) String() string {
	if s.Empty() {
		return ""
	}
	return mask
}

// Format writes the mask under every verb, %#v and %x included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON writes the mask. Code that must store a Secret encodes Reveal's result by intent.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalText writes the mask.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
