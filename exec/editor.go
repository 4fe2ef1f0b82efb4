package exec

import (
	"strconv"
	"strings"
)

// Editor is the command that opens a file at a line in the person's editor: VISUAL, else EDITOR, else
// vi (notepad on Windows). The variables hold a command line, as git takes them: elsewhere than on
// Windows the shell reads it, so that quoted paths and arguments work.
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
	words := splitQuoted(command, goos)
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

// editorPlace is how an editor is told where to open: each has a way of its own, and one that is not
// known just gets the file.
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

// splitQuoted splits a command line that is not blank at the spaces outside of quotes. On Windows a
// backslash parts folders and only double quotes quote; elsewhere it is enough to know the program by,
// and the shell does the splitting.
func splitQuoted(line, goos string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	var escaped, begun bool
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && goos != "windows" && quote != '\'':
			escaped, begun = true, true
		case r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\'' && goos != "windows"):
			quote, begun = r, true
		case quote == 0 && strings.ContainsRune(" \t\n", r):
			if begun {
				words = append(words, word.String())
				word.Reset()
			}
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}
