package settings

import (
	"path/filepath"
	"runtime"

	"lanyard/internal/lock"
)

// Paths are the places of lanyard's own files.
type Paths struct {
	Config string // the configuration file
	State  string // the folder of everything lanyard remembers
}

// Locks is the folder of lock files.
func (p Paths) Locks() lock.Dir { return lock.Dir(filepath.Join(p.State, "locks")) }

// Current is the file that names the profile chosen with "lanyard use".
func (p Paths) Current() string { return filepath.Join(p.State, "current") }

// Renaming is the file that names the rename of a profile that has begun and not ended.
func (p Paths) Renaming() string { return filepath.Join(p.State, "renaming") }

// DefaultPaths follows LANYARD_HOME, else the platform: the XDG base directory specification on
// Linux and other Unix systems, Application Support on macOS, the AppData folders on Windows.
func DefaultPaths(getenv func(string) string, home string) Paths {
	if dir := getenv("LANYARD_HOME"); dir != "" {
		return Paths{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")}
	}
	first := func(name string, fallback ...string) string {
		if dir := getenv(name); filepath.IsAbs(dir) { // the XDG specification ignores relative paths
			return filepath.Join(dir, "lanyard")
		}
		return filepath.Join(append(append([]string{home}, fallback...), "lanyard")...)
	}
	switch runtime.GOOS {
	case "windows":
		return Paths{
			Config: filepath.Join(first("AppData", "AppData", "Roaming"), "config"),
			State:  filepath.Join(first("LocalAppData", "AppData", "Local"), "state"),
		}
	case "darwin":
		dir := filepath.Join(home, "Library", "Application Support", "lanyard")
		return Paths{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")}
	default:
		return Paths{
			Config: filepath.Join(first("XDG_CONFIG_HOME", ".config"), "config"),
			State:  first("XDG_STATE_HOME", ".local", "state"),
		}
	}
}
