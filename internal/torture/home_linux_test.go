package torture

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// patience is how long one run may take; a run that takes longer hangs.
const patience = 2 * time.Minute

// A home is where the tries of one scenario happen: each begins as a copy of the template.
type home struct {
	*world
	t        *testing.T
	ring     *ring
	scenario scenario
	dir      string
	template string
	items    []ringItem // of the template
}

// prepare makes the template of a scenario.
func (w *world) prepare(t *testing.T, sc scenario) *home {
	t.Helper()
	root := t.TempDir()
	h := &home{world: w, t: t, scenario: sc, dir: filepath.Join(root, "home"), template: filepath.Join(root, "template")}
	if sc.onRing {
		h.ring = startRing(t)
	}
	for name, text := range sc.files {
		path := filepath.Join(h.dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(w.fill(text)), 0o600))
	}
	must(t, os.MkdirAll(h.dir, 0o700))
	if sc.hardLink != "" {
		must(t, os.Link(filepath.Join(h.dir, ".aws", "config"), filepath.Join(h.dir, sc.hardLink)))
	}
	for _, args := range sc.before {
		var stdin string
		if text, ok := strings.CutPrefix(args[0], "<"); ok {
			stdin, args = text, args[1:]
		}
		cmd, _ := h.command(args)
		cmd.Stdin = strings.NewReader(stdin)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("prepare: lanyard %q: %v\n%s", args, err, out)
		}
	}
	h.cheapen()
	must(t, os.Rename(h.dir, h.template))
	if h.ring != nil {
		h.items = h.ring.items(t)
	}
	return h
}

// reset makes the home a copy of the template again.
func (h *home) reset() {
	h.t.Helper()
	must(h.t, os.RemoveAll(h.dir))
	if out, err := exec.Command("cp", "-a", h.template, h.dir).CombinedOutput(); err != nil {
		h.t.Fatalf("copy the template: %v: %s", err, out)
	}
	if h.ring != nil {
		if !h.ring.alive() {
			h.ring.start()
		}
		h.ring.restore(h.t, h.items)
	}
}

// command returns a command line of the program in this home.
func (h *home) command(args []string) (*exec.Cmd, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	cmd := exec.CommandContext(ctx, h.program, args...)
	cmd.Dir = "/"
	cmd.WaitDelay = time.Second // a browser that outlives the program may hold its streams
	cmd.Env = append(cmd.Env, h.env...)
	cmd.Env = append(cmd.Env, "LANYARD_KEYCHAIN_PASSPHRASE="+passphrase)
	if h.ring != nil {
		cmd.Env = append(cmd.Env, h.ring.bus.Env()...)
	} else {
		cmd.Env = append(cmd.Env, "LANYARD_KEYCHAIN=file")
	}
	cmd.Env = append(cmd.Env, "HOME="+h.dir, "LANYARD_HOME="+filepath.Join(h.dir, "lanyard"))
	cmd.Env = append(cmd.Env, h.scenario.env...)
	return cmd, cancel
}

// ask runs a command that only reads. Where the passphrase has been changed it uses the new one.
func (h *home) ask(args ...string) (string, error) {
	var failed error
	for _, p := range []string{passphrase, otherPassphrase} {
		cmd, cancel := h.command(args)
		cmd.Env = append(cmd.Env, "LANYARD_KEYCHAIN_PASSPHRASE="+p)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		cancel()
		if err == nil {
			return stdout.String(), nil
		}
		failed = fmt.Errorf("lanyard %q: %w: %s", args, err, stderr.String())
		if h.scenario.typed == "" || !strings.Contains(stderr.String(), "wrong passphrase") {
			break
		}
	}
	return "", failed
}

// outcome is how a run of the scenario's command ended.
type outcome struct {
	trace  *trace
	err    error
	output string
	hung   bool // it ran out of patience
}

// attempt runs the scenario's command with a fault, or without one.
func (h *home) attempt(f fault) outcome {
	h.t.Helper()
	cmd, cancel := h.command(h.scenario.run)
	defer cancel()
	start := time.Now()
	var output bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(h.scenario.stdin), &output, &output
	if h.scenario.typed != "" {
		terminal, its, err := pty.Open()
		must(h.t, err)
		defer terminal.Close()
		defer its.Close()
		_, err = terminal.WriteString(h.scenario.typed)
		must(h.t, err)
		cmd.Stdin, cmd.SysProcAttr = its, &syscall.SysProcAttr{Setsid: true, Setctty: true}
	}
	tr, err := supervise(cmd, h.dir, f, h.scenario.mounted)
	if tr == nil {
		h.t.Fatalf("%s, %v: %v\n%s", h.scenario.name, f, err, output.String())
	}
	h.cheapen()
	return outcome{tr, err, output.String(), time.Since(start) >= patience}
}
