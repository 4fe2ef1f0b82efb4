package profiles

import (
	"fmt"
	"strings"
	"unicode"
)

// CheckName refuses, with ErrInvalid, names of profiles that would end the header, begin a comment, or be
// read differently by different clients. Spaces are allowed; such a name is written in quotes.
func CheckName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("an empty name is %w", ErrInvalid)
	case strings.TrimSpace(name) != name:
		return fmt.Errorf("a name with space around it is %w", ErrInvalid)
	case strings.ContainsAny(name, "[]#;\"\\"):
		return fmt.Errorf("a name with brackets, double quotes, backslashes or comment signs is %w", ErrInvalid)
	case strings.ContainsFunc(name, unicode.IsControl):
		return fmt.Errorf("a name with control characters is %w", ErrInvalid)
	case name == "DEFAULT":
		return fmt.Errorf("the name DEFAULT is %w", ErrInvalid)
	}
	return nil
}

// checkSettings returns settings with keys in lower case. It refuses what would not read back as
// it was given, in lanyard or, as far as lanyard knows, in another client.
func checkSettings(sets []KV) ([]KV, error) {
	var checked []KV
	seen := make(map[string]bool)
	for _, kv := range sets {
		kv.Key = strings.ToLower(kv.Key)
		if err := checkSetting(kv); err != nil {
			return nil, err
		}
		if seen[kv.Key] {
			return nil, fmt.Errorf("%q is given twice: %w", kv.Key, ErrInvalid)
		}
		seen[kv.Key] = true
		checked = append(checked, kv)
	}
	return checked, nil
}

func checkSetting(kv KV) error {
	for _, c := range kv.Key {
		if c > unicode.MaxASCII || c != '_' && c != '-' && c != '.' && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return fmt.Errorf("the key %q is %w", kv.Key, ErrInvalid)
		}
	}
	if kv.Value == "" {
		return fmt.Errorf("an empty value of %q is %w; unset it instead", kv.Key, ErrInvalid)
	}
	if strings.ContainsFunc(kv.Value, unicode.IsControl) {
		return fmt.Errorf("a value of %q with control characters is %w", kv.Key, ErrInvalid)
	}
	parent, key, dotted := strings.Cut(kv.Key, ".")
	text := fmt.Sprintf("[x]\n%s = %s\n", kv.Key, kv.Value)
	if dotted {
		text = fmt.Sprintf("[x]\n%s =\n  %s = %s\n", parent, key, kv.Value)
	}
	if strings.Contains(key, ".") {
		return fmt.Errorf("the key %q is %w: settings are nested one deep", kv.Key, ErrInvalid)
	}
	_, bodies := parseAll("", []byte(text), true)
	if len(bodies) != 1 || len(bodies[0].problems) > 0 {
		return fmt.Errorf("the value of %q is %w: AWS clients would read it differently", kv.Key, ErrInvalid)
	}
	i := bodies[0].index(kv.Key)
	if i < 0 || bodies[0].entries[i].value != kv.Value {
		return fmt.Errorf("the value of %q is %w: it would not be read as written", kv.Key, ErrInvalid)
	}
	return nil
}
