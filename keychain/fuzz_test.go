package keychain

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzSealed expects changed files not to open.
func FuzzSealed(f *testing.F) {
	b, err := newBox("0123", "sealed", key{1}, key{2})
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := b.seal("kind", "id", []byte("content"))
	if err != nil {
		f.Fatal(err)
	}
	name := b.fileName("kind", "id")
	for _, seed := range [][]byte{sealed, sealed[:40], nil, []byte(magic), []byte(magic + "\xff\xff"), append(sealed, 0)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		kind, id, err := b.list(file, name)
		if err == nil && (kind != "kind" || id != "id") {
			t.Errorf("a forged file is listed as %q %q", kind, id)
		}
		content, err := b.open(file, "kind", "id")
		if err == nil && string(content) != "content" {
			t.Errorf("a forged file opens as %q", content)
		}
		if _, err := b.open(file, "kind", "other"); err == nil {
			t.Error("a file opens as another entry")
		}
		if bytes.Equal(file, sealed) && err != nil {
			t.Errorf("the sealed file does not open: %v", err)
		}
	})
}

// FuzzHeader expects to read the header that was written, and no other.
func FuzzHeader(f *testing.F) {
	f.Add(prefixed("kind", "id"))
	f.Add(prefixed("", ""))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, joined []byte) {
		var texts []string
		for rest := joined; len(rest) > 0; {
			text, next, err := cutPrefixed(rest)
			if err != nil {
				return
			}
			texts, rest = append(texts, text), next
		}
		if again := prefixed(texts...); !bytes.Equal(again, joined) {
			t.Errorf("%q is read as %q, which is written %q", joined, texts, again)
		}
	})
}

// FuzzRecord expects an accepted vault file to have every field that unlocking needs.
func FuzzRecord(f *testing.F) {
	good := record{Version: 1, ID: "00112233445566778899aabbccddeeff", Store: ModeFile, Check: make([]byte, 32), Wrapped: []byte("age")}
	text, err := json.Marshal(good)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(text), `{}`, `null`, `{"version":2}`, `[]`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := parseRecord(text)
		if err != nil {
			return
		}
		if len(r.ID) != 32 || len(r.Check) != 32 || !r.Store.isStore() || (r.Store == ModeFile) && len(r.Wrapped) == 0 {
			t.Errorf("taken for a vault file: %+v", r)
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseRecord(again); err != nil {
			t.Errorf("what was read is written as %s, which is not a vault file: %v", again, err)
		}
	})
}

// FuzzIndex writes and reads again every index that it can read.
func FuzzIndex(f *testing.F) {
	for _, seed := range []string{`{"version":1,"keys":[{"name":"a/ü","access_key_id":"AKIA"}],"otp":[{"name":"b"}]}`, `{}`, `null`, `{"version":1}`, `{"version":3}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		x, err := parseIndex(text)
		if err != nil {
			return
		}
		x.setKey(Key{Name: "new"})
		again, err := json.Marshal(x)
		if err != nil {
			t.Skip(err) // a year outside RFC 3339
		}
		if y, err := parseIndex(again); err != nil || len(y.Keys) != len(x.Keys) || !y.has(keyKind, "new") {
			t.Errorf("%s: %v", again, err)
		}
	})
}
