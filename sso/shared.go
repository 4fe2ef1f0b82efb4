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

// SharedFile is a token file that the AWS CLI and every SDK read:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
type SharedFile string

// Shared returns the file of a session in the folder ~/.aws/sso/cache: that of the session's name, else that
// of its start URL as written. If there is none of the start URL, it is the file of another spelling.
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

// SharedFiles are the token files in a folder with what they sign in to, whoever wrote them. Client
// registrations, which the AWS CLI keeps in the same folder, are none.
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

// jsonFiles are the paths of the files *.json in a folder, whatever the folder's name holds.
func jsonFiles(folder string) (paths []string) {
	entries, _ := os.ReadDir(folder) // none, or what could be read
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".json" {
			paths = append(paths, filepath.Join(folder, e.Name()))
		}
	}
	return paths
}

// Exists reports whether there is such a file. A FIFO or a folder of that name is not one.
func (f SharedFile) Exists() bool {
	st, err := os.Stat(string(f))
	return err == nil && st.Mode().IsRegular()
}

// Read returns the token in the file; false if there is none for this session.
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
		return Token{}, false // of another session of the same name
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

// Write puts a token into the file. Fields that lanyard does not know stay.
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

// fields are what the file says now.
func (f SharedFile) fields() map[string]any {
	fields := map[string]any{}
	if content, err := f.content(); err == nil {
		_ = json.Unmarshal(content, &fields) // what is no JSON is replaced
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

// Remove deletes the file, if it is there.
func (f SharedFile) Remove() error {
	if err := os.Remove(string(f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writtenTime is RFC 3339 in whole seconds with a Z, which botocore's older releases demand.
func writtenTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// sharedTime reads what the clients wrote over the years: the suffix UTC was the AWS CLI's first.
func sharedTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t, err = time.Parse("2006-01-02T15:04:05UTC", text)
	}
	return t.UTC(), err
}
