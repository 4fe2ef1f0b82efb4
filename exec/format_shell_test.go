package exec_test

import (
	"bytes"
	"os"
	osexec "os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lanyard/exec"
)

// reader is a program that evaluates a format: it gets the text in the file $OUT.
type reader struct {
	program string
	format  exec.Format
	args    []string
}

func readers() map[string]reader {
	const evaluate = `eval "$(cat "$OUT")"; exec env -0`
	return map[string]reader{
		"sh":     {"sh", exec.FormatSh, []string{"-c", evaluate}},
		"bash":   {"bash", exec.FormatSh, []string{"-c", evaluate}},
		"zsh":    {"zsh", exec.FormatSh, []string{"-f", "-c", evaluate}},
		"dotenv": {"sh", exec.FormatDotenv, []string{"-c", `set -a; . "$OUT"; exec env -0`}},
		"fish":   {"fish", exec.FormatFish, []string{"--no-config", "-c", `cat $OUT | source; exec env -0`}},
		"pwsh": {"pwsh", exec.FormatPowerShell, []string{
			"-NoProfile", "-NonInteractive", "-Command",
			`Get-Content -LiteralPath $env:OUT -Encoding utf8 | Invoke-Expression; ` +
				`$b = [Text.Encoding]::UTF8.GetBytes((Get-ChildItem Env: | % { $_.Name + '=' + $_.Value + [char]0 }) -join ''); ` +
				`[Console]::OpenStandardOutput().Write($b, 0, $b.Length)`,
		}},
	}
}

// read lets the program evaluate text and returns the environment it ends up with.
func (r reader) read(t *rapid.T, dir, text string, env ...string) map[string]string {
	out := filepath.Join(dir, "out")
	if err := os.WriteFile(out, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := osexec.Command(r.program, r.args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LC_ALL=C.UTF-8", "OUT=" + out}, env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	answer, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%s: %v: %s\n%s", r.program, err, stderr.Bytes(), text)
	}
	return asMap(t, strings.Split(strings.TrimSuffix(string(answer), "\x00"), "\x00"))
}

// hostile values are made of what shells take for something else.
func hostile(format exec.Format) *rapid.Generator[string] {
	pieces := []string{
		"'", `"`, "`", `\`, "$", "$HOME", "$(reboot)", "${x}", "!", "!!", "%", "%PATH%", "#", " ", "  ", "~", "*", "?", "[a]",
		"{a,b}", "&", "|", ";", "<", ">", "(", ")", "\n", "\t", "=", ":", "-n", "\\n", "\\x41", "a", "Z", "0", "ö", "日", "🚀",
		"’", "‘", "@", "^",
	}
	if format != exec.FormatDotenv {
		pieces = append(pieces, "\r", "\x1b[31m", "\a", "\x7f", "\u009b", "\u202e", "\U000e0041")
	}
	if format == exec.FormatSh || format == exec.FormatFish {
		pieces = append(pieces, "\xff", "\x9b", "\xf0\x9f")
	}
	return rapid.Map(rapid.SliceOf(rapid.SampledFrom(pieces)), func(s []string) string { return strings.Join(s, "") })
}

func TestShellsReadEveryValueBack(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("these shells take another environment there")
	}
	for name, r := range readers() {
		t.Run(name, func(t *testing.T) {
			if _, err := osexec.LookPath(r.program); err != nil {
				t.Skipf("%s is not installed", r.program)
			}
			dir := t.TempDir()
			rapid.Check(t, func(t *rapid.T) {
				want := map[string]string{}
				var set []exec.Var
				for _, name := range []string{"AWS_A", "AWS_B", "AWS_C", "AWS_D", "AWS_E", "AWS_F"} {
					want[name] = hostile(r.format).Draw(t, name)
					set = append(set, exec.Var{Name: name, Value: want[name]})
				}
				got := r.read(t, dir, write(t, r.format, set))
				for name := range got {
					if _, ours := want[name]; !ours {
						delete(got, name)
					}
				}
				if r.format == exec.FormatPowerShell { // there an empty variable is none
					for name, value := range want {
						if value == "" {
							delete(want, name)
						}
					}
				}
				if d := diff(got, want); d != "" {
					t.Fatal(d)
				}
			})
		})
	}
}

// What a person may look at on a terminal must not steer it.
func TestNoFormatPrintsControlCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := hostile(exec.FormatSh).Draw(t, "value")
		for _, f := range exec.Formats() {
			var b strings.Builder
			if exec.Write(&b, f, []exec.Var{{Name: "LANYARD_PROFILE", Value: value}}, nil) != nil {
				continue
			}
			if strings.ContainsAny(strings.ReplaceAll(b.String(), "\r\n", "\n"), "\x1b\a\r\x7f\u009b\u202e") {
				t.Fatalf("%s: %q", f, b.String())
			}
		}
	})
}

func TestShellsUnset(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("these shells take another environment there")
	}
	for name, r := range readers() {
		if r.format == exec.FormatDotenv {
			continue
		}
		t.Run(name, func(t *testing.T) {
			if _, err := osexec.LookPath(r.program); err != nil {
				t.Skipf("%s is not installed", r.program)
			}
			var b strings.Builder
			if err := exec.WriteUnset(&b, r.format, []string{"AWS_ABSENT", "AWS_THERE"}); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			rapid.Check(t, func(t *rapid.T) {
				value := rapid.SampledFrom([]string{"", "x"}).Draw(t, "value")
				got := r.read(t, dir, b.String(), "AWS_THERE="+value, "AWS_STAYS=y")
				if _, ok := got["AWS_THERE"]; ok || got["AWS_STAYS"] != "y" {
					t.Fatalf("got %q", got)
				}
			})
		})
	}
}
