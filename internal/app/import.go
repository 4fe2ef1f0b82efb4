package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"lanyard/internal/redact"
	"lanyard/profiles"
)

// keyFileLimit bounds a file or stream with one access key, in bytes.
const keyFileLimit = 64 << 10

// Imported tells what an import did.
type Imported struct {
	Key     NewKey
	Account string
	// File is the AWS file that no longer holds the key, "" when none did.
	File string
}

// ImportProfile moves the keys of a profile from its AWS file into the keychain: they are verified
// unless told not to, stored, and only then removed from the file, where every other byte stays.
func (a *App) ImportProfile(ctx context.Context, name string, noVerify bool) (Imported, error) {
	set, err := a.Profiles()
	if err != nil {
		return Imported{}, err
	}
	p, err := set.Profile(name)
	if err != nil {
		return Imported{}, err
	}
	key, file, err := profileKey(p)
	if err != nil {
		return Imported{}, fmt.Errorf("import the key of %q: %w", name, err)
	}
	key.NoVerify = noVerify
	entry, err := a.AddKey(ctx, key)
	if err != nil {
		return Imported{}, err
	}
	if err := a.removeFromFile(ctx, name); err != nil {
		return Imported{}, fmt.Errorf("the key of %q is in the keychain and still in %s: remove it from the file: %w", name, file, err)
	}
	a.Reload()
	return Imported{Key: key, Account: entry.AccountID, File: file}, nil
}

// ErrNoKeys says that a profile has no keys of its own in a file.
var ErrNoKeys = errors.New("it has no access keys in a file")

func profileKey(p *profiles.Profile) (NewKey, string, error) {
	id, ok := p.Settings["aws_access_key_id"]
	secret, also := p.Settings["aws_secret_access_key"]
	switch {
	case !ok || !also:
		return NewKey{}, "", ErrNoKeys
	case !p.Secret("aws_session_token").Empty() || !p.Secret("aws_security_token").Empty():
		return NewKey{}, "", ErrTemporary
	case id.File != secret.File:
		return NewKey{}, "", fmt.Errorf("its key id is in %s and its secret in %s: bring them together first", id.File, secret.File)
	}
	return NewKey{
		Name: p.Name, AccessKeyID: id.Value, SecretAccessKey: secret.Secret,
		MFASerial: p.Get("mfa_serial"), Region: p.Get("region"),
	}, id.File, nil
}

func (a *App) removeFromFile(ctx context.Context, profile string) error {
	change, err := a.Files().RemoveKeys(profile)
	if err != nil {
		return err
	}
	return a.Apply(ctx, change)
}

// StaticProfiles names the profiles whose keys could be imported.
func (a *App) StaticProfiles() ([]string, error) {
	set, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range set.All() {
		if _, _, err := profileKey(p); err == nil {
			names = append(names, p.Name)
		}
	}
	return names, nil
}

// ReadKey reads one access key in any of the forms that people have them in: the JSON of "aws iam
// create-access-key", lines NAME=VALUE (aws_access_key_id, AWSAccessKeyId, … in any case, with or
// without "export"), or two bare lines, the id and the secret.
func ReadKey(r io.Reader) (id string, secret redact.Secret, err error) {
	text, err := io.ReadAll(io.LimitReader(r, keyFileLimit+1))
	if err != nil {
		return "", redact.Secret{}, err
	}
	if len(text) > keyFileLimit {
		return "", redact.Secret{}, errors.New("too long for one access key")
	}
	if strings.HasPrefix(strings.TrimSpace(string(text)), "{") {
		return keyFromJSON(text)
	}
	return keyFromLines(string(text))
}

func keyFromJSON(text []byte) (string, redact.Secret, error) {
	type pair struct {
		AccessKeyID     string `json:"AccessKeyId"`
		SecretAccessKey string
		SessionToken    string
	}
	var doc struct {
		pair
		AccessKey pair
	}
	if json.Unmarshal(text, &doc) != nil { // its error could quote the secret
		return "", redact.Secret{}, errors.New("not the JSON of an access key")
	}
	found := doc.pair
	if found.AccessKeyID == "" {
		found = doc.AccessKey
	}
	return wholeKey(found.AccessKeyID, found.SecretAccessKey, found.SessionToken)
}

func keyFromLines(text string) (string, redact.Secret, error) {
	var id, secret, token string
	var bare []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == '[' {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		switch strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "_", "") {
		case "awsaccesskeyid", "awsaccesskey", "accesskeyid":
			id = unquote(value)
		case "awssecretkey", "awssecretaccesskey", "secretaccesskey":
			secret = unquote(value)
		case "awssessiontoken", "awssecuritytoken":
			token = unquote(value)
		default:
			if !ok || len(bare) == 1 { // a secret may well hold "="
				bare = append(bare, line)
			}
		}
	}
	if id == "" && secret == "" && len(bare) == 2 {
		id, secret = bare[0], bare[1]
	}
	return wholeKey(id, secret, token)
}

func wholeKey(id, secret, token string) (string, redact.Secret, error) {
	switch {
	case token != "":
		return "", redact.Secret{}, ErrTemporary
	case id == "" || secret == "":
		return "", redact.Secret{}, errors.New("there is no whole access key: give the key id and the secret")
	}
	return id, redact.New(secret), nil
}

func unquote(value string) string {
	value = strings.TrimSpace(value)
	if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		return value[1 : len(value)-1]
	}
	return value
}

// ReadKeyFile reads an access key from a file such as ~/.aws-keys.
func ReadKeyFile(path string) (string, redact.Secret, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", redact.Secret{}, err
	}
	defer f.Close()
	id, secret, err := ReadKey(f)
	if err != nil {
		return "", redact.Secret{}, fmt.Errorf("%s: %w", path, err)
	}
	return id, secret, nil
}
