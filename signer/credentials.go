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
	// Pointers to strings, since fmt reaches Credentials in an unexported field past their methods, and
	// prints of these only the address. It would print what a pointer to a struct leads to.
	accessKey, sessionToken *string
}

// NewCredentials returns credentials; token is empty for long-lived keys.
func NewCredentials(accessKeyID, secretAccessKey, token string) Credentials {
	return Credentials{AccessKeyID: accessKeyID, accessKey: &secretAccessKey, sessionToken: &token}
}

// Empty reports whether there is nothing to sign with.
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

// String shows the access key's id alone, which is no secret: it is part of every request.
func (c Credentials) String() string { return c.AccessKeyID + " ****" }

// Format writes the same under every verb, %#v and %x included.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue implements slog.LogValuer.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON writes what String shows.
func (c Credentials) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }
