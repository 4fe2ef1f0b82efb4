package profiles_test

import (
	"errors"
	"strings"
	"testing"

	"lanyard/internal/redact"
	"lanyard/profiles"
)

const (
	pairOne = "aws_access_key_id = AKIAONE\naws_secret_access_key = one/\n"
	pairTwo = "aws_access_key_id = AKIATWO\naws_secret_access_key = two/\n"
)

// TestRemoveKeysTakesNoOther: a secret that the caller does not hold is named and stays.
func TestRemoveKeysTakesNoOther(t *testing.T) {
	for name, c := range map[string]struct{ config, credentials, says string }{
		"an old and a new pair":        {"", "[x]\n" + pairOne + "region = a\n" + pairTwo, "the key id AKIATWO (line 5 of"},
		"another secret":               {"", "[x]\n" + pairOne + "aws_secret_access_key = two/\n", "another aws_secret_access_key (line 4 of"},
		"a lone id":                    {"[profile x]\naws_access_key_id = AKIATWO\n", "[x]\n" + pairOne, "the key id AKIATWO (line 2 of"},
		"a pair in the other file":     {"[profile x]\n" + pairTwo, "[x]\n" + pairOne, "another aws_secret_access_key (line 3 of"},
		"a triple in the other file":   {"[profile x]\n" + pairTwo + "aws_session_token = t\n", "[x]\n" + pairOne, "an aws_session_token (line 4 of"},
		"a token":                      {"", "[x]\n" + pairOne + "aws_security_token = t\n", "an aws_security_token (line 4 of"},
		"two sections of the name":     {"", "[x]\n" + pairOne + "[y]\n[x]\n" + pairTwo, "the key id AKIATWO (line 6 of"},
		"a name with U+00A0":           {"", "[x]\n" + pairOne + "[x\u00a0]\n" + pairTwo, "AKIATWO"},
		"a header behind U+200B":       {"", "[x]\nregion = a\n\u200b[y]\n" + pairOne, "a header with an invisible character before it (line 3 of"},
		"a header behind a mark":       {"", "[x]\nregion = a\n\ufeff[y]\n" + pairOne, "a header with an invisible character before it (line 3 of"},
		"a value that goes on":         {"", "[x]\naws_access_key_id = AKIAONE\naws_secret_access_key = one/\n  more\n", "another aws_secret_access_key (line 3 of"},
		"an indented id of its own":    {"", "[x]\n" + pairOne + "  aws_access_key_id = AKIATWO\n", "AKIATWO"},
		"a secret in capital settings": {"", "[x]\n" + pairOne + "AWS_SECRET_ACCESS_KEY = two/\n", "another aws_secret_access_key"},
	} {
		t.Run(name, func(t *testing.T) {
			files := write(t, c.config, c.credentials)
			_, err := files.RemoveKeys("x", "AKIAONE", redact.New("one/"))
			if !errors.Is(err, profiles.ErrOtherKeys) || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("error %v, want %q", err, c.says)
			}
			if strings.Contains(err.Error(), "one/") || strings.Contains(err.Error(), "two/") {
				t.Errorf("a secret in %q", err)
			}
		})
	}
	// A header behind a blank of any kind is a header.
	files := write(t, "", "[x]\n"+pairOne+"\u00a0[y]\n"+pairTwo)
	change, err := files.RemoveKeys("x", "AKIAONE", redact.New("one/"))
	apply(t, change, err)
	if got := read(t, files.Credentials); got != "\u00a0[y]\n"+pairTwo {
		t.Errorf("left: %q", got)
	}
	// A comment behind a key may hold another.
	files = write(t, "", "[x]\naws_access_key_id = AKIAONE # old: AKIATWO\naws_secret_access_key = one/ ; old: two/\n")
	change, err = files.RemoveKeys("x", "AKIAONE", redact.New("one/"))
	apply(t, change, err)
	if got := read(t, files.Credentials); got != "[x]\n# old: AKIATWO\n; old: two/\n" {
		t.Errorf("left: %q", got)
	}
	// The same key twice is one key.
	files = write(t, "[profile x]\n"+pairOne+"region = a\n", "[x]\n"+pairOne+"[y]\n"+pairTwo)
	change, err = files.RemoveKeys("x", "AKIAONE", redact.New("one/"))
	apply(t, change, err)
	if got := read(t, files.Config) + read(t, files.Credentials); got != "[profile x]\nregion = a\n[y]\n"+pairTwo {
		t.Errorf("left: %q", got)
	}
}

// TestSetKeepsAKeyInOneFile: the id and the secret of two files would not make a key.
func TestSetKeepsAKeyInOneFile(t *testing.T) {
	for name, c := range map[string]struct{ config, credentials string }{
		"the id in the config file":              {"[profile x]\naws_access_key_id = AKIAONE\n", ""},
		"the same beside a token of the other":   {"[profile x]\naws_access_key_id = AKIAONE\n", "[x]\naws_session_token = t\n"},
		"the id in the credentials file":         {"", "[x]\naws_access_key_id = AKIAONE\n"},
		"a pair in credentials, an id in config": {"[profile x]\naws_access_key_id = AKIATWO\n", "[x]\n" + pairOne},
	} {
		t.Run(name, func(t *testing.T) {
			files := write(t, c.config, c.credentials)
			change, err := files.Set("x", []profiles.KV{{Key: "aws_secret_access_key", Value: "new/"}}, nil)
			apply(t, change, err)
			set, err := profiles.Open(files, profiles.Options{})
			if err != nil {
				t.Fatal(err)
			}
			p, err := set.Profile("x")
			if err != nil {
				t.Fatal(err)
			}
			if id, secret := p.Get("aws_access_key_id"), p.Secret("aws_secret_access_key"); id != "AKIAONE" || secret.Reveal() != "new/" {
				t.Errorf("the key is %s with %s in %q and %q", id, secret, read(t, files.Config), read(t, files.Credentials))
			}
		})
	}
}
