package fakeaws

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"fmt"

	"lanyard/internal/redact"
)

// The prefixes of AWS's unique identifiers:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
const (
	prefixKey     = "AKIA" // long-lived access key
	prefixSession = "ASIA" // temporary access key
	prefixUser    = "AIDA"
	prefixRole    = "AROA"
)

// newID returns a 20-character identifier: the prefix and 16 of A-Z2-7.
func newID(prefix string) string {
	var raw [10]byte
	_, _ = rand.Read(raw[:]) // never fails: see crypto/rand
	return prefix + base32.StdEncoding.EncodeToString(raw[:])
}

// newSecretKey returns 40 characters, the length of AWS's.
func newSecretKey() redact.Secret {
	var raw [30]byte
	_, _ = rand.Read(raw[:])
	return redact.New(base64.StdEncoding.EncodeToString(raw[:]))
}

// newToken returns a session token with the length of real ones, so that tests notice length limits of variables,
// headers and keychain items.
func newToken() redact.Secret {
	var raw [300]byte
	_, _ = rand.Read(raw[:])
	return redact.New("IQoJb3JpZ2lu" + base64.StdEncoding.EncodeToString(raw[:]))
}

// newOpaque returns n random bytes in base64url, the format of OAuth tokens and codes.
func newOpaque(bytes int) redact.Secret {
	raw := make([]byte, bytes)
	_, _ = rand.Read(raw)
	return redact.New(base64.RawURLEncoding.EncodeToString(raw))
}

// newSeed returns a TOTP seed of 320 bits in Base32, as the IAM console hands out.
func newSeed() redact.Secret {
	var raw [40]byte
	_, _ = rand.Read(raw[:])
	return redact.New(base32.StdEncoding.EncodeToString(raw[:]))
}

// newRequestID returns a version 4 UUID.
func newRequestID() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:])
	raw[6] = raw[6]&0x0f | 0x40
	raw[8] = raw[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:])
}

// arn builds the ARN of something in IAM or STS; kind and name make its resource.
func arn(service, account, kind, name string) string {
	return "arn:aws:" + service + "::" + account + ":" + kind + "/" + name
}
