package profiles

import (
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/redact"
)

// The settings of an access key.
const (
	accessKeySetting = "aws_access_key_id"
	secretKeySetting = "aws_secret_access_key" //nolint:gosec // the name of a setting
	tokenSetting     = "aws_session_token"
	oldTokenSetting  = "aws_security_token" // its name before 2014, still read by botocore
)

// keySettings are the settings of access keys. They belong together: those of two files never make one.
func keySettings() [4]string {
	return [...]string{accessKeySetting, secretKeySetting, tokenSetting, oldTokenSetting}
}

func isKeySetting(key string) bool {
	settings := keySettings()
	return slices.Contains(settings[:], key)
}

// ofKeys reports a setting that says something about the access keys of its file.
func ofKeys(key string) bool {
	expiries := expirySettings()
	return isKeySetting(key) || slices.Contains(expiries[:], key)
}

// secretKey reports the settings whose values never become part of Setting.Value.
func secretKey(key string) bool { return isKeySetting(key) && key != accessKeySetting }

// hasAccessKey reports whether an access key is there, or a half of one.
func (p *Profile) hasAccessKey() bool {
	_, id := p.lookup(accessKeySetting)
	_, secret := p.lookup(secretKeySetting)
	return id || secret
}

// hasKeySetting reports whether anything of an access key is there, a lone token too.
func (p *Profile) hasKeySetting() bool {
	for _, key := range keySettings() {
		if _, ok := p.lookup(key); ok {
			return true
		}
	}
	return false
}

// A keyPair is what one file says about a profile's access keys, expiry included.
type keyPair map[string]Setting

func (k keyPair) has(key string) bool {
	s, ok := k[key]
	return ok && (s.Value != "" || !s.Secret.Empty())
}

func (k keyPair) complete() bool { return k.has(accessKeySetting) && k.has(secretKeySetting) }

// addKeys adds the access keys of one file to the profile's settings and reports what belongs to none: the
// AWS CLI and the SDKs take id, secret and token from one file, the credentials file before the config file.
func (p *Profile) addKeys(config, credentials keyPair) {
	used, left := credentials, config
	switch {
	case credentials.complete():
	case config.complete(), !credentials.has(accessKeySetting) && config.has(accessKeySetting),
		!credentials.has(accessKeySetting) && !credentials.has(secretKeySetting) && len(config) > 0:
		used, left = config, credentials
	}
	for key, setting := range used {
		p.Settings[key] = setting
	}
	p.checkKeys(used)
	if left.complete() {
		return
	}
	for _, key := range keySettings() {
		if setting, ok := left[key]; ok {
			p.report(setting.Source, Problem{
				Code: "unused-key", Severity: SeverityWarning,
				Message: fmt.Sprintf("%s of %q is not used: an access key's id, secret and token stand in one file", key, p.Name),
				Hint:    "remove it, or write all parts of the key in one file",
			})
		}
	}
}

// checkKeys reports characters that cannot be part of an access key.
func (p *Profile) checkKeys(keys keyPair) {
	for _, key := range keySettings() {
		setting, ok := keys[key]
		if !ok {
			continue
		}
		if problem := keyProblem(p.Name, key, setting.reveal()); problem != nil {
			p.report(setting.Source, *problem)
		}
	}
}

// invalidKeyCharacter is the code of a problem with which keys cannot be used.
const invalidKeyCharacter = "invalid-key-character"

// keyProblem describes what is wrong with the characters of an access key; nil if nothing is.
func keyProblem(name, key, value string) *Problem {
	if c := notASCII(value); c >= 0 {
		what := fmt.Sprintf("the character %U (%q)", c, c)
		if invisible(string(c)) >= 0 {
			what = fmt.Sprintf("the invisible character %U", c)
		}
		return &Problem{
			Code: invalidKeyCharacter, Severity: SeverityWarning,
			Message: fmt.Sprintf("%s of %q holds %s, which no access key has", key, name, what),
			Hint:    "remove the character, or copy the key again",
		}
	}
	if strings.HasSuffix(value, "%") {
		return &Problem{
			Code: "shell-mark-in-key", Severity: SeverityWarning,
			Message: fmt.Sprintf("%s of %q ends in %%, which zsh prints behind output without a line break", key, name),
			Hint:    "remove the % unless it is part of the key",
		}
	}
	return nil
}

// notASCII returns the first character of text that is not a visible ASCII character, -1 if there is none.
func notASCII(text string) rune {
	for _, c := range text {
		if c < ' ' || c >= 0x7f {
			return c
		}
	}
	return -1
}

// reveal is the value, secret or not.
func (s Setting) reveal() string {
	if !s.Secret.Empty() {
		return s.Secret.Reveal()
	}
	return s.Value
}

// accessKeys are the profile's own keys as a Step holds them.
func (p *Profile) accessKeys() Keys {
	keys := Keys{
		AccessKeyID:     p.Get(accessKeySetting),
		SecretAccessKey: p.Secret(secretKeySetting),
		SessionToken:    p.Secret(tokenSetting),
		Source:          p.where(accessKeySetting),
	}
	if keys.SessionToken.Empty() {
		keys.SessionToken = p.Secret(oldTokenSetting)
	}
	if !keys.SessionToken.Empty() { // others never end
		keys.Expires = p.expiry()
	}
	return keys
}

func newSetting(e entry, at Source) Setting {
	if secretKey(e.key) {
		return Setting{Secret: redact.New(e.value), Source: at}
	}
	return Setting{Value: e.value, Source: at}
}
