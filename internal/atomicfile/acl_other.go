//go:build !linux

package atomicfile

func hasACL(string) bool { return false }
