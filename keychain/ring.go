package keychain

import "time"

// service is what every item of ours in a keyring is filed under.
const service = "lanyard"

// placeFile is named by a Keyring that remembers where the vault key is. Nothing depends on it.
const placeFile = "vault.item"

// dialogLimit is how long a person may look at the keyring's dialog on a display.
const dialogLimit = 2 * time.Minute

// keyring returns the keyring for this level of access, each call bounded.
func (v *Vault) keyring() limitedKeyring {
	k, limit := v.ring, v.options.KeyringLimit
	if q, ok := k.(quieter); ok && v.access < AccessPrompt {
		k = q.Quiet()
	} else if hasDisplay(v.options.Getenv) {
		limit = max(limit, dialogLimit)
	}
	return limitedKeyring{ring: k, limit: limit, failure: &v.failure}
}

// hasDisplay reports whether a dialog could be seen. Without one, a Secret Service's dialog opens
// nowhere, or on a desk where nobody sits.
func hasDisplay(getenv func(string) string) bool {
	return getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != ""
}
