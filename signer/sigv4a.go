package signer

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"sync"
)

// The order of the P-256 group minus two: larger candidates are not valid private keys.
const p256OrderLessTwo = "\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x4f"

var errNoKey = errors.New("no SigV4A key can be derived from this access key")

// deriveKeyA derives the SigV4A key of an access key: the counter-mode KDF of NIST SP 800-108 with
// HMAC-SHA256, its first output that is a candidate of FIPS 186-4, appendix B.4.2.
func deriveKeyA(accessKeyID, secret string) (*ecdsa.PrivateKey, error) {
	for counter := byte(1); counter != 0; counter++ {
		mac := hmac.New(sha256.New, []byte("AWS4A"+secret))
		mac.Write([]byte{0, 0, 0, 1})
		mac.Write([]byte(algorithmA))
		mac.Write([]byte{0})
		mac.Write([]byte(accessKeyID))
		mac.Write([]byte{counter, 0, 0, 1, 0}) // and the length of the output, 256 bits
		candidate := mac.Sum(nil)
		// Not in constant time: a rejected candidate is never used as a key, and its chance is 2^-32.
		if bytes.Compare(candidate, []byte(p256OrderLessTwo)) > 0 {
			continue
		}
		increment(candidate)
		return ecdsa.ParseRawPrivateKey(elliptic.P256(), candidate)
	}
	return nil, errNoKey
}

// increment adds one to a big-endian number.
func increment(number []byte) {
	for i := len(number) - 1; i >= 0; i-- {
		number[i]++
		if number[i] != 0 {
			return
		}
	}
}

// keyCacheA caches derived SigV4A keys: each costs a multiplication on the curve.
type keyCacheA struct {
	mu   sync.Mutex
	keys map[[2]string]*ecdsa.PrivateKey
}

func (c *keyCacheA) get(accessKeyID, secret string) (*ecdsa.PrivateKey, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := [2]string{accessKeyID, secret}
	if key := c.keys[id]; key != nil {
		return key, nil
	}
	key, err := deriveKeyA(accessKeyID, secret)
	if err != nil {
		return nil, err
	}
	if c.keys == nil || len(c.keys) >= maxKeys {
		c.keys = make(map[[2]string]*ecdsa.PrivateKey)
	}
	c.keys[id] = key
	return key, nil
}

// signA returns the ASN.1 signature of a string to sign; it differs each time.
func signA(key *ecdsa.PrivateKey, stringToSign []byte) ([]byte, error) {
	digest := sha256.Sum256(stringToSign)
	return ecdsa.SignASN1(rand.Reader, key, digest[:])
}
