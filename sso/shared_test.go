package sso

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/internal/redact"
)

func TestSharedFile(t *testing.T) {
	s := Session{Name: "corp", StartURL: "https://corp.example/start", Region: "eu-west-1"}
	f := Shared(t.TempDir(), s)
	// The SHA-1 of "corp", by sha1sum.
	if filepath.Base(string(f)) != "ee0bfd2552fbd840c02cc48b6e823320543c450f.json" {
		t.Errorf("the file is %q", f)
	}
	if err := os.WriteFile(string(f), []byte(`{"accessToken":"old","theirs":[1]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	want := Token{
		Access: redact.New("a"), Refresh: redact.New("r"), Expires: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Registration: Registration{ClientID: "id", Secret: redact.New("s"), Expires: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)},
	}
	if err := f.Write(s, want); err != nil {
		t.Fatal(err)
	}
	got, ok := f.Read(s)
	if !ok || !got.Access.Equal(want.Access) || !got.Refresh.Equal(want.Refresh) || !got.Expires.Equal(want.Expires) ||
		got.Registration.ClientID != "id" || !got.Registration.Secret.Equal(want.Registration.Secret) || !got.Registration.Expires.Equal(want.Registration.Expires) {
		t.Errorf("read %+v, %v", got, ok)
	}
	text, err := os.ReadFile(string(f))
	if err != nil || !strings.Contains(string(text), `"theirs"`) || !strings.Contains(string(text), `"expiresAt": "2026-01-02T03:04:05Z"`) {
		t.Errorf("%v: %s", err, text)
	}
	if st, err := os.Stat(string(f)); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", st, err)
	}
	if _, ok := f.Read(Session{Name: "corp", StartURL: "https://other.example/start", Region: "eu-west-1"}); ok {
		t.Error("a token of another start URL is taken")
	}
}

func FuzzSharedFile(f *testing.F) {
	f.Add([]byte(`{"accessToken":"a","expiresAt":"2026-01-02T03:04:05UTC"}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, content []byte) {
		file := Shared(t.TempDir(), Session{Name: "x"})
		if err := os.WriteFile(string(file), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if token, ok := file.Read(Session{Name: "x"}); ok && token.Access.Empty() {
			t.Error("a token without an access token")
		}
		if err := file.Write(Session{Name: "x"}, Token{Access: redact.New("new"), Expires: time.Now()}); err != nil {
			t.Fatal(err)
		}
		if token, ok := file.Read(Session{Name: "x"}); !ok || token.Access.Reveal() != "new" {
			t.Errorf("not read back: %+v", token)
		}
	})
}

// TestFilesOfAnyFolder: a folder's name is no pattern.
func TestFilesOfAnyFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a[b*")
	s := Session{Name: "corp", StartURL: "https://corp.example/start", Region: "eu-west-1"}
	f := Shared(folder, s)
	if found := SharedFiles(folder); len(found) != 0 {
		t.Errorf("found %v where there is no folder", found)
	}
	if err := f.Write(s, Token{Access: redact.New("a"), Expires: time.Unix(1e9, 0)}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "other.txt"), []byte(`{"accessToken":"a","startUrl":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if found := SharedFiles(folder); len(found) != 1 || found[f].StartURL != s.StartURL {
		t.Errorf("found %v", found)
	}
	login := ConsoleFileOf(folder, "arn:aws:iam::111122223333:user/alice")
	if err := login.Write("111122223333", ConsoleToken{AccessKeyID: "A", SecretAccessKey: redact.New("S"), SessionToken: redact.New("T")}); err != nil {
		t.Fatal(err)
	}
	if found := ConsoleFiles(folder); len(found) != 1 || found[0] != login {
		t.Errorf("found %v", found)
	}
}

// TestSpellingsOfAStartURL: the token counts however the portal's address is written.
func TestSpellingsOfAStartURL(t *testing.T) {
	const written = "https://corp.awsapps.com/start"
	token := Token{Access: redact.New("a"), Expires: time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, other := range []string{
		written, written + "/", written + "#/", written + "/#/", written + "/#", written + "#", "https://CORP.awsapps.com/start",
		"HTTPS://Corp.AWSApps.com:443/start/", written + "?x=y", " " + written,
	} {
		for _, name := range []string{"corp", ""} {
			folder := t.TempDir()
			theirs := Session{Name: name, StartURL: other, Region: "us-east-1"}
			if err := Shared(folder, theirs).Write(theirs, token); err != nil {
				t.Fatal(err)
			}
			ours := Session{Name: name, StartURL: written, Region: "us-east-1"}
			if name == "" && !slices.Contains(spellings(written), other) {
				continue // nobody can tell which file that is
			}
			if _, ok := Shared(folder, ours).Read(ours); !ok {
				t.Errorf("session %q: the token of %q is not found", name, other)
			}
		}
	}
	for _, other := range []string{
		"https://corp.awsapps.com/directory/d-1", "https://other.awsapps.com/start", "https://corp.awsapps.com:8443/start",
		"http://corp.awsapps.com/start", "https://corp.awsapps.com/Start",
	} {
		if SamePortal(written, other) {
			t.Errorf("%q is taken for %q", other, written)
		}
	}
}
