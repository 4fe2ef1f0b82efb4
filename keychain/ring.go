package keychain

import "time"

// service is the service name of all of lanyard's items in a keyring.
const service = "lanyard"

// placeFile remembers where the Secret Service holds the vault key. It may be missing or wrong.
const placeFile = "vault.item"

// dialogLimit bounds the wait for an answer in the keyring's dialog, on a display.
const dialogLimit = 2 * time.Minute

// keyring returns the keyring for this level of access, with its time limit.
func (v *Vault) keyring() limitedKeyring {
	k, limit := v.ring, v.options.KeyringLimit
	if q, ok := k.(quieter); ok && v.access < AccessPrompt {
		k = q.Quiet()
	} else if hasDisplay(v.options.Getenv) {
		limit = max(limit, dialogLimit)
	}
	return limitedKeyring{ring: k, limit: limit, failure: &v.failure}
}

// hasDisplay reports whether this session has a display for a dialog. Otherwise a Secret Service shows its dialog
// nowhere, or on another session's screen.
func hasDisplay(getenv func(string) string) bool {
	return getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != ""
}
