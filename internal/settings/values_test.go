package settings_test

import (
	"slices"
	"testing"

	"lanyard/internal/settings"
)

func TestValues(t *testing.T) {
	for key, want := range map[string][]string{
		"color": {"auto", "always", "never"}, "keychain": {"auto", "os", "file"}, "no_session": {"true", "false"}, "wait": {},
	} {
		def, err := settings.Define(key)
		if err != nil {
			t.Fatal(err)
		}
		if got := def.Values(); !slices.Equal(got, want) {
			t.Errorf("the values of %s are %v, want %v", key, got, want)
		}
	}
}
