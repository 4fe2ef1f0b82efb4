package signer

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// Credentials are an access key, and the session token that temporary ones carry. They print without
// their secrets under every fmt verb, under slog and in JSON.
type Credentials struct {
	AccessKeyID string
	// A pointer, since fmt reaches Credentials in an unexported field past their methods, and prints
	// only the address of a nested pointer.
	secrets *secrets
}

type secrets struct {
	accessKey string
	token     string
}

// NewCredentials returns credentials; token is empty for long-lived keys.
func NewCredentials(accessKeyID, secretAccessKey, token string) Credentials {
	return Credentials{AccessKeyID: accessKeyID, secrets: &secrets{accessKey: secretAccessKey, token: token}}
}

// Empty reports whether there is nothing to sign with.
func (c Credentials) Empty() bool {
	return c.AccessKeyID == "" || c.secrets == nil || c.secrets.accessKey == ""
}

// Temporary reports whether there is a session token.
func (c Credentials) Temporary() bool { return c.token() != "" }

func (c Credentials) secret() string {
	if c.secrets == nil {
		return ""
	}
	return c.secrets.accessKey
}

func (c Credentials) token() string {
	if c.secrets == nil {
		return ""
	}
	return c.secrets.token
}

// String shows the access key's id alone, which is no secret: it is part of every request.
func (c Credentials) String() string { return c.AccessKeyID + " ****" }

// Format writes the same under every verb, %#v and %x included.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue implements slog.LogValuer.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON writes what String shows.
func (c Credentials) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }
