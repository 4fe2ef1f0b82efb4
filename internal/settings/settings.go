// Package settings reads and writes lanyard's own configuration file and knows where lanyard keeps
// its things. The file is INI: settings first, then sections "[profile NAME]" for what holds for
// one profile only. Every setting has an environment variable LANYARD_<KEY> that wins over the file.
package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/ini.v1"

	"lanyard/internal/readfile"
)

// fileLimit bounds lanyard's own configuration file, in bytes.
const fileLimit = 1 << 20

// ErrUnknown is returned for a key that is no setting of lanyard's.
var ErrUnknown = errors.New("no such setting")

// ErrInvalid is returned for a value that a setting can't have.
var ErrInvalid = errors.New("invalid value")

// Definition describes one setting.
type Definition struct {
	Key        string
	Default    string
	Help       string
	PerProfile bool // may also stand in a [profile NAME] section
	check      func(value string) error
}

// Env is the environment variable of the setting.
func (d Definition) Env() string { return "LANYARD_" + strings.ToUpper(d.Key) }

// Known lists every setting, by key.
func Known() []Definition {
	return []Definition{
		{Key: "auto_login", Default: "false", Help: "let credential-process open a sign-in by itself", PerProfile: true, check: isBool},
		{Key: "color", Default: "auto", Help: "colour on the terminal: auto, always or never", check: oneOf("auto", "always", "never")},
		{Key: "keychain", Default: "auto", Help: "where secrets rest: auto, os or file", check: oneOf("auto", "os", "file")},
		{Key: "keychain_cache", Default: "15m", Help: "how long an unlocked keychain stays open in the kernel keyring; 0 turns that off", check: isDuration},
		{Key: "mfa_duration", Default: "12h", Help: "life of a session made with an MFA code", check: isDuration},
		{Key: "no_browser", Default: "false", Help: "show addresses instead of opening a browser", check: isBool},
		{Key: "no_session", Default: "false", Help: "hand out long-lived keys themselves instead of a session", PerProfile: true, check: isBool},
		{Key: "session_duration", Default: "1h", Help: "life of every other session", check: isDuration},
		{Key: "sso_callback_port", Default: "0", Help: "port on this machine that a browser comes back to after a sign-in; 0 takes any that is free", check: isPort},
		{Key: "sso_token_sharing", Default: "auto", Help: "share sign-ins with the AWS CLI and SDKs: auto (where they have one), always or never", check: oneOf("auto", "always", "never")},
		{Key: "timeout", Default: "30s", Help: "limit of one network exchange", check: isLimit},
		{Key: "wait", Default: "5m", Help: "limit of waiting for another process or a person", check: isDuration},
	}
}

// Define finds a setting by key.
func Define(key string) (Definition, error) {
	known := Known()
	i := slices.IndexFunc(known, func(d Definition) bool { return d.Key == key })
	if i < 0 {
		return Definition{}, fmt.Errorf("%q: %w", key, ErrUnknown)
	}
	return known[i], nil
}

// Settings are the values in force.
type Settings struct {
	Paths Paths
	// Warn gets what went wrong after a change was made; may be nil.
	Warn   func(error)
	getenv func(string) string
	file   map[string]map[string]string // section ("" at the top) → key → value
}

// Value is one setting as "lanyard config list" shows it.
type Value struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Origin string `json:"origin"` // "default", an environment variable, or a file
	Help   string `json:"help"`
}

// Load reads the configuration file, if there is one.
func Load(paths Paths, getenv func(string) string) (*Settings, error) {
	s := &Settings{Paths: paths, getenv: getenv}
	text, err := readfile.Read(paths.Config, fileLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read lanyard's settings: %w", err)
	}
	return s, s.parse(text)
}

func (s *Settings) parse(text []byte) error {
	// A backslash at the end of a line is part of a value, such as a Windows folder: it does not take the next
	// setting into the value.
	options := ini.LoadOptions{KeyValueDelimiters: "=", ChildSectionDelimiter: "\x00", IgnoreContinuation: true}
	parsed, err := ini.LoadSources(options, text)
	if err != nil {
		return fmt.Errorf("read lanyard's settings: %s: %w", s.Paths.Config, err)
	}
	s.file = make(map[string]map[string]string)
	for _, section := range parsed.Sections() {
		name := section.Name()
		if name == ini.DefaultSection {
			name = ""
		}
		values := make(map[string]string)
		for _, key := range section.Keys() {
			values[strings.ToLower(key.Name())] = key.Value()
		}
		s.file[name] = values
	}
	for section, values := range s.file {
		for key, value := range values {
			if err := checkSetting(section, key, value); err != nil {
				return fmt.Errorf("read lanyard's settings: %s: %s: %w", s.Paths.Config, key, err)
			}
		}
	}
	return nil
}

// checkSetting refuses a value that its key can't have. Unknown keys may be a later version's.
func checkSetting(section, key, value string) error {
	def, err := Define(key)
	switch {
	case err != nil:
		return nil
	case section != "" && !def.PerProfile:
		return fmt.Errorf("it can't be set for one profile alone (section %q)", section)
	}
	return def.check(value)
}

// Get returns the value of a known setting; an unknown one is empty.
func (s *Settings) Get(key string) string { return s.lookup(key).Value }

// Bool returns a yes-or-no setting.
func (s *Settings) Bool(key string) bool {
	yes, _ := strconv.ParseBool(s.Get(key))
	return yes
}

// Int returns a setting that is a number.
func (s *Settings) Int(key string) int {
	n, _ := strconv.Atoi(s.Get(key))
	return n
}

// Duration returns a setting that is a duration.
func (s *Settings) Duration(key string) time.Duration {
	d, _ := ParseDuration(s.Get(key))
	return d
}

// ProfileBool returns a yes-or-no setting as it holds for one profile.
func (s *Settings) ProfileBool(profile, key string) bool {
	def, _ := Define(key)
	if value, ok := s.file["profile "+profile][key]; ok && s.getenv(def.Env()) == "" {
		yes, _ := strconv.ParseBool(value)
		return yes
	}
	return s.Bool(key)
}

// All lists every setting with its origin.
func (s *Settings) All() []Value {
	known := Known()
	values := make([]Value, 0, len(known))
	for _, def := range known {
		values = append(values, s.lookup(def.Key))
	}
	return values
}

// Lookup returns one setting with its origin.
func (s *Settings) Lookup(key string) (Value, error) {
	if _, err := Define(key); err != nil {
		return Value{}, err
	}
	return s.lookup(key), nil
}

func (s *Settings) lookup(key string) Value {
	def, err := Define(key)
	if err != nil {
		return Value{}
	}
	value := Value{Key: key, Value: def.Default, Origin: "default", Help: def.Help}
	if text, ok := s.file[""][key]; ok {
		value.Value, value.Origin = text, s.Paths.Config
	}
	if text := s.getenv(def.Env()); text != "" {
		value.Value, value.Origin = text, def.Env()
	}
	return value
}

// Check reports the environment variables that hold no valid value for their setting.
func (s *Settings) Check() error {
	for _, def := range Known() {
		if text := s.getenv(def.Env()); text != "" {
			if err := def.check(text); err != nil {
				return fmt.Errorf("%s: %w", def.Env(), err)
			}
		}
	}
	return nil
}

// ParseDuration reads "90s", "15m", "12h" or a bare number of seconds, as AWS's own settings are.
func ParseDuration(text string) (time.Duration, error) {
	if seconds, err := strconv.Atoi(text); err == nil {
		if seconds < 0 || seconds > int(1<<31) {
			return 0, fmt.Errorf("invalid duration %q", text)
		}
		return time.Duration(seconds) * time.Second, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("invalid duration %q: want one such as 90s, 15m or 12h", text)
	}
	return d, nil
}

func oneOf(words ...string) func(string) error {
	return func(value string) error {
		if slices.Contains(words, value) {
			return nil
		}
		return fmt.Errorf("invalid value %q: want one of %s", value, strings.Join(words, ", "))
	}
}

func isDuration(value string) error {
	_, err := ParseDuration(value)
	return err
}

// isLimit is isDuration without 0, which would let nothing through.
func isLimit(value string) error {
	if d, err := ParseDuration(value); err != nil || d > 0 {
		return err
	}
	return fmt.Errorf("invalid limit %q: it must be more than 0", value)
}

func isBool(value string) error {
	if _, err := strconv.ParseBool(value); err != nil {
		return fmt.Errorf("%q is neither true nor false", value)
	}
	return nil
}

func isPort(value string) error {
	if _, err := strconv.ParseUint(value, 10, 16); err != nil {
		return fmt.Errorf("invalid port %q", value)
	}
	return nil
}
