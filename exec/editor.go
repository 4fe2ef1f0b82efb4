package exec

import (
	"strconv"
	"strings"

	"lanyard/internal/run"
)

// Editor returns the command that opens a file at a line in the person's editor: VISUAL, else EDITOR, else
// vi, or notepad on Windows. The variables hold a command line, as for git: outside Windows the shell expands
// it, so that quoted paths and arguments work.
func Editor(getenv func(string) string, goos, file string, line int) []string {
	command := strings.TrimSpace(getenv("VISUAL"))
	if command == "" {
		command = strings.TrimSpace(getenv("EDITOR"))
	}
	switch {
	case command == "" && goos == "windows":
		command = "notepad"
	case command == "":
		command = "vi"
	}
	words, err := run.Split(command, goos == "windows")
	if err != nil {
		words = []string{command} // starting it will fail and name it
	}
	program := words[0]
	if i := strings.LastIndexAny(program, `/\`); i >= 0 {
		program = program[i+1:]
	}
	place := editorPlace(strings.TrimSuffix(strings.ToLower(program), ".exe"), file, max(1, line))
	switch {
	case goos == "windows":
		return append(words, place...)
	case strings.ContainsAny(command, " \t\n|&;<>()$`\\\"'*?[]#~=%"):
		return append([]string{"/bin/sh", "-c", command + ` "$@"`, command}, place...)
	}
	return append([]string{command}, place...)
}

// editorPlace returns the arguments that open a file at a line. Editors differ; an unknown one gets the file
// alone.
func editorPlace(program, file string, line int) []string {
	at := strconv.Itoa(line)
	switch program {
	case "code", "code-insiders", "codium", "cursor":
		return []string{"--wait", "--goto", file + ":" + at}
	case "subl", "zed", "hx", "helix":
		return []string{file + ":" + at}
	case "vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "mg":
		return []string{"+" + at, file}
	}
	return []string{file}
}
