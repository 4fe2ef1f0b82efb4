package signer

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// Credentials hold an access key and, if they are temporary, a session token. Every fmt verb, slog and JSON
// omit the secrets.
type Credentials struct {
	AccessKeyID string
	// Pointers, because fmt ignores the methods of Credentials in an unexported field. It prints a pointer to
	// a string as an address, but follows a pointer to a struct.
	accessKey, sessionToken *string
}

// NewCredentials returns credentials. token is empty for long-lived keys.
func NewCredentials(accessKeyID, secretAccessKey, token string) Credentials {
	return Credentials{AccessKeyID: accessKeyID, accessKey: &secretAccessKey, sessionToken: &token}
}

// Empty reports whether the access key id or the secret is missing.
func (c Credentials) Empty() bool {
	return c.AccessKeyID == "" || c.secret() == ""
}

// Temporary reports whether there is a session token.
func (c Credentials) Temporary() bool { return c.token() != "" }

func (c Credentials) secret() string {
	if c.accessKey == nil {
		return ""
	}
	return *c.accessKey
}

func (c Credentials) token() string {
	if c.sessionToken == nil {
		return ""
	}
	return *c.sessionToken
}

// String returns the access key id, which is not secret: it is part of every request.
func (c Credentials) String() string { return c.AccessKeyID + " ****" }

// Format writes the result of String for every verb, %#v and %x included.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue implements slog.LogValuer.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON returns the result of String as JSON.
func (c Credentials) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }
