package exec

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"lanyard/internal/readfile"
)

// passwdLimit bounds what is read of /etc/passwd, in bytes.
const passwdLimit = 4 << 20

// Shell is the user's own shell and its further arguments. goos is runtime.GOOS.
func Shell(getenv func(string) string, goos string) (path string, args []string) {
	return shell(getenv, goos, Parent(), "/etc/passwd", os.Getuid())
}

func shell(getenv func(string) string, goos, parent, passwd string, uid int) (string, []string) {
	if goos == "windows" {
		if formatOf(parent) == FormatPowerShell {
			return parent, []string{"-NoLogo"}
		}
		if path := getenv("COMSPEC"); path != "" {
			return path, nil
		}
		return "cmd.exe", nil
	}
	if path := getenv("SHELL"); path != "" {
		return path, nil
	}
	if text, err := readfile.Read(passwd, passwdLimit); err == nil {
		if path := loginShell(string(text), uid); path != "" {
			return path, nil
		}
	}
	return "/bin/sh", nil
}

// loginShell finds the shell of uid in passwd(5) text, which os/user doesn't tell.
func loginShell(passwd string, uid int) string {
	for line := range strings.Lines(passwd) {
		fields := strings.Split(strings.TrimSpace(line), ":")
		if len(fields) == 7 && fields[2] == strconv.Itoa(uid) {
			return fields[6]
		}
	}
	return ""
}

// DetectFormat is the format for the shell that called lanyard: the parent process if it is a
// shell, else the user's own. parent is its name or path, as Parent tells; goos is runtime.GOOS.
func DetectFormat(getenv func(string) string, parent, goos string) Format {
	if f := formatOf(parent); f != "" {
		return f
	}
	if f := formatOf(getenv("SHELL")); f != "" {
		return f
	}
	if goos == "windows" {
		return FormatPowerShell
	}
	return FormatSh
}

// formatOf is the format that a shell reads, by the shell's name or path, or "".
func formatOf(shell string) Format {
	name := strings.ToLower(filepath.Base(strings.ReplaceAll(shell, `\`, "/")))
	switch strings.TrimPrefix(strings.TrimSuffix(name, ".exe"), "-") { // "-" marks a login shell
	case "sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "busybox", "yash":
		return FormatSh
	case "fish":
		return FormatFish
	case "pwsh", "powershell":
		return FormatPowerShell
	case "cmd":
		return FormatCmd
	}
	return ""
}
