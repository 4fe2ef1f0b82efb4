package creds

import "testing"

func TestIsProxy(t *testing.T) {
	for address, want := range map[string]bool{
		"http://proxy:3128":          true,
		"http://proxy:3128/":         true,
		"https://user:pw@proxy":      true,
		"proxy":                      true,
		"proxy:3128":                 true,
		"10.0.0.1:3128":              true,
		"[::1]:3128":                 true,
		"socks5://proxy:1080":        true,
		"socks5h://proxy":            true,
		"http://":                    false,
		"http://:3128":               false,
		"http://pro xy:3128":         false,
		"http://proxy:port":          false,
		"http://proxy:3128/auto.pac": false,
		"ftp://proxy":                false,
		"http//proxy":                false,
		"http://us%er:pw@proxy":      false,
	} {
		if got := isProxy(address); got != want {
			t.Errorf("isProxy(%q) = %v, want %v", address, got, want)
		}
	}
}
