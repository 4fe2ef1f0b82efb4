package demo

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Environ is the environment of a process that lives in the demo: the parent's, without anything
// of AWS or lanyard, and with the demo's own. HOME is the demo's folder, since the AWS CLI keeps
// caches under ~/.aws that no variable moves.
func (h *Home) Environ(parent []string) []string {
	value := map[string]string{}
	for _, entry := range parent {
		if name, v, ok := strings.Cut(entry, "="); ok && value[fold(name)] == "" {
			value[fold(name)] = v
		}
	}
	loopback := "127.0.0.1,localhost"
	own := []string{
		"HOME=" + h.Dir,
		"PATH=" + h.bin() + string(os.PathListSeparator) + value["PATH"],
		"AWS_CONFIG_FILE=" + h.config(),
		"AWS_SHARED_CREDENTIALS_FILE=" + h.credentials(),
		"AWS_ENDPOINT_URL=" + h.server.URL(),
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_LOGIN_CACHE_DIRECTORY=" + filepath.Join(h.Dir, ".aws", "login", "cache"),
		"LANYARD_HOME=" + h.lanyard(),
		"LANYARD_KEYCHAIN=file",
		"LANYARD_KEYCHAIN_PASSPHRASE=" + h.passphrase.Reveal(),
		// botocore sends even requests to loopback to a proxy.
		"NO_PROXY=" + join(value[fold("NO_PROXY")], loopback),
		"no_proxy=" + join(value[fold("no_proxy")], loopback),
	}
	if home := value["HOME"]; home != "" && value["PYTHONUSERBASE"] == "" && runtime.GOOS != "windows" {
		// An aws that "pip install --user" put there finds itself through HOME.
		own = append(own, "PYTHONUSERBASE="+filepath.Join(home, ".local"))
	}
	if runtime.GOOS == "windows" {
		own = append(own, "USERPROFILE="+h.Dir)
	}
	kept := slices.DeleteFunc(slices.Clone(parent), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		upper := strings.ToUpper(name)
		return strings.HasPrefix(upper, "AWS_") || strings.HasPrefix(upper, "LANYARD_") ||
			slices.ContainsFunc(own, func(o string) bool {
				set, _, _ := strings.Cut(o, "=")
				return fold(set) == fold(name)
			})
	})
	return append(kept, own...)
}

// fold makes equal names of variables equal strings.
func fold(name string) string {
	if runtime.GOOS == "windows" {
		return strings.ToUpper(name)
	}
	return name
}

func join(list, more string) string {
	if list == "" {
		return more
	}
	return list + "," + more
}
