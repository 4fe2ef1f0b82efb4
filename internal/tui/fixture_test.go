//go:build unix

package tui_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lanyard/internal/cli"
	"lanyard/internal/demo"
	"lanyard/internal/fakeaws"
	"lanyard/internal/ptytest"
	"lanyard/internal/sdktest"
)

// frozenEnv stops the program's clock at a time of RFC 3339. It exists in the test binary only.
const frozenEnv = "LANYARD_TEST_CLOCK"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lanyard": func() {
		sys := cli.Process()
		sys.WorkFactor = 15 // the least: scrypt would take much of the tests' time
		if at, err := time.Parse(time.RFC3339, os.Getenv(frozenEnv)); err == nil {
			sys.Now = func() time.Time { return at }
		}
		os.Exit(cli.Run(sys))
	}})
}

// update writes the golden frames and the pictures instead of comparing them.
var update = flag.Bool("update", false, "write the golden frames and pictures instead of comparing with them")

// uiNow is the program's time in all frames.
var uiNow = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// uiHome is the demo's home with its AWS, at a fixed time and with fixed keys.
type uiHome struct {
	*demo.Home
	server *fakeaws.Server
	env    []string
}

func newUIHome(t *testing.T) *uiHome {
	t.Helper()
	cryptotest.SetGlobalRandom(t, 1)
	server := fakeaws.New(fakeaws.NewWorld(), sdktest.Verifier{}, fakeaws.Options{Clock: func() time.Time { return uiNow }})
	if _, err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	home, err := demo.Lay(t.TempDir(), server)
	if err != nil {
		t.Fatal(err)
	}
	parent := []string{
		"PATH=" + os.Getenv("PATH"), "SHELL=/bin/sh", "USER=alice", "LANG=C.UTF-8", "TMPDIR=" + t.TempDir(),
	}
	// The race detector would write to the screen.
	races := filepath.Join(t.TempDir(), "race")
	t.Cleanup(func() { noRaces(t, races) })
	env := append(home.Environ(parent), "GORACE=log_path="+races, frozenEnv+"="+uiNow.Format(time.RFC3339), "LANYARD_KEYCHAIN_CACHE=1m", "PS1=$ ")
	return &uiHome{home, server, env}
}

// noRaces fails on reports of the race detector. It accepts one of Bubble Tea's, which does not wait for its reader
// when a signal ends it: the process is about to end.
func noRaces(t *testing.T, log string) {
	t.Helper()
	files, err := filepath.Glob(log + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, race := range strings.Split(string(text), "==================\n") {
			if strings.Contains(race, "DATA RACE") && !strings.Contains(race, "cancelreader.(*epollCancelReader).Close") {
				t.Error(race)
			}
		}
	}
}

// open starts the full-screen program on a terminal.
func (h *uiHome) open(t *testing.T, size ptytest.Size, args ...string) *ptytest.Terminal {
	t.Helper()
	return ptytest.Start(t, size, h.env, append([]string{lanyardPath(t)}, args...)...)
}

func lanyardPath(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("lanyard")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// code returns a valid MFA code.
func (h *uiHome) code(t *testing.T) string {
	t.Helper()
	code, err := h.server.World().Code(h.Serial)
	if err != nil {
		t.Fatal(err)
	}
	return code.Value
}

// spinner matches the part of a frame that differs between runs.
var spinner = regexp.MustCompile(`[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]`)

func steady(frame string) string {
	return spinner.ReplaceAllString(frame, "⠿")
}

// sees waits until a text is on the screen and the frame equals testdata/ui/name.golden.
func sees(t *testing.T, term *ptytest.Terminal, name, text string) {
	t.Helper()
	term.WaitFor(text)
	file := filepath.Join("testdata", "ui", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(term.Stable(steady)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := term.Becomes(string(want), steady); !ok {
		t.Fatalf("the screen is not %s (make screenshots takes it over)\nit shows:\n%s\nwant:\n%s", file, got, mark(string(want), got))
	}
}

// mark puts a > before the lines that differ.
func mark(want, got string) string {
	lines, other := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i, line := range lines {
		if i >= len(other) || line != other[i] {
			lines[i] = ">" + line
		}
	}
	return strings.Join(lines, "\n")
}
