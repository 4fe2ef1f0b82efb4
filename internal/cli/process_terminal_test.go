//go:build linux

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"lanyard/internal/ptytest"
)

// asker is a credential_process that leaves a child, asks on the terminal without an echo, and answers.
const asker = `#!/bin/sh
sleep 1000 >/dev/null &
echo $! >"$PID_FILE"
stty -echo
printf 'Code: ' >&2
read code
stty echo
[ "$code" = 123456 ] || exit 1
echo '{"Version":1,"AccessKeyId":"ASIAASKED00000000000","SecretAccessKey":"made-up","SessionToken":"t","Expiration":"2099-01-01T08:00:00Z"}'
`

// askingHome has a profile "asks" whose credential_process is asker.
func askingHome(t *testing.T) (env []string, pidFile string) {
	t.Helper()
	dir := t.TempDir()
	script := filepath.Join(dir, "asker")
	pidFile = filepath.Join(dir, "pid")
	if err := os.WriteFile(script, []byte(asker), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	config := "[profile asks]\ncredential_process = " + script + "\n"
	if err := os.WriteFile(filepath.Join(dir, ".aws", "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LANYARD_HOME=" + filepath.Join(dir, "lanyard"), "LANYARD_KEYCHAIN=file",
		"LANYARD_KEYCHAIN_PASSPHRASE=" + passphrase, "PID_FILE=" + pidFile, "PS1=$ ", "ENV=",
	}, pidFile
}

// A credential_process asks on the terminal, and the command has the terminal after it.
func TestProcessAsksOnTheTerminal(t *testing.T) {
	env, pidFile := askingHome(t)
	term := ptytest.StartPty(t, ptytest.Size{W: 80, H: 24}, env, lanyardPath(t), "exec", "asks", "--",
		"sh", "-c", `echo "for $AWS_ACCESS_KEY_ID"; read word; echo "got $word"`)
	term.WaitFor("Code: ")
	term.Send("123456\n")
	term.WaitFor("for ASIAASKED00000000000")
	term.Send("tea\n")
	term.WaitFor("got tea")
	_ = killed(t, pidFile)
}

// killed ends what a script left, and reports whether it was still there.
func killed(t *testing.T, pidFile string) bool {
	t.Helper()
	pid := ptytest.ReadPID(t, pidFile)
	if !ptytest.Alive(pid) {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	_ = p.Kill()
	return true
}

// Ctrl-C at its prompt ends the process, its children and lanyard; the terminal echoes again.
func TestProcessInterruptedAtItsPrompt(t *testing.T) {
	const line = `trap : INT; "$@"; echo "code $?"; stty -a`
	for _, args := range [][]string{{"exec", "asks", "--", "true"}, {"whoami", "asks"}, {"credential-process", "asks"}} {
		env, pidFile := askingHome(t)
		argv := append([]string{"sh", "-c", line, "sh", lanyardPath(t)}, args...)
		term := ptytest.StartPty(t, ptytest.Size{W: 80, H: 24}, env, argv...)
		term.WaitFor("Code: ")
		term.Send("\x03")
		term.WaitFor("code 130")
		term.WaitFor(" echo ")
		if killed(t, pidFile) {
			t.Errorf("%v: a child lives on", args)
		}
	}
}

// Ctrl-Z at its prompt stops the job of the shell, and fg brings the prompt back.
func TestProcessStoppedAtItsPrompt(t *testing.T) {
	env, pidFile := askingHome(t)
	term := ptytest.StartPty(t, ptytest.Size{W: 80, H: 24}, env, "sh", "-i")
	term.WaitFor("$ ")
	term.Send("lanyard exec asks -- sh -c 'echo for $AWS_ACCESS_KEY_ID'\n")
	term.WaitFor("Code: ")
	term.Take()
	term.Send("\x1a")
	term.WaitFor("$ ")
	term.Send("echo sh''ell\n")
	term.WaitFor("shell")
	term.Send("fg\n")
	term.WaitFor("lanyard exec")
	term.Send("123456\n")
	term.WaitFor("for ASIAASKED")
	_ = killed(t, pidFile)
}

// When --wait is over, the process and its children end.
func TestProcessEndsWithItsChildren(t *testing.T) {
	env, pidFile := askingHome(t)
	cmd := exec.Command(lanyardPath(t), "env", "asks", "--wait", "300ms")
	cmd.Env = env
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	cmd.Stdin = r
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("it succeeded: %s", out)
	}
	if killed(t, pidFile) {
		t.Errorf("a child lives on: %s", out)
	}
}

func lanyardPath(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("lanyard")
	if err != nil {
		t.Fatal(err)
	}
	return path
}
