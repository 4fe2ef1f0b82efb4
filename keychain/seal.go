package keychain

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

const (
	keySize = 32
	// maxContent bounds the content of an entry, in bytes; maxName bounds its kind and id together.
	maxContent = 1 << 20
	maxName    = 4 << 10
	maxSealed  = maxContent + maxName + 256

	// magic is the beginning of every sealed file, for format version 1.
	magic = "LNY1"
)

// errForm means that a file was not sealed by this vault, or was changed since.
var errForm = errors.New("not a sealed file, or changed since")

type key [keySize]byte

// derived holds the keys that HKDF derives from the vault key. names and sessions name and seal the temporary
// entries and may be cached in the kernel keyring. items seals the long-lived items of the file store; it is nil if
// the other two came from the kernel keyring.
type derived struct {
	names, sessions key
	items           *key
}

// derive derives the keys from a vault key (RFC 5869 with SHA-256 and the vault id as salt).
func derive(vaultKey []byte, vaultID string) (*derived, error) {
	d := &derived{items: new(key)}
	for info, to := range map[string]*key{"names": &d.names, "sessions": &d.sessions, "keys": d.items} {
		k, err := hkdf.Key(sha256.New, vaultKey, []byte(vaultID), "lanyard v1 "+info, keySize)
		if err != nil {
			return nil, fmt.Errorf("derive the %s key: %w", info, err)
		}
		copy(to[:], k)
	}
	return d, nil
}

// check returns the value in the vault file that proves derived keys to be the right ones.
func (d *derived) check(vaultID string) []byte {
	mac := hmac.New(sha256.New, append(d.names[:], d.sessions[:]...))
	mac.Write(prefixed("lanyard v1 check", vaultID))
	return mac.Sum(nil)
}

// box seals the files of one folder.
type box struct {
	vaultID, folder string
	names           key
	aead            cipher.AEAD
}

func newBox(vaultID, folder string, names, seal key) (*box, error) {
	aead, err := chacha20poly1305.NewX(seal[:])
	if err != nil {
		return nil, err
	}
	return &box{vaultID: vaultID, folder: folder, names: names, aead: aead}, nil
}

// fileName returns the file name of an entry: an HMAC, since kind and id may hold profile names and start URLs.
func (b *box) fileName(kind, id string) string {
	mac := hmac.New(sha256.New, b.names[:])
	mac.Write(prefixed(b.folder, kind, id))
	return hex.EncodeToString(mac.Sum(nil))
}

// seal returns a file of two parts: a header with the kind and id, so that a listing need not open the content, and the
// content. The header is bound to the file's name and the content to the kind and id, so parts of different files
// cannot be combined.
func (b *box) seal(kind, id string, content []byte) ([]byte, error) {
	if len(content) > maxContent || len(kind)+len(id) > maxName {
		return nil, fmt.Errorf("entry %q is too large: %d bytes", kind, len(content))
	}
	header := b.sealPart(prefixed(kind, id), b.headerData(b.fileName(kind, id)))
	file := make([]byte, 0, len(magic)+2+len(header)+len(content)+chacha20poly1305.NonceSizeX+chacha20poly1305.Overhead)
	file = append(file, magic...)
	file = binary.BigEndian.AppendUint16(file, uint16(len(header))) //nolint:gosec // bounded by maxName
	file = append(file, header...)
	return append(file, b.sealPart(content, b.contentData(kind, id))...), nil
}

// open returns the content of a file sealed for kind and id.
func (b *box) open(file []byte, kind, id string) ([]byte, error) {
	_, part, err := split(file)
	if err != nil {
		return nil, err
	}
	return b.openPart(part, b.contentData(kind, id))
}

// list returns the kind and id from the header of the file of that name.
func (b *box) list(file []byte, name string) (kind, id string, err error) {
	part, _, err := split(file)
	if err != nil {
		return "", "", err
	}
	header, err := b.openPart(part, b.headerData(name))
	if err != nil {
		return "", "", err
	}
	kind, rest, err := cutPrefixed(header)
	if err != nil {
		return "", "", err
	}
	id, rest, err = cutPrefixed(rest)
	if err != nil || len(rest) > 0 {
		return "", "", errForm
	}
	return kind, id, nil
}

func (b *box) headerData(name string) []byte {
	return prefixed(magic, b.vaultID, b.folder, "header", name)
}

func (b *box) contentData(kind, id string) []byte {
	return prefixed(magic, b.vaultID, b.folder, "content", kind, id)
}

func (b *box) sealPart(plain, data []byte) []byte {
	nonce := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+len(plain)+chacha20poly1305.Overhead)
	_, _ = rand.Read(nonce) // never fails: crypto/rand would end the program instead
	return b.aead.Seal(nonce, nonce, plain, data)
}

func (b *box) openPart(part, data []byte) ([]byte, error) {
	if len(part) < chacha20poly1305.NonceSizeX {
		return nil, errForm
	}
	plain, err := b.aead.Open(nil, part[:chacha20poly1305.NonceSizeX], part[chacha20poly1305.NonceSizeX:], data)
	if err != nil {
		return nil, errForm
	}
	return plain, nil
}

// split finds the two sealed parts of a file.
func split(file []byte) (header, content []byte, err error) {
	start := len(magic) + 2
	if len(file) < start || string(file[:len(magic)]) != magic {
		return nil, nil, errForm
	}
	end := start + int(binary.BigEndian.Uint16(file[len(magic):]))
	if end > len(file) {
		return nil, nil, errForm
	}
	return file[start:end], file[end:], nil
}

// prefixed joins texts, each with its length in front, so that different lists give different bytes.
func prefixed(texts ...string) []byte {
	size := 0
	for _, t := range texts {
		size += 4 + len(t)
	}
	joined := make([]byte, 0, size)
	for _, t := range texts {
		joined = binary.BigEndian.AppendUint32(joined, uint32(len(t))) //nolint:gosec // bounded by maxName
		joined = append(joined, t...)
	}
	return joined
}

func cutPrefixed(joined []byte) (text string, rest []byte, err error) {
	if len(joined) < 4 {
		return "", nil, errForm
	}
	size, rest := int(binary.BigEndian.Uint32(joined)), joined[4:]
	if size > len(rest) {
		return "", nil, errForm
	}
	return string(rest[:size]), rest[size:], nil
}
