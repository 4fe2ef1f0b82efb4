package fakeaws

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"time"
)

const (
	proofWindow = 5 * time.Minute
	coordinate  = 32 // bytes of a coordinate of the curve P-256
)

type proofKey struct {
	Kty, Crv, X, Y, D string
}

// checkProof verifies the DPoP proof of a request and returns the thumbprint of its key:
// https://datatracker.ietf.org/doc/html/rfc9449#section-4.3. The caller holds w.mu.
func (w *World) checkProof(c *call) (thumbprint string, refusal *apiError) {
	given := c.Header.Values("DPoP")
	if len(given) != 1 {
		return "", badProof("one is required")
	}
	parts := strings.Split(given[0], ".")
	if len(parts) != 3 {
		return "", badProof("no JSON Web Token")
	}
	var header struct {
		Typ, Alg string
		Jwk      proofKey
	}
	var claims struct {
		Jti, Htm, Htu string
		Iat           int64
	}
	if !decodePart(parts[0], &header) || !decodePart(parts[1], &claims) {
		return "", badProof("not readable")
	}
	key := header.Jwk.public()
	now := w.clock()
	_, seen := w.console.proofs.get(claims.Jti)
	switch {
	case header.Typ != "dpop+jwt" || header.Alg != "ES256" || header.Jwk.D != "":
		return "", badProof("typ, alg or jwk")
	case key == nil || !signedBy(key, parts):
		return "", badProof("key or signature")
	case claims.Htm != http.MethodPost || claims.Htu != address(c)+c.URL.Path:
		return "", badProof("htm or htu")
	case now.Sub(time.Unix(claims.Iat, 0)).Abs() > proofWindow:
		return "", badProof("iat")
	case claims.Jti == "" || seen:
		return "", badProof("jti")
	}
	w.console.proofs.put(claims.Jti, now)
	return header.Jwk.thumbprint(), nil
}

func badProof(why string) *apiError { return consoleInvalid("Invalid DPoP proof: " + why) }

func decodePart(part string, into any) bool {
	text, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(text, into) == nil
}

// public returns the public key. It returns nil if a coordinate lacks leading zeros (RFC 7518, 6.2.1.2) or if the
// point is not on the curve.
func (k proofKey) public() *ecdsa.PublicKey {
	x, errX := base64.RawURLEncoding.DecodeString(k.X)
	y, errY := base64.RawURLEncoding.DecodeString(k.Y)
	if errX != nil || errY != nil || len(x) != coordinate || len(y) != coordinate || k.Kty != "EC" || k.Crv != "P-256" {
		return nil
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
	if err != nil {
		return nil
	}
	return key
}

// thumbprint returns the thumbprint of the key (RFC 7638).
func (k proofKey) thumbprint() string {
	sum := sha256.Sum256([]byte(`{"crv":"` + k.Crv + `","kty":"` + k.Kty + `","x":"` + k.X + `","y":"` + k.Y + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func signedBy(key *ecdsa.PublicKey, parts []string) bool {
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) != 2*coordinate {
		return false
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	return ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(signature[:coordinate]), new(big.Int).SetBytes(signature[coordinate:]))
}
