package sso

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"strings"

	"lanyard/internal/redact"
)

// ConsoleFile is the path of a file in which the AWS CLI and the SDKs keep a console sign-in:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html
type ConsoleFile struct{ SharedFile }

// ConsoleFileOf returns the file of a login_session in the folder ~/.aws/login/cache.
func ConsoleFileOf(folder, session string) ConsoleFile {
	sum := sha256.Sum256([]byte(strings.TrimSpace(session)))
	return ConsoleFile{SharedFile(filepath.Join(folder, hex.EncodeToString(sum[:])+".json"))}
}

// ConsoleFiles returns the files of console sign-ins in a folder, also those of other programs.
func ConsoleFiles(folder string) (found []ConsoleFile) {
	for _, name := range jsonFiles(folder) {
		file := ConsoleFile{SharedFile(name)}
		if _, ok := file.Read(); ok {
			found = append(found, file)
		}
	}
	return found
}

type consoleFields struct {
	AccessToken struct {
		AccessKeyID     string `json:"accessKeyId"`
		SecretAccessKey string `json:"secretAccessKey"`
		SessionToken    string `json:"sessionToken"`
		ExpiresAt       string `json:"expiresAt"`
	} `json:"accessToken"`
	TokenType     string `json:"tokenType"`
	ClientID      string `json:"clientId"`
	RefreshToken  string `json:"refreshToken"`
	IDToken       string `json:"idToken"`
	IdentityToken string `json:"identityToken"` // the Go SDK's name for idToken
	Key           string `json:"dpopKey"`
}

// Read returns the token in the file. It reports false if the file has none.
func (f ConsoleFile) Read() (ConsoleToken, bool) {
	content, err := f.content()
	if err != nil {
		return ConsoleToken{}, false
	}
	var fields consoleFields
	if json.Unmarshal(content, &fields) != nil {
		return ConsoleToken{}, false
	}
	keys := fields.AccessToken
	expires, err := sharedTime(keys.ExpiresAt)
	if err != nil || keys.AccessKeyID == "" || keys.SecretAccessKey == "" || keys.SessionToken == "" {
		return ConsoleToken{}, false
	}
	return ConsoleToken{
		AccessKeyID: keys.AccessKeyID, SecretAccessKey: redact.New(keys.SecretAccessKey), SessionToken: redact.New(keys.SessionToken),
		Expires: expires, Type: fields.TokenType, ClientID: fields.ClientID, Refresh: redact.New(fields.RefreshToken),
		Key: redact.New(fields.Key), ID: redact.New(cmp.Or(fields.IDToken, fields.IdentityToken)),
	}, true
}

// Write stores a token of an account in the file. It keeps unknown fields.
func (f ConsoleFile) Write(account string, t ConsoleToken) error {
	fields := f.fields()
	fields["accessToken"] = map[string]string{
		"accessKeyId": t.AccessKeyID, "secretAccessKey": t.SecretAccessKey.Reveal(), "sessionToken": t.SessionToken.Reveal(),
		"accountId": account, "expiresAt": writtenTime(t.Expires),
	}
	fields["tokenType"], fields["clientId"] = t.Type, t.ClientID
	fields["refreshToken"], fields["dpopKey"] = t.Refresh.Reveal(), t.Key.Reveal()
	if !t.ID.Empty() {
		fields["idToken"] = t.ID.Reveal()
		delete(fields, "identityToken")
	}
	return f.replace(fields)
}
