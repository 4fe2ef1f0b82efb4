package run

import (
	"runtime"
	"slices"
	"strings"
)

// Inputs are the variables that hold a person's secrets for lanyard: what unlocks the keychain, and an MFA code.
func Inputs() []string { return []string{"LANYARD_KEYCHAIN_PASSPHRASE", "LANYARD_MFA_CODE"} }

// Environ returns parent without Inputs. The environment of every child goes through it.
func Environ(parent []string) []string {
	return slices.DeleteFunc(slices.Clone(parent), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		if runtime.GOOS == "windows" {
			name = strings.ToUpper(name)
		}
		return slices.Contains(Inputs(), name)
	})
}
