package exec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"lanyard/internal/term"
)

// Format is a way to write variables for another program.
type Format string

// The formats.
const (
	FormatSh         Format = "sh"         // POSIX shells: eval "$(lanyard env)"
	FormatFish       Format = "fish"       // lanyard env | source
	FormatPowerShell Format = "powershell" // lanyard env | Invoke-Expression, line by line
	FormatCmd        Format = "cmd"        // a batch file to call
	FormatDotenv     Format = "dotenv"     // docker --env-file, compose, "set -a; . file"
	FormatJSON       Format = "json"       // one object
	FormatINI        Format = "ini"        // a section of an AWS credentials file
	FormatGitHub     Format = "github"     // appended to $GITHUB_ENV
)

// ErrInexpressible means that a format has no way to write a value, or to unset a variable.
var ErrInexpressible = errors.New("the format can't express it")

// Formats returns all formats, in the order of the documentation.
func Formats() []Format {
	return []Format{
		FormatSh, FormatFish, FormatPowerShell, FormatCmd,
		FormatDotenv, FormatJSON, FormatINI, FormatGitHub,
	}
}

// writer is how a format writes its lines; a nil unset means that it has no way to.
type writer struct {
	set   func(Var) (string, error)
	unset func(name string) string
}

func (f Format) writer() (writer, error) {
	switch f {
	case FormatSh:
		return writer{setSh, func(name string) string { return "unset " + name }}, nil
	case FormatFish:
		return writer{setFish, func(name string) string { return "set -e " + name }}, nil
	case FormatPowerShell:
		return writer{setPowerShell, func(name string) string {
			return "Remove-Item -LiteralPath Env:" + name + " -ErrorAction SilentlyContinue"
		}}, nil
	case FormatCmd:
		return writer{setCmd, func(name string) string { return `set "` + name + `="` }}, nil
	case FormatDotenv:
		return writer{setDotenv, nil}, nil
	case FormatGitHub:
		// The runner can't remove a variable for later steps; the SDKs take an empty one as absent.
		return writer{setGitHub, func(name string) string { return name + "=" }}, nil
	}
	return writer{}, fmt.Errorf("unknown format %q", f)
}

// Write writes set and, where the format can, unset. It writes nothing if it can't write all.
func Write(w io.Writer, f Format, set []Var, unset []string) error {
	var text []byte
	var err error
	switch f {
	case FormatJSON:
		text, err = jsonText(set)
	case FormatINI:
		text, err = iniText(set)
	default:
		text, err = f.lines(set, unset, false)
	}
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// WriteUnset writes what removes the variables named; formats that only hold values can't.
func WriteUnset(w io.Writer, f Format, names []string) error {
	if f == FormatJSON || f == FormatINI {
		return fmt.Errorf("unset in %q: %w", f, ErrInexpressible)
	}
	text, err := f.lines(nil, names, true)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// lines writes the formats that have one statement a variable. Unsetting comes first, in case a
// shell stops at an error: better no credentials than old ones.
func (f Format) lines(set []Var, unset []string, mustUnset bool) ([]byte, error) {
	w, err := f.writer()
	if err != nil {
		return nil, err
	}
	if w.unset == nil && mustUnset {
		return nil, fmt.Errorf("unset in %q: %w", f, ErrInexpressible)
	}
	var b bytes.Buffer
	for _, name := range unset {
		if !validName(name) {
			return nil, fmt.Errorf("unset %q: not a variable's name", name)
		}
		if w.unset != nil {
			b.WriteString(w.unset(name) + f.newline())
		}
	}
	for _, v := range set {
		if !validName(v.Name) {
			return nil, fmt.Errorf("set %q: not a variable's name", v.Name)
		}
		line := ""
		if strings.ContainsRune(v.Value, 0) {
			err = ErrInexpressible
		} else {
			line, err = w.set(v)
		}
		if err != nil {
			return nil, fmt.Errorf("write %s in %q: %w", v.Name, f, err)
		}
		b.WriteString(line + f.newline())
	}
	return b.Bytes(), nil
}

// newline ends a line: cmd.exe misreads batch files with bare line feeds at block boundaries.
func (f Format) newline() string {
	if f == FormatCmd {
		return "\r\n"
	}
	return "\n"
}

// steers reports runes that must not reach a terminal as they are, and bytes that are no UTF-8. A
// line break is none of them.
func steers(r rune) bool {
	return r == utf8.RuneError || r != '\n' && r != '\t' && term.Clean(string(r)) != string(r)
}

// plain reports values that no reader of any format takes apart.
func plain(value string) bool {
	return value != "" && !strings.ContainsFunc(value, func(r rune) bool {
		alnum := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !alnum && !strings.ContainsRune("_-+=/.:,@", r)
	})
}

func jsonText(set []Var) ([]byte, error) {
	object := make(map[string]string, len(set))
	for _, v := range set {
		if !utf8.ValidString(v.Value) {
			return nil, fmt.Errorf("write %s in %q: %w", v.Name, FormatJSON, ErrInexpressible)
		}
		object[v.Name] = v.Value
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(object); err != nil {
		return nil, err
	}
	return []byte(quoteParts(b.String(), "", func(part string) string { return part }, escapeUTF16)), nil
}

// iniText writes a section named after the profile, or the default one if there is none, with those variables that have a setting.
func iniText(set []Var) ([]byte, error) {
	keys := []setting{
		{"aws_access_key_id", "AWS_ACCESS_KEY_ID"},
		{"aws_secret_access_key", "AWS_SECRET_ACCESS_KEY"},
		{"aws_session_token", "AWS_SESSION_TOKEN"},
		{"aws_account_id", "AWS_ACCOUNT_ID"},
		{"region", "AWS_REGION"},
		{"endpoint_url", endpointVar},
	}
	values := make(map[string]string, len(set))
	for _, v := range set {
		values[v.Name] = v.Value
	}
	name := values[profileVar]
	if name == "" {
		name = "default"
	}
	if strings.ContainsAny(name, "[]\"'") || !fitsINI(name) {
		return nil, fmt.Errorf("write the profile %q in %q: %w", name, FormatINI, ErrInexpressible)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "[%s]\n", name)
	for _, s := range slices.Concat(keys, passedOn()) {
		value := values[s.variable]
		if value == "" {
			continue
		}
		if !fitsINI(value) {
			return nil, fmt.Errorf("write %s in %q: %w", s.variable, FormatINI, ErrInexpressible)
		}
		fmt.Fprintf(&b, "%s = %s\n", s.key, value)
	}
	return b.Bytes(), nil
}

// fitsINI reports values that the AWS CLI and the SDKs read alike: they differ in quotes and in
// comments behind a value, and neither can continue a line.
func fitsINI(value string) bool {
	return value == strings.TrimSpace(value) &&
		!strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || steers(r) }) &&
		!strings.ContainsAny(value[:1], "\"'`#;") &&
		!strings.Contains(value, " #") && !strings.Contains(value, " ;")
}
