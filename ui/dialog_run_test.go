package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

func ranBefore() []string {
	return []string{"terraform plan", "aws s3 ls", "terraform apply", "aws s3 ls", "aws sts get-caller-identity", "make deploy"}
}

func TestRunSendsTheLine(t *testing.T) {
	d, sent := drive(newRunDialog("prod", nil), append(typed("  grep 'a b' x\\ "), "enter")...)
	if d != nil || len(sent) != 1 {
		t.Fatalf("open %v, sent %v", d != nil, sent)
	}
	got := sent[0].(actionMsg)
	if got.action != actRunLine || got.profile != "prod" || got.text != "  grep 'a b' x\\ " {
		t.Errorf("sent %+v", got)
	}
	if d, sent = drive(newRunDialog("prod", nil), "space", "enter"); d == nil || len(sent) != 0 {
		t.Errorf("an empty line was run: %v", sent)
	}
	if d, sent = drive(newRunDialog("prod", nil), "a", "esc"); d != nil || len(sent) != 0 {
		t.Errorf("esc: open %v, sent %v", d != nil, sent)
	}
}

// TestRunTellsWhatIsNotRemembered: shells' habit of a space before what is not to be kept.
func TestRunTellsWhatIsNotRemembered(t *testing.T) {
	for line, told := range map[string]bool{"aws s3 ls": false, " aws s3 ls": true, " ": true, "": false} {
		d, _ := drive(newRunDialog("prod", nil), typed(line)...)
		content, _ := d.View(rect{W: 80, H: 23}, newStyles(true))
		if got := strings.Contains(ansi.Strip(content), "not remembered"); got != told {
			t.Errorf("%q: told %v, want %v:\n%s", line, got, told, content)
		}
	}
}

func TestRunHistory(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		want string
	}{
		{"the latest", []string{"up"}, "terraform plan"},
		{"one before, each once", []string{"up", "up", "up", "up"}, "aws sts get-caller-identity"},
		{"the oldest is the end", slices.Repeat([]string{"up"}, 20), "make deploy"},
		{"and back", []string{"up", "up", "down"}, "terraform plan"},
		{"what was typed comes back", []string{"x", "up", "down"}, "x"},
		{"by its beginning", []string{"a", "w", "s", "up", "up"}, "aws sts get-caller-identity"},
		{"no such beginning", []string{"z", "up"}, "z"},
		{"by what it contains", []string{"p", "l", "ctrl+r"}, "terraform plan"},
		{"the next that contains it", []string{"p", "l", "ctrl+r", "ctrl+r", "ctrl+r"}, "make deploy"},
		{"edited after", []string{"up", "backspace", "X"}, "terraform plaX"},
		{"edited is searched anew", []string{"up", "ctrl+u", "m", "up"}, "make deploy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, _ := drive(newRunDialog("prod", ranBefore()), c.keys...)
			if got := d.(*runDialog).line.Value(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestRunHistoryIsShownAsItRuns: a line that looks other than it is can't be agreed to.
func TestRunHistoryIsShownAsItRuns(t *testing.T) {
	d := newRunDialog("prod", []string{"a\nb", "rm \u202ex", "c\x1b[8m; rm", strings.Repeat("y", lineLimit+1), "", "ok"})
	d, sent := drive(d, "up", "up", "enter")
	if d != nil || len(sent) != 1 || sent[0].(actionMsg).text != "ok" {
		t.Errorf("open %v, sent %+v", d != nil, sent)
	}
}

func TestRunPasteHuge(t *testing.T) {
	d := newRunDialog("prod", ranBefore())
	d, _ = d.Update(tea.PasteMsg{Content: strings.Repeat("echo ü; ", 1<<17)})
	content, cursor := d.View(rect{W: 80, H: 23}, newStyles(true))
	checkDialog(t, content, cursor, rect{W: 80, H: 23})
	if n := len([]rune(d.(*runDialog).line.Value())); n != lineLimit {
		t.Errorf("%d characters, want %d", n, lineLimit)
	}
}

func TestRunGolden(t *testing.T) {
	goldenDialog(t, "run_first", newRunDialog("prod-admin", nil))
	d, _ := drive(newRunDialog("prod-admin", ranBefore()), typed("aws")...)
	goldenDialog(t, "run_typed", d)
	goldenDialogStyled(t, "run_typed", d)
	d, _ = drive(newRunDialog("prod-admin", ranBefore()), "up", "up")
	goldenDialog(t, "run_history", d)
	d, _ = drive(newRunDialog("\x1b[2J日本"+strings.Repeat("n", 10000), ranBefore()), typed(strings.Repeat("日本🚀", 100))...)
	goldenHostile(t, "run", d)
}
