package sso

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/redact"
)

// coordinate is the length of a coordinate of the curve P-256, in bytes. RFC 7518 requires leading zeros in keys
// (6.2.1.2) and signatures (3.4).
const coordinate = 32

// keyBlock is the PEM type of a key in the format of RFC 5915, which the AWS CLI uses.
const keyBlock = "EC PRIVATE KEY"

type proofHeader struct {
	Type      string   `json:"typ"`
	Algorithm string   `json:"alg"`
	Key       proofKey `json:"jwk"`
}

type proofKey struct {
	Type  string `json:"kty"`
	X     string `json:"x"`
	Y     string `json:"y"`
	Curve string `json:"crv"`
}

type proofClaims struct {
	ID      string `json:"jti"`
	Method  string `json:"htm"`
	Address string `json:"htu"`
	At      int64  `json:"iat"`
}

// proof returns a DPoP proof for a request: https://datatracker.ietf.org/doc/html/rfc9449#section-4.2
func proof(key *ecdsa.PrivateKey, method, address string, at time.Time) (string, error) {
	point, err := key.PublicKey.Bytes() // the byte 4, X, Y
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	header, err := json.Marshal(proofHeader{"dpop+jwt", "ES256", proofKey{
		Type: "EC", X: encode(point[1 : 1+coordinate]), Y: encode(point[1+coordinate:]), Curve: "P-256",
	}})
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(proofClaims{newUUID(), method, address, at.Unix()})
	if err != nil {
		return "", err
	}
	text := encode(header) + "." + encode(payload)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		return "", err
	}
	var signature [2 * coordinate]byte
	r.FillBytes(signature[:coordinate])
	s.FillBytes(signature[coordinate:])
	return text + "." + encode(signature[:]), nil
}

// newUUID returns a version 4 UUID, which AWS's clients use as the id of a proof.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func encodeKey(key *ecdsa.PrivateKey) (redact.Secret, error) {
	content, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return redact.Secret{}, err
	}
	return redact.New(string(pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: content}))), nil
}

var errKey = errors.New("the key of the sign-in can't be read")

func decodeKey(text redact.Secret) (*ecdsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text.Reveal()))
	if block == nil {
		return nil, errKey
	}
	key, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil || key.Curve != elliptic.P256() {
		return nil, errKey
	}
	return key, nil
}
