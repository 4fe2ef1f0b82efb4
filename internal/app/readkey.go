package app

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"lanyard/internal/redact"
)

// ReadKey reads one access key in any of the forms that people have them in: the JSON of "aws iam
// create-access-key", lines NAME=VALUE (aws_access_key_id, AWSAccessKeyId, … in any case, with or
// without "export"), or two bare lines, the id and the secret. The end of ctx ends the wait for r.
func ReadKey(ctx context.Context, r io.Reader) (id string, secret redact.Secret, err error) {
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() { // the read of a pipe can't be cancelled: it ends with the process
		text, err := io.ReadAll(io.LimitReader(r, keyFileLimit+1))
		done <- result{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", redact.Secret{}, ctx.Err()
	case read := <-done:
		if read.err != nil {
			return "", redact.Secret{}, read.err
		}
		return parseKey(read.text)
	}
}

func parseKey(text []byte) (string, redact.Secret, error) {
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
