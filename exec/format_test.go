package exec_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
	"pgregory.net/rapid"

	"lanyard/exec"
)

func write(t interface {
	Helper()
	Fatal(...any)
}, f exec.Format, set []exec.Var, unset ...string,
) string {
	t.Helper()
	var b strings.Builder
	if err := exec.Write(&b, f, set, unset); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The shells that no test can run here; what they read is in their manuals.
func TestQuoting(t *testing.T) {
	for _, test := range []struct {
		format exec.Format
		value  string
		want   string // "" if the format can't
	}{
		{exec.FormatSh, "a b", "export X='a b'\n"},
		{exec.FormatSh, "it's", "export X='it'\\''s'\n"},
		{exec.FormatSh, "", "export X=''\n"},
		{exec.FormatSh, "\x1b[31m", "export X=\"$(printf '\\033')\"'[31m'\n"},
		{exec.FormatFish, `a\'b`, `set -gx X 'a\\\'b'` + "\n"},
		{exec.FormatPowerShell, "it's $x", "$env:X = 'it''s $x'\n"},
		{exec.FormatPowerShell, "it’s", "$env:X = 'it’’s'\n"},
		{exec.FormatPowerShell, "a\nb", "$env:X = 'a' + [char]::ConvertFromUtf32(10) + 'b'\n"},
		{exec.FormatPowerShell, "\x1b", "$env:X = [char]::ConvertFromUtf32(27)\n"},
		{exec.FormatPowerShell, "\xff", ""},
		{exec.FormatCmd, "a&b|c %PATH% ^!", "set \"X=a&b|c %%PATH%% ^!\"\r\n"},
		{exec.FormatCmd, `a"&calc`, "set X=a^\"^&calc\r\n"},
		{exec.FormatCmd, "a\nb", ""},
		{exec.FormatCmd, "a\rb", ""},
		{exec.FormatDotenv, "AbC/+=", "X=AbC/+=\n"},
		{exec.FormatDotenv, "a #b", "X='a #b'\n"},
		{exec.FormatDotenv, `it's $x`, `X="it's \$x"` + "\n"},
		{exec.FormatDotenv, "\x1b", ""},
		{exec.FormatGitHub, "a=b", "X=a=b\n"},
		{exec.FormatGitHub, "a\nEOF\nb", "X<<EOF_\na\nEOF\nb\nEOF_\n"},
		{exec.FormatGitHub, "a\rb", ""},
		{exec.FormatJSON, "<\xff", ""},
	} {
		var b strings.Builder
		err := exec.Write(&b, test.format, []exec.Var{{Name: "X", Value: test.value}}, nil)
		if (test.want == "") != errors.Is(err, exec.ErrInexpressible) || b.String() != test.want {
			t.Errorf("%s of %q = %q, %v; want %q", test.format, test.value, b.String(), err, test.want)
		}
	}
}

func TestUnset(t *testing.T) {
	names := []string{"AWS_PROFILE", "AWS_X"}
	for format, want := range map[exec.Format]string{
		exec.FormatSh:   "unset AWS_PROFILE\nunset AWS_X\n",
		exec.FormatFish: "set -e AWS_PROFILE\nset -e AWS_X\n",
		exec.FormatPowerShell: "Remove-Item -LiteralPath Env:AWS_PROFILE -ErrorAction SilentlyContinue\n" +
			"Remove-Item -LiteralPath Env:AWS_X -ErrorAction SilentlyContinue\n",
		exec.FormatCmd:    "set \"AWS_PROFILE=\"\r\nset \"AWS_X=\"\r\n",
		exec.FormatGitHub: "AWS_PROFILE=\nAWS_X=\n",
		exec.FormatDotenv: "", exec.FormatJSON: "", exec.FormatINI: "",
	} {
		var b strings.Builder
		err := exec.WriteUnset(&b, format, names)
		if (want == "") != errors.Is(err, exec.ErrInexpressible) || b.String() != want {
			t.Errorf("%s: %q, %v; want %q", format, b.String(), err, want)
		}
	}
}

// A name is never quoted, so one that a shell would take apart must not get in.
func TestNamesAreChecked(t *testing.T) {
	for _, name := range []string{"", "X;reboot", "$(reboot)", "1X", "A B", "X\n"} {
		var b strings.Builder
		if exec.WriteUnset(&b, exec.FormatSh, []string{"OK", name}) == nil || b.Len() > 0 {
			t.Errorf("unset %q was written: %q", name, b.String())
		}
		if exec.Write(&b, exec.FormatSh, []exec.Var{{Name: "OK"}, {Name: name}}, nil) == nil || b.Len() > 0 {
			t.Errorf("set %q was written: %q", name, b.String())
		}
	}
	if exec.Write(new(strings.Builder), "tcsh", nil, nil) == nil {
		t.Error("an unknown format was accepted")
	}
}

func TestJSONHoldsEveryValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := strings.ToValidUTF8(hostile(exec.FormatJSON).Draw(t, "hostile")+rapid.String().Draw(t, "any"), "")
		got := map[string]string{}
		text := write(t, exec.FormatJSON, []exec.Var{{Name: "AWS_A", Value: want}, {Name: "B", Value: "<&>"}}, "AWS_PROFILE")
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		if d := diff(got, map[string]string{"AWS_A": want, "B": "<&>"}); d != "" {
			t.Fatal(d)
		}
	})
}

