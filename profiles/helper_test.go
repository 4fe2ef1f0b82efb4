package profiles_test

import (
	"os"
	"path/filepath"
	"testing"

	"lanyard/profiles"
)

// open makes a Set of the text of the two files.
func open(t testing.TB, config, credentials string, keys ...profiles.KeychainKey) *profiles.Set {
	t.Helper()
	set, err := profiles.Open(write(t, config, credentials), profiles.Options{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// write puts the text of the two files into a new folder; an empty text makes no file.
func write(t testing.TB, config, credentials string) profiles.Files {
	t.Helper()
	dir := t.TempDir()
	files := profiles.Files{Config: filepath.Join(dir, "config"), Credentials: filepath.Join(dir, "credentials")}
	for path, text := range map[string]string{files.Config: config, files.Credentials: credentials} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func profile(t testing.TB, set *profiles.Set, name string) *profiles.Profile {
	t.Helper()
	p, err := set.Profile(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// codes are the codes of problems, in their order.
func codes(problems []profiles.Problem) []string {
	var found []string
	for _, p := range problems {
		found = append(found, p.Code)
	}
	return found
}
