//go:build !unix

package settings

import "io/fs"

// checkOwner trusts the access rights that a folder of a person's profile has on Windows.
func checkOwner(string, fs.FileInfo, string) error { return nil }
