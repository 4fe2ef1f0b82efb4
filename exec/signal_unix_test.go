//go:build unix

package exec_test

import (
	"bufio"
	"io"
	"os"
	osexec "os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

// program is the test binary in a role.
func program(role string, args ...string) *osexec.Cmd {
	cmd := osexec.Command(os.Args[0], args...)
	cmd.Env = withRole(role)
	return cmd
}

// expect reads lines until one contains text.
func expect(t *testing.T, r *bufio.Reader, text string) string {
	t.Helper()
	var seen strings.Builder
	for {
		line, err := r.ReadString('\n')
		seen.WriteString(line)
		if strings.Contains(line, text) {
			return line
		}
		if err != nil {
			t.Fatalf("no %q in %q: %v", text, seen.String(), err)
		}
	}
}

func send(t *testing.T, p *os.Process, sig os.Signal) {
	t.Helper()
	if err := p.Signal(sig); err != nil {
		t.Fatal(err)
	}
}

func exits(t *testing.T, cmd *osexec.Cmd, want int) {
	t.Helper()
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != want {
		t.Errorf("exit code %d (%v), want %d", got, cmd.ProcessState, want)
	}
}

// started starts cmd and reads what it prints.
func started(t *testing.T, cmd *osexec.Cmd) *bufio.Reader {
	t.Helper()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return bufio.NewReader(stdout)
}

func TestSignalsArePassedOn(t *testing.T) {
	cmd := program("run", os.Args[0])
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no terminal, as under a supervisor
	out := started(t, cmd)
	expect(t, out, "ready false")
	send(t, cmd.Process, syscall.SIGHUP)
	expect(t, out, "hangup")
	send(t, cmd.Process, syscall.SIGINT)
	expect(t, out, "interrupt")
	send(t, cmd.Process, syscall.SIGTERM)
	exits(t, cmd, 11) // one interrupt came, and lanyard outlived it
}

// nohup has SIGHUP ignored; catching it in between would undo that for the child.
func TestIgnoredSignalsStayIgnored(t *testing.T) {
	cmd := program("run", os.Args[0])
	cmd.Args = append([]string{"sh", "-c", `trap "" HUP; exec "$0" "$@"`}, cmd.Args...)
	cmd.Path = "/bin/sh"
	expect(t, started(t, cmd), "ready true")
	send(t, cmd.Process, syscall.SIGTERM)
	exits(t, cmd, 10)
}

// onTerminal starts a program as the leader of a session with a terminal of its own.
func onTerminal(t *testing.T, cmd *osexec.Cmd) (*os.File, *bufio.Reader) {
	t.Helper()
	terminal, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = terminal.Close()
	})
	return terminal, bufio.NewReader(terminal)
}

// The terminal sends Ctrl-C to lanyard and to the child: passed on, it would come twice.
func TestCtrlCReachesTheChildOnce(t *testing.T) {
	cmd := program("run", os.Args[0])
	terminal, out := onTerminal(t, cmd)
	expect(t, out, "ready")
	for range 3 {
		if _, err := io.WriteString(terminal, "\x03"); err != nil {
			t.Fatal(err)
		}
		expect(t, out, "interrupt")
	}
	send(t, cmd.Process, syscall.SIGTERM)
	exits(t, cmd, 13)
}

// Ctrl-Z stops lanyard and the child together, and the shell continues both.
func TestJobControl(t *testing.T) {
	bash, err := osexec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	cmd := osexec.Command(bash, "--norc", "--noprofile", "--noediting", "-i")
	cmd.Env = append(withRole(""), "PS1=", "LANG=C")
	terminal, out := onTerminal(t, cmd)
	say := func(text string) {
		if _, err := io.WriteString(terminal, text); err != nil {
			t.Fatal(err)
		}
	}
	say("stty -echo\n")
	say(roleVar + "=run " + strconv.Quote(os.Args[0]) + " " + strconv.Quote(os.Args[0]) + "\n")
	expect(t, out, "ready")
	say("\x1a")
	expect(t, out, "Stopped")
	say("fg\n")
	expect(t, out, "continued") // bash hands the terminal over before it continues the job
	say("\x1c")
	say("echo code=$?\n")
	expect(t, out, "code=10")
	say("exit\n")
	exits(t, cmd, 0)
}

func TestReplaceKeepsTheProcess(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := program("replace", "sh", "-c", `echo $$ "$1"; echo inherited >&3; exit 4`, "sh", "a b")
	cmd.ExtraFiles = []*os.File{w}
	out, _ := cmd.Output()
	w.Close()
	exits(t, cmd, 4)
	lines := strings.Split(string(out), "\n")
	if len(lines) != 3 || lines[1] != lines[0]+" a b" {
		t.Errorf("the process before and the one after said %q", lines)
	}
	if text, _ := io.ReadAll(r); string(text) != "inherited\n" {
		t.Errorf("file 3 got %q", text)
	}
	for name, want := range map[string]int{"no-such-command": 127, "/": 126} {
		cmd := program("replace", name)
		_ = cmd.Run()
		if got := cmd.ProcessState.ExitCode(); got != want {
			t.Errorf("%q: code %d, want %d", name, got, want)
		}
	}
	script := file(t, t.TempDir()+"/script", "exit $1", 0o755)
	cmd = program("replace", script, "8")
	_ = cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != 8 {
		t.Errorf("a script without #!: code %d, want 8", got)
	}
}
