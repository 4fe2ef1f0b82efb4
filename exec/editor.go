package exec

import (
	"path/filepath"
	"strconv"
	"strings"
)

// Editor is the command that opens a file at a line in the person's editor: VISUAL, else EDITOR, else
// vi (notepad on Windows). The variables may hold arguments, split at spaces as git does.
func Editor(getenv func(string) string, goos, file string, line int) []string {
	words := strings.Fields(getenv("VISUAL"))
	if len(words) == 0 {
		words = strings.Fields(getenv("EDITOR"))
	}
	if len(words) == 0 {
		words = []string{"vi"}
		if goos == "windows" {
			words = []string{"notepad"}
		}
	}
	at := strconv.Itoa(max(1, line))
	name := strings.TrimSuffix(strings.ToLower(filepath.Base(words[0])), ".exe")
	switch name {
	case "code", "code-insiders", "codium", "cursor":
		words = append(words, "--wait", "--goto", file+":"+at)
	case "subl", "zed", "hx", "helix":
		words = append(words, file+":"+at)
	case "vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "mg":
		words = append(words, "+"+at, file)
	default:
		words = append(words, file)
	}
	return words
}
