package signer

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"
)

// maxKeys bounds the derived keys that a Signer caches. A program that signs for more pairs of region and service
// in a day derives some keys again.
const maxKeys = 128

// keyID holds the input of a signing key.
type keyID struct {
	secret, day, region, service string
}

// signingKey is a derived key in the form of HMAC states, ready for a message.
type signingKey struct{ states sync.Pool }

// keyCache caches derived keys. The zero keyCache is empty.
type keyCache struct {
	mu   sync.RWMutex
	keys map[keyID]*signingKey
}

// get returns the key for an id. It does not keep the id's strings, which may change afterwards.
func (c *keyCache) get(secret string, day []byte, region, service string) *signingKey {
	c.mu.RLock()
	// The conversion to a string does not allocate as long as it stays inside the index expression.
	key := c.keys[keyID{secret, string(day), region, service}]
	c.mu.RUnlock()
	if key != nil {
		return key
	}
	id := keyID{secret, string(day), region, service}
	key = newSigningKey(deriveKey(id))
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil || len(c.keys) >= maxKeys {
		c.keys = make(map[keyID]*signingKey)
	}
	c.keys[id] = key
	return key
}

func newSigningKey(key []byte) *signingKey {
	k := &signingKey{}
	k.states.New = func() any { return hmac.New(sha256.New, key) }
	return k
}

// appendMAC appends the HMAC-SHA256 of a message.
func (k *signingKey) appendMAC(dst, message []byte) []byte {
	state, _ := k.states.Get().(hash.Hash)
	state.Reset()
	state.Write(message)
	dst = state.Sum(dst)
	k.states.Put(state)
	return dst
}

func deriveKey(id keyID) []byte {
	key := []byte("AWS4" + id.secret)
	for _, part := range [...]string{id.day, id.region, id.service, "aws4_request"} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return key
}
