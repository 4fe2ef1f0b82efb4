//go:build !windows

package run

func shell(text string) []string { return []string{"/bin/sh", "-c", text} }
