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

// Begun is the file that names an edit of the AWS files that has begun and not ended.
func (p Paths) Begun() string { return filepath.Join(p.State, "begun") }

// DefaultPaths follows LANYARD_HOME, else the platform: the XDG base directory specification on
// Linux and other Unix systems, Application Support on macOS, the AppData folders on Windows.
func DefaultPaths(env Environment) (Paths, error) {
	if dir := env.Get("LANYARD_HOME"); dir != "" {
		dir, err := env.Expand(dir)
		return Paths{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")}, err
	}
	config, state := ".config", filepath.Join(".local", "state")
	configVar, stateVar := "XDG_CONFIG_HOME", "XDG_STATE_HOME"
	switch runtime.GOOS {
	case "windows":
		config, state = filepath.Join("AppData", "Roaming"), filepath.Join("AppData", "Local")
		configVar, stateVar = "AppData", "LocalAppData"
	case "darwin":
		config, state = filepath.Join("Library", "Application Support"), filepath.Join("Library", "Application Support")
		configVar, stateVar = "", ""
	}
	configFolder, err := env.folder(configVar, config)
	if err != nil {
		return Paths{}, err
	}
	stateFolder, err := env.folder(stateVar, state)
	if err != nil {
		return Paths{}, err
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		stateFolder = filepath.Join(stateFolder, "state")
	}
	return Paths{Config: filepath.Join(configFolder, "config"), State: stateFolder}, nil
}

// folder is lanyard's folder in the one that a variable names, else in one below the home folder. The
// XDG specification ignores relative paths.
func (e Environment) folder(name, fallback string) (string, error) {
	if dir := e.Get(name); filepath.IsAbs(dir) {
		return filepath.Join(dir, "lanyard"), nil
	}
	return e.Under(fallback, "lanyard")
}
