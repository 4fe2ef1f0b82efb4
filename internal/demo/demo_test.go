package demo_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lanyard/internal/demo"
)

// TestMain lets the test binary stand for lanyard, as far as mfa-code and approve run it.
func TestMain(m *testing.M) {
	if strings.HasPrefix(filepath.Base(os.Args[0]), "lanyard") {
		os.Exit(standIn(os.Args[1:]))
	}
	os.Exit(m.Run())
}

func standIn(args []string) int {
	var text string
	var err error
	switch {
	case len(args) == 3 && args[1] == "--mfa-code":
		text, err = demo.Code(context.Background(), args[2])
	case len(args) >= 4 && args[1] == "--approve" && args[3] == "--":
		text, err = demo.Approve(context.Background(), args[2], strings.Join(args[4:], " "))
	default:
		err = fmt.Errorf("unexpected arguments %q", args)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(text)
	return 0
}

func start(t *testing.T) *demo.Demo {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d, err := demo.Start(demo.Options{Self: self})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// run runs a command in the demo, found on the demo's PATH.
func run(t *testing.T, d *demo.Demo, name string, args ...string) (stdout, stderr string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if name == "mfa-code" || name == "approve" {
		path, err = filepath.Join(d.Dir, "bin", name), nil
	}
	if err != nil {
		t.Skipf("no %s on the PATH", name)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = d.Environ(os.Environ())
	cmd.Dir = d.Dir
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	exit := (*exec.ExitError)(nil)
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String()
}

func TestFilesArePrivateAndGoAway(t *testing.T) {
	d := start(t)
	for _, name := range []string{".aws/config", ".aws/credentials"} {
		st, err := os.Stat(filepath.Join(d.Dir, name))
		if err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, st, err)
		}
		content, err := os.ReadFile(filepath.Join(d.Dir, name))
		if err != nil || strings.Contains(string(content), "{{") {
			t.Errorf("%s has a place that was not filled, or %v", name, err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(d.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the home is still there: %v", err)
	}
}

func TestCloseKeepsAGivenFolder(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for range 2 { // laid out anew over the old one
		d, err := demo.Start(demo.Options{Self: self, Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, ".aws", "config")); err != nil {
		t.Error(err)
	}
}

func TestEnviron(t *testing.T) {
	d := start(t)
	env := d.Environ([]string{
		"HOME=/home/person", "PATH=/usr/bin", "TERM=xterm", "EMPTY=", "NO_PROXY=example.com",
		"AWS_PROFILE=theirs", "AWS_ACCESS_KEY_ID=AKIAX", "AWS_REGION=eu-west-9", "LANYARD_ENV=AWS_REGION", "LANYARD_HOME=/theirs",
	})
	got := map[string]string{}
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		if _, twice := got[name]; twice {
			t.Errorf("%s is set twice", name)
		}
		got[name] = value
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION", "LANYARD_ENV"} {
		if value, ok := got[name]; ok {
			t.Errorf("%s=%s reached the demo", name, value)
		}
	}
	for name, want := range map[string]string{
		"HOME": d.Dir, "TERM": "xterm", "EMPTY": "",
		"PATH":            filepath.Join(d.Dir, "bin") + string(os.PathListSeparator) + "/usr/bin",
		"AWS_CONFIG_FILE": filepath.Join(d.Dir, ".aws", "config"), "AWS_ENDPOINT_URL": d.Server().URL(),
		"LANYARD_HOME": filepath.Join(d.Dir, ".lanyard"), "LANYARD_KEYCHAIN": "file",
		"NO_PROXY": "example.com,127.0.0.1,localhost",
	} {
		if value, ok := got[name]; !ok || value != want {
			t.Errorf("%s=%q, want %q", name, value, want)
		}
	}
	if len(got["LANYARD_KEYCHAIN_PASSPHRASE"]) < 20 {
		t.Error("no passphrase worth the name")
	}
}

func TestBanner(t *testing.T) {
	d := start(t)
	code, err := d.Server().World().Code(d.Serial)
	if err != nil {
		t.Fatal(err)
	}
	banner := d.Banner()
	// The code may have changed since: the device has moved on.
	if !regexp.MustCompile(`now it is \d{6}\n`).MatchString(banner) {
		t.Errorf("no code like %s in\n%s", code.Value, banner)
	}
	for line := range strings.Lines(banner) {
		if len([]rune(line)) > 81 && !strings.Contains(line, d.Dir) {
			t.Errorf("line of %d characters: %q", len(line), line)
		}
	}
}

func TestMFACode(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh")
	}
	d := start(t)
	for _, args := range [][]string{nil, {d.Serial}, {"arn:aws:iam::222233334444:mfa/ci-bot"}} {
		stdout, stderr := run(t, d, "mfa-code", args...)
		if !regexp.MustCompile(`^\d{6}\n$`).MatchString(stdout) {
			t.Errorf("mfa-code %v: %q %q", args, stdout, stderr)
		}
	}
	if stdout, stderr := run(t, d, "mfa-code", "arn:nobody"); stdout != "" || !strings.Contains(stderr, "arn:nobody") {
		t.Errorf("an unknown device: %q %q", stdout, stderr)
	}
}

func TestCodeStaysLocal(t *testing.T) {
	for _, address := range []string{"http://example.com/demo/mfa", "https://127.0.0.1/", "file:///etc/passwd", "http://localhost.example/", ":", ""} {
		if _, err := demo.Code(context.Background(), address); err == nil || !strings.Contains(err.Error(), "not a local address") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// wantProfiles are the names that both files together have.
func wantProfiles() []string {
	return slices.Sorted(slices.Values([]string{
		"default", "dev", "deploy", "prod-admin", "prod-readonly", "audit", "hub", "spoke", "leaf", "tagged", "ci",
		"sandbox", "acme-admin", "acme-readonly", "globex-research", "globex-billing", "console", "expired", "denied", "broken", "loop", "loop-back", "Zürich lab",
	}))
}
