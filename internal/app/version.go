package app

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// VersionLine names the program, its version, the Go version and the platform.
func VersionLine() string {
	return fmt.Sprintf("lanyard %s %s %s/%s", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// version returns the module's version, as the Go toolchain recorded it.
func version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok || build.Main.Version == "" {
		return "(devel)"
	}
	return build.Main.Version
}

// userAgent names the program in requests. The signature does not cover it.
func userAgent() string { return "lanyard/" + strings.Trim(version(), "()") }
