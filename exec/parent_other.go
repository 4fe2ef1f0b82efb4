//go:build !linux && !darwin && !windows

package exec

// Parent is not known on this system.
func Parent() string { return "" }