// The AWS SDK reads the section back.
func TestINIIsACredentialsFile(t *testing.T) {
	for _, name := range []string{"dev", "größe 日本", "a.b/c@d"} {
		set, _ := exec.Vars(nil, exec.Child{Profile: name, Region: "eu-west-1", Credentials: temporary()})
		file := filepath.Join(t.TempDir(), "credentials")
		if err := os.WriteFile(file, []byte(write(t, exec.FormatINI, set)), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := config.LoadSharedConfigProfile(t.Context(), name, func(o *config.LoadSharedConfigOptions) {
			o.CredentialsFiles, o.ConfigFiles = []string{file}, []string{}
		})
		if err != nil {
			t.Fatal(err)
		}
		c, want := got.Credentials, temporary()
		if c.AccessKeyID != want.AccessKeyID || c.SecretAccessKey != want.SecretAccessKey.Reveal() ||
			c.SessionToken != want.SessionToken.Reveal() || got.Region != "eu-west-1" {
			t.Errorf("profile %q read back as %+v", name, got)
		}
	}
}

func TestINIRefusesWhatReadersDisagreeOn(t *testing.T) {
	for _, name := range []string{"a]\n[b", "x\ny", "'q'", " a", "a #b", "\x1b"} {
		set, _ := exec.Vars(nil, exec.Child{Profile: name, Credentials: longLived()})
		if err := exec.Write(new(strings.Builder), exec.FormatINI, set, nil); !errors.Is(err, exec.ErrInexpressible) {
			t.Errorf("profile %q: error = %v", name, err)
		}
	}
}

// readGitHub reads $GITHUB_ENV as the runner does (FileCommandManager.cs of actions/runner).
func readGitHub(t *rapid.T, text string) map[string]string {
	vars := map[string]string{}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		equals, heredoc := strings.Index(lines[i], "="), strings.Index(lines[i], "<<")
		switch {
		case lines[i] == "":
		case equals >= 0 && (heredoc < 0 || equals < heredoc):
			vars[lines[i][:equals]] = lines[i][equals+1:]
		case heredoc >= 0:
			name, delimiter := lines[i][:heredoc], lines[i][heredoc+2:]
			var value []string
			for i++; ; i++ {
				if i == len(lines) {
					t.Fatalf("no line %q in %q", delimiter, text)
				}
				if lines[i] == delimiter {
					break
				}
				value = append(value, lines[i])
			}
			vars[name] = strings.Join(value, "\n")
		default:
			t.Fatalf("a line that is neither: %q", lines[i])
		}
	}
	return vars
}

func TestGitHubHoldsEveryValue(t *testing.T) {
	piece := rapid.SampledFrom([]string{"EOF", "EOF_", "<<", "=", "\n", "a", " ", "''", "$", "%"})
	rapid.Check(t, func(t *rapid.T) {
		want := strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), "")
		got := readGitHub(t, write(t, exec.FormatGitHub, []exec.Var{{Name: "A", Value: want}, {Name: "B", Value: "b"}}))
		if d := diff(got, map[string]string{"A": want, "B": "b"}); d != "" {
			t.Fatal(d)
		}
	})
}
