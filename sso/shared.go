package sso

import (
	"crypto/sha1" //nolint:gosec // the AWS CLI's names of files, nothing secret
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
	"lanyard/internal/redact"
)

// sharedLimit bounds a token file, in bytes.
const sharedLimit = 256 << 10

// SharedFile is the path of a token file that the AWS CLI and the SDKs share:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
type SharedFile string

// Shared returns the file of a session in the folder ~/.aws/sso/cache. The file is named after the session, or else
// after the start URL as written. If that file does not exist, Shared looks for the other spellings of the URL.
func Shared(folder string, s Session) SharedFile {
	if s.Name != "" {
		return sharedFile(folder, s.Name)
	}
	exact := sharedFile(folder, s.StartURL)
	if exact.Exists() {
		return exact
	}
	for _, spelling := range spellings(s.StartURL) {
		if file := sharedFile(folder, spelling); file.Exists() {
			return file
		}
	}
	return exact
}

func sharedFile(folder, name string) SharedFile {
	sum := sha1.Sum([]byte(name)) //nolint:gosec // see above
	return SharedFile(filepath.Join(folder, hex.EncodeToString(sum[:])+".json"))
}

type sharedFields struct {
	StartURL     string `json:"startUrl"`
	Region       string `json:"region"`
	AccessToken  string `json:"accessToken"`
	ExpiresAt    string `json:"expiresAt"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
	ClientEnds   string `json:"registrationExpiresAt"`
	RefreshToken string `json:"refreshToken"`
}

// SharedFiles returns the token files in a folder and their sessions, also those of other programs. It skips client
// registrations, which the AWS CLI keeps in the same folder.
func SharedFiles(folder string) map[SharedFile]Session {
	found := map[SharedFile]Session{}
	for _, name := range jsonFiles(folder) {
		content, err := SharedFile(name).content()
		var fields sharedFields
		if err == nil && json.Unmarshal(content, &fields) == nil && fields.AccessToken != "" && fields.StartURL != "" {
			found[SharedFile(name)] = Session{StartURL: fields.StartURL, Region: fields.Region}
		}
	}
	return found
}

// jsonFiles returns the paths of the *.json files in a folder. Unlike filepath.Glob it takes any folder name.
func jsonFiles(folder string) (paths []string) {
	entries, _ := os.ReadDir(folder) // on an error, the entries that could be read
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".json" {
			paths = append(paths, filepath.Join(folder, e.Name()))
		}
	}
	return paths
}

// Exists reports whether the file exists and is a regular file.
func (f SharedFile) Exists() bool {
	st, err := os.Stat(string(f))
	return err == nil && st.Mode().IsRegular()
}

// Read returns the token in the file. It reports false if the file has none for the session.
func (f SharedFile) Read(s Session) (Token, bool) {
	content, err := f.content()
	if err != nil {
		return Token{}, false
	}
	var fields sharedFields
	if json.Unmarshal(content, &fields) != nil || fields.AccessToken == "" {
		return Token{}, false
	}
	if fields.StartURL != "" && !SamePortal(fields.StartURL, s.StartURL) || fields.Region != "" && fields.Region != s.Region {
		return Token{}, false // another session with the same name
	}
	expires, err := sharedTime(fields.ExpiresAt)
	if err != nil {
		return Token{}, false
	}
	t := Token{Access: redact.New(fields.AccessToken), Expires: expires}
	ends, err := sharedTime(fields.ClientEnds)
	if err == nil && fields.ClientID != "" && fields.ClientSecret != "" {
		t.Refresh = redact.New(fields.RefreshToken)
		t.Registration = Registration{ClientID: fields.ClientID, Secret: redact.New(fields.ClientSecret), Expires: ends}
	}
	return t, true
}

func (f SharedFile) content() ([]byte, error) {
	return readfile.Read(string(f), sharedLimit)
}

// Write stores a token in the file. It keeps unknown fields.
func (f SharedFile) Write(s Session, t Token) error {
	fields := f.fields()
	fields["startUrl"], fields["region"] = s.StartURL, s.Region
	fields["accessToken"], fields["expiresAt"] = t.Access.Reveal(), writtenTime(t.Expires)
	fields["clientId"], fields["clientSecret"] = t.Registration.ClientID, t.Registration.Secret.Reveal()
	fields["registrationExpiresAt"] = writtenTime(t.Registration.Expires)
	delete(fields, "refreshToken")
	if !t.Refresh.Empty() {
		fields["refreshToken"] = t.Refresh.Reveal()
	}
	return f.replace(fields)
}

// fields returns the current content of the file.
func (f SharedFile) fields() map[string]any {
	fields := map[string]any{}
	if content, err := f.content(); err == nil {
		_ = json.Unmarshal(content, &fields) // a malformed file is replaced
	}
	if fields == nil {
		fields = map[string]any{}
	}
	return fields
}

func (f SharedFile) replace(fields map[string]any) error {
	content, err := json.MarshalIndent(fields, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.Options{Private: true}.Write(string(f), content)
}

// Remove deletes the file if it exists.
func (f SharedFile) Remove() error {
	if err := os.Remove(string(f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writtenTime formats a time as RFC 3339 in whole seconds with a Z, which older releases of botocore require.
func writtenTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// sharedTime parses a time in any format that clients have written. Early releases of the AWS CLI wrote the suffix UTC.
func sharedTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t, err = time.Parse("2006-01-02T15:04:05UTC", text)
	}
	return t.UTC(), err
}
