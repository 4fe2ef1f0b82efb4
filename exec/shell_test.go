package exec

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func getenv(env ...string) func(string) string { return environ{env, false}.get }

func TestShell(t *testing.T) {
	passwd := filepath.Join(t.TempDir(), "passwd")
	text := "# comment\nroot:x:0:0:root:/root:/bin/bash\nbroken:x:7\nme:x:1000:1000:Me,,,:/home/me:/usr/bin/fish\nnone:x:1001:1001::/:\n"
	if err := os.WriteFile(passwd, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		env    []string
		goos   string
		parent string
		uid    int
		want   string
	}{
		{[]string{"SHELL=/bin/zsh"}, "linux", "bash", 0, "/bin/zsh"},
		{nil, "linux", "cron", 1000, "/usr/bin/fish"},
		{nil, "linux", "", 0, "/bin/bash"},
		{nil, "linux", "", 1001, "/bin/sh"},
		{nil, "linux", "", 7, "/bin/sh"},
		{[]string{"SHELL=/usr/bin/bash", `COMSPEC=C:\Windows\cmd.exe`}, "windows", "cmd.exe", -1, `C:\Windows\cmd.exe`},
		{[]string{`COMSPEC=C:\Windows\cmd.exe`}, "windows", "pwsh.exe", -1, "pwsh.exe"},
		{nil, "windows", "", -1, "cmd.exe"},
	} {
		if got, _ := shell(getenv(test.env...), test.goos, test.parent, passwd, test.uid); got != test.want {
			t.Errorf("%+v: got %q", test, got)
		}
	}
	if got, _ := shell(getenv(), "linux", "", passwd+"-absent", 0); got != "/bin/sh" {
		t.Errorf("without passwd: %q", got)
	}
}

func TestDetectFormat(t *testing.T) {
	for _, test := range []struct {
		shell, parent, goos string
		want                Format
	}{
		{"/bin/bash", "fish", "linux", FormatFish},
		{"/usr/bin/fish", "bash", "linux", FormatSh},
		{"/usr/bin/fish", "make", "linux", FormatFish},
		{"", "-zsh", "darwin", FormatSh},
		{"", "make", "linux", FormatSh},
		{"/bin/tcsh", "", "linux", FormatSh},
		{"", "pwsh", "linux", FormatPowerShell},
		{"", `C:\Windows\System32\CMD.EXE`, "windows", FormatCmd},
		{"", "explorer.exe", "windows", FormatPowerShell},
		{"/usr/bin/bash", "bash.exe", "windows", FormatSh},
	} {
		if got := DetectFormat(getenv("SHELL="+test.shell), test.parent, test.goos); got != test.want {
			t.Errorf("%+v: got %q", test, got)
		}
	}
}

func TestParent(t *testing.T) {
	got := strings.TrimSuffix(strings.ToLower(Parent()), ".exe")
	if known := runtime.GOOS == "linux" || runtime.GOOS == "darwin" || runtime.GOOS == "windows"; known && got != "go" {
		t.Skipf("the tests were started by %q, not by go", got)
	}
}
