package exec

import (
	"os"
	"path/filepath"
	"strings"
)

// lookPath finds a command in the PATH of env with the extensions of its PATHEXT. Unlike cmd.exe
// it doesn't look in the current folder first, where a downloaded file may lie in wait.
func lookPath(name string, env environ, dir string) (string, error) {
	folders := filepath.SplitList(env.get("PATH"))
	if strings.ContainsAny(name, `:\/`) {
		folders = []string{""}
	}
	extensions := strings.Split(strings.ToLower(env.get("PATHEXT")), ";")
	if !env.has("PATHEXT") {
		extensions = []string{".com", ".exe", ".bat", ".cmd"}
	}
	if filepath.Ext(name) != "" {
		extensions = append([]string{""}, extensions...)
	}
	for _, folder := range folders {
		for _, extension := range extensions {
			path := filepath.Join(folder, name+extension)
			if st, err := os.Stat(from(dir, path)); err == nil && !st.IsDir() {
				return path, nil
			}
		}
	}
	return "", &NotFoundError{Name: name}
}

// from is where the child, which starts in dir, finds path.
func from(dir, path string) string {
	if dir == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// asScript has nothing to offer: CreateProcess knows no scripts but batch files.
func asScript(error, string, Command) (argv []string, ok bool) { return nil, false }
