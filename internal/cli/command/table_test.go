package command

import (
	"regexp"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"
)

// TestTableFits draws tables of any text: no line is wider than the terminal, colours take no place and
// no cell steers the terminal.
func TestTableFits(t *testing.T) {
	sequences := regexp.MustCompile("\x1b\\[[0-9]+m")
	rapid.Check(t, func(t *rapid.T) {
		table := Table{Header: []string{"NAME", "KIND", "STATUS", "REGION"}, Optional: []string{"REGION", "KIND"}}
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			table.Add(rapid.String().Draw(t, "name"), rapid.String().Draw(t, "kind"),
				rapid.SampledFrom([]string{"valid", "expired", "needs-mfa"}).Draw(t, "status"), rapid.String().Draw(t, "region"))
		}
		width := rapid.IntRange(16, 100).Draw(t, "width")
		var plainly, coloured strings.Builder
		table.align(&plainly, false, width)
		table.align(&coloured, true, width)
		if got := sequences.ReplaceAllString(coloured.String(), ""); got != plainly.String() {
			t.Errorf("in colour:\n%q\nplainly:\n%q", got, plainly.String())
		}
		lines := strings.Split(strings.TrimSuffix(plainly.String(), "\n"), "\n")
		if len(lines) != len(table.Rows)+1 {
			t.Errorf("%d lines for %d rows", len(lines), len(table.Rows))
		}
		for _, line := range lines {
			if runewidth.StringWidth(line) > width || strings.ContainsAny(line, "\x1b\x07\t\r") {
				t.Errorf("a line of %d cells on a terminal of %d: %q", runewidth.StringWidth(line), width, line)
			}
		}
	})
}

func TestProseGoesBelow(t *testing.T) {
	table := Table{Header: []string{"KEY", "MEANING"}, Explains: true}
	table.Add("wait", "how long to wait for others")
	for width, want := range map[int]string{
		0:  "KEY   MEANING\nwait  how long to wait for others\n",
		40: "KEY   MEANING\nwait  how long to wait for others\n",
		20: "KEY\nwait\n    how long to wait\n    for others\n",
	} {
		var text strings.Builder
		table.align(&text, false, width)
		if text.String() != want {
			t.Errorf("at %d cells:\n%swant:\n%s", width, text.String(), want)
		}
	}
}
