package ui

import (
	osexec "os/exec"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/profiles"
)

// TestShellQuote asks a shell what it makes of what was quoted.
func TestShellQuote(t *testing.T) {
	sh, err := osexec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	for _, name := range []string{"prod", "a b", "it's", `"$HOME"`, "`id`", "*", "~", "größe 日本 🚀", "#x", "a;b", "", "!x", `back\slash`} {
		out, err := osexec.Command(sh, "-c", "printf %s "+exec.Quote(name)).Output()
		if err != nil || string(out) != name {
			t.Errorf("%q became %q (%v) by %s", name, out, err, exec.Quote(name))
		}
	}
	if got := exec.Quote("team/prod-1.a_b"); got != "team/prod-1.a_b" {
		t.Errorf("a plain name became %s", got)
	}
}

func TestCommandsFitTheProfile(t *testing.T) {
	text := func(e app.Entry) string {
		p := &page{width: 100}
		p.shell(e)
		var all strings.Builder
		for _, r := range p.rows {
			all.WriteString(ansi.Strip(r.draw(newStyles(true))) + "\n")
		}
		return all.String()
	}
	entry := func(name string, kind profiles.Kind) app.Entry {
		p := &profiles.Profile{Name: name}
		return app.Entry{Profile: p, Plan: profiles.Plan{Steps: []profiles.Step{{Kind: kind, Profile: name, Settings: p}}}}
	}
	for _, c := range []struct {
		e         app.Entry
		want, not string
	}{
		{entry("a b", profiles.KindStatic), "lanyard exec 'a b' -- COMMAND\neval \"$(lanyard env 'a b')\"\n", "aws"},
		{entry("prod+1", profiles.KindStatic), "\naws --profile=prod+1 COMMAND\n", "credential_process"},
		{entry("-x", profiles.KindStatic), "lanyard exec --profile=-x -- COMMAND", "exec -x"},
		{entry("work", profiles.KindKeychain), "in profile work:\ncredential_process = lanyard credential-process work", "aws --profile"},
		{entry("a\x1b[2Jb", profiles.KindStatic), "no command can be shown", "exec"},
		{entry(strings.Repeat("n", 10_000), profiles.KindStatic), "no command can be shown", "exec"},
		{app.Entry{Profile: &profiles.Profile{Name: "x"}, Plan: profiles.Plan{Problem: &profiles.Problem{}}}, "", "exec"},
	} {
		if got := text(c.e); !strings.Contains(got, c.want) || strings.Contains(got, c.not) {
			t.Errorf("%.20q: want %q and not %q in\n%s", c.e.Profile.Name, c.want, c.not, got)
		}
	}
}
