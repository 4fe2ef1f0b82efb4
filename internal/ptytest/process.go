//go:build unix

package ptytest

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// wrapper runs the program and writes its process id and exit code to files, because tmux 3.3 sometimes loses the
// exit code. Renaming makes the files appear complete. The wrapper keeps running afterwards: tmux changes the modes
// of a terminal without a process.
const wrapper = `sh -c 'echo $$ >"$0.new" && mv "$0.new" "$0" && exec "$@"' "$0/pid" "$@"
echo $? >"$0/status.new" && mv "$0/status.new" "$0/status"
exec tail -f /dev/null`

// PID returns the program's process id.
func (t *Terminal) PID() int {
	t.t.Helper()
	var pid int
	if !t.until(func() (ok bool) { pid, ok = t.number("pid"); return ok }) {
		t.t.Fatal("the program did not start")
	}
	return pid
}

// number reads a file of the wrapper.
func (t *Terminal) number(file string) (int, bool) {
	text, err := os.ReadFile(filepath.Join(t.dir, file))
	if err != nil {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	return n, err == nil
}

// Exited reports whether the program has ended, and its exit code, which is 128+N after signal N.
func (t *Terminal) Exited() (code int, ended bool) { return t.number("status") }

// WaitExit waits until the program has ended, and returns its exit code.
func (t *Terminal) WaitExit() int {
	t.t.Helper()
	var code int
	var ended bool
	if !t.until(func() bool { code, ended = t.Exited(); return ended }) {
		t.t.Fatalf("the program did not end; the screen shows\n%s", t.Frame())
	}
	return code
}

// Foreground returns the name of the terminal's foreground command.
func (t *Terminal) Foreground() string {
	t.t.Helper()
	return t.format("#{pane_current_command}")
}

// HangUp closes the terminal, like closing its window, and waits until the process pid in it has ended.
func (t *Terminal) HangUp(pids ...int) {
	t.t.Helper()
	_, _ = t.client.run("kill-server")
	t.client.close()
	if !t.until(func() bool {
		for _, pid := range pids {
			if Alive(pid) {
				return false
			}
		}
		return true
	}) {
		t.t.Fatalf("a process of %v outlived its terminal", pids)
	}
}

// Alive reports whether a process is running. Zombies are not.
func Alive(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

// sessionLives reports whether a process of a session is running, by the sixth field of proc_pid_stat(5).
// Without /proc it returns false.
func sessionLives(session int) bool {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return false
	}
	for _, file := range stats {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the process has ended meanwhile
		}
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(fields) > 3 && fields[0] != "Z" && fields[3] == strconv.Itoa(session) {
			return true
		}
	}
	return false
}

// ReadPID reads a process id from a file.
func ReadPID(t testing.TB, file string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}
