package keychain_test

import (
	"fmt"
	"testing"

	"lanyard/keychain"
)

// BenchmarkWarmGet opens a vault whose keys are in the kernel keyring and reads an entry, as a warm command does.
func BenchmarkWarmGet(b *testing.B) {
	o := kernelOptions(b)
	content := make([]byte, 1500)
	must(b, keychain.Open(o).Put(b.Context(), "session", "a", content))
	for b.Loop() {
		if _, err := asCached(o).Get(b.Context(), "session", "a"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWarmPut measures mainly the two fsyncs of an atomic write.
func BenchmarkWarmPut(b *testing.B) {
	o := kernelOptions(b)
	content := make([]byte, 1500)
	must(b, keychain.Open(o).Put(b.Context(), "session", "a", content))
	for b.Loop() {
		must(b, asCached(o).Put(b.Context(), "session", "a", content))
	}
}

// BenchmarkEntries lists a thousand entries.
func BenchmarkEntries(b *testing.B) {
	o := kernelOptions(b)
	v := keychain.Open(o)
	for i := range 1000 {
		must(b, v.Put(b.Context(), "session", fmt.Sprint(i), make([]byte, 1500)))
	}
	for b.Loop() {
		if entries, err := asCached(o).Entries(b.Context()); err != nil || len(entries) != 1000 {
			b.Fatal(len(entries), err)
		}
	}
}
