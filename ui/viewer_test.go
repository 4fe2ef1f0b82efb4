package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lanyard/signer/request"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func viewing(v *viewer, keys ...string) *viewer {
	for _, key := range keys {
		v.Update(fieldKey(key))
	}
	return v
}

// shown are the rows of a viewer without colours and without what is only space.
func shown(v *viewer) []string {
	var rows []string
	for _, line := range v.View(newStyles(true), true) {
		if text := strings.TrimRight(ansi.Strip(line), " "); text != "" {
			rows = append(rows, text)
		}
	}
	return rows
}

func numbered(n int) []request.Line {
	lines := make([]request.Line, n)
	for i := range lines {
		lines[i] = plain(request.ClassText, fmt.Sprintf("line %d", i+1))
	}
	return lines
}

func viewerOf(lines []request.Line, w, h int) *viewer {
	v := newViewer(lines)
	v.Resize(w, h)
	return v
}

func TestViewerMoves(t *testing.T) {
	v := viewerOf(numbered(100), 20, 5)
	for _, c := range []struct {
		key, top, cursor string
	}{
		{"down", "› line 1", ""},
		{"pgdown", "", "› line 6"},
		{"G", "  line 96", "› line 100"},
		{"up", "  line 96", "› line 99"},
		{"pgup", "› line 95", "› line 95"},
		{"g", "› line 1", "› line 1"},
	} {
		viewing(v, c.key)
		rows := shown(v)
		if c.key == "down" {
			c.top, c.cursor = "  line 1", "› line 2"
		}
		if c.top != "" && rows[0] != c.top || !slices.Contains(rows, c.cursor) {
			t.Errorf("%s shows %q, want %q first and %q", c.key, rows, c.top, c.cursor)
		}
	}
}

func TestViewerWrapsLongLines(t *testing.T) {
	v := viewerOf([]request.Line{plain(request.ClassText, strings.Repeat("ab日", 12)), plain(request.ClassText, "next")}, 22, 4)
	got := shown(v)
	if want := []string{"› ab日ab日ab日ab日ab日", "    ab日ab日ab日ab日ab", "    日ab日ab日", "  next"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	viewing(v, "down", "down", "down")
	if got := shown(v)[3]; got != "› next" {
		t.Errorf("three rows down is %q", got)
	}
	long := viewerOf([]request.Line{plain(request.ClassText, strings.Repeat("x", 1<<20)), plain(request.ClassText, "the end")}, 80, 5)
	viewing(long, "G", "up")
	if text := strings.Join(shown(long), "\n"); !strings.Contains(text, "… and 1.02 MB more") {
		t.Errorf("what is left out of a long line is not told:\n%s", text)
	}
}

func TestViewerFolds(t *testing.T) {
	v := viewerOf(jsonBody().Lines, 40, 10)
	viewing(v, "down", "down", "space")
	if got := shown(v)[2]; got != `›▸  "Tags": [ … 2 inside … ],` {
		t.Errorf("folded: %q", got)
	}
	viewing(v, "enter")
	if got := shown(v); len(got) != 8 {
		t.Errorf("unfolded: %q", got)
	}
	viewing(v, "down", "space") // folds what it is in
	if got := shown(v)[2]; got != `›▸  "Tags": [ … 2 inside … ],` {
		t.Errorf("folded from within: %q", got)
	}
	viewing(v, "g", "space")
	if got := shown(v); !slices.Equal(got, []string{"›▸{ … 3 inside … }"}) {
		t.Errorf("all folded: %q", got)
	}
	viewing(v, "+", "-")
	if got := shown(v); len(got) != 5 {
		t.Errorf("folded one step in: %q", got)
	}
}

func TestViewerFindsWhatIsFolded(t *testing.T) {
	v := viewerOf(jsonBody().Lines, 40, 10)
	viewing(v, "g", "space")
	viewing(v, "/", `"`, "B", `"`)
	if got := shown(v); !slices.Contains(got, `›     "b"`) {
		t.Errorf("the hit is not shown: %q", got)
	}
	if line, column := v.Status(40, newStyles(true)); column != 4 || !strings.Contains(ansi.Strip(line), "1 line") {
		t.Errorf("status %q, the cursor at %d", line, column)
	}
	viewing(v, "enter", "g", "/", "esc")
	if v.search.open || len(v.search.hits) > 0 {
		t.Error("esc leaves what was found")
	}
}

func TestViewerGoesFromHitToHit(t *testing.T) {
	v := viewerOf(numbered(100), 40, 10)
	viewing(v, "/", "5", "enter")
	var at []int
	for _, key := range []string{"n", "n", "N", "N", "N"} {
		viewing(v, key)
		at = append(at, v.index0()+1)
	}
	if want := []int{15, 25, 15, 5, 95}; !slices.Equal(at, want) {
		t.Errorf("went to %d, want %d", at, want)
	}
	viewing(v, "/", "x", "x", "x")
	if line, _ := v.Status(40, newStyles(true)); !strings.Contains(ansi.Strip(line), "not found") {
		t.Errorf("status %q", line)
	}
}

func anyLines(t *rapid.T) []request.Line {
	var lines []request.Line
	depth := 0
	for range rapid.IntRange(0, 30).Draw(t, "lines") {
		line := request.Line{Depth: depth}
		for range rapid.IntRange(0, 3).Draw(t, "spans") {
			line.Spans = append(line.Spans, as(request.Class(rapid.IntRange(0, 12).Draw(t, "class")), wildText().Draw(t, "text")))
		}
		switch rapid.IntRange(0, 3).Draw(t, "shape") {
		case 0:
			line.Opens = true
			depth++
		case 1:
			depth--
			line.Depth, line.Closes = depth, true
		}
		lines = append(lines, line)
	}
	return lines
}

func TestViewerNeverBreaks(t *testing.T) {
	keys := []string{
		"up", "down", "pgup", "pgdown", "g", "G", "space", "enter", "-", "+", "/", "a", "n", "N", "esc", "backspace",
	}
	rapid.Check(t, func(t *rapid.T) {
		v := newViewer(anyLines(t))
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				v.Resize(rapid.IntRange(1, 60).Draw(t, "width"), rapid.IntRange(1, 20).Draw(t, "height"))
			case 1:
				v.Scroll(rapid.IntRange(-9, 9).Draw(t, "scroll"))
			case 2:
				v.Click(rapid.IntRange(0, 20).Draw(t, "row"))
			case 3:
				v.Update(tea.PasteMsg{Content: wildText().Draw(t, "paste")})
			default:
				viewing(v, rapid.SampledFrom(keys).Draw(t, "key"))
			}
			lines := v.View(newStyles(true), true)
			if len(lines) != v.height {
				t.Fatalf("%d lines, want %d", len(lines), v.height)
			}
			for _, line := range lines {
				if got := ansi.StringWidth(line); got != v.width {
					t.Fatalf("%q has %d cells, want %d", line, got, v.width)
				}
				if plain := ansi.Strip(line); shownText(plain) != plain && len(plain) < textLimit {
					t.Fatalf("%q steers a terminal", plain)
				}
			}
			if v.count() > 0 && v.width > viewGutter && !strings.Contains(ansi.Strip(strings.Join(lines, "\n")), "›") {
				t.Fatalf("the cursor %v is not in sight from %v of %d:\n%s", v.cursor, v.top, v.count(), strings.Join(lines, "\n"))
			}
		}
	})
}

// bigBody is 10 MB in half a million lines.
func bigBody() []request.Line {
	lines := []request.Line{{Opens: true, Spans: []request.Span{as(request.ClassPunct, "[")}}}
	for i := range 125_000 {
		lines = append(lines,
			request.Line{Depth: 1, Opens: true, Spans: []request.Span{as(request.ClassPunct, "{")}},
			request.Line{Depth: 2, Spans: []request.Span{as(request.ClassKey, `"Name"`), as(request.ClassPunct, ": "), as(request.ClassString, fmt.Sprintf(`"instance-%08d"`, i)), as(request.ClassPunct, ",")}},
			request.Line{Depth: 2, Spans: []request.Span{as(request.ClassKey, `"State"`), as(request.ClassPunct, ": "), as(request.ClassString, `"running"`)}},
			request.Line{Depth: 1, Closes: true, Spans: []request.Span{as(request.ClassPunct, "},")}})
	}
	return append(lines, request.Line{Closes: true, Spans: []request.Span{as(request.ClassPunct, "]")}})
}

func BenchmarkViewerBigBody(b *testing.B) {
	lines := bigBody()
	for name, keys := range map[string][]string{
		"move": {"down", "pgdown", "up", "G", "g"}, "fold": {"down", "space", "space"}, "search": {"/", "9", "9", "7", "enter", "n"},
		"fold all": {"-", "+"},
	} {
		b.Run(name, func(b *testing.B) {
			v := viewerOf(lines, 120, 50)
			for b.Loop() {
				for _, key := range keys {
					viewing(v, key)
					v.View(newStyles(true), true)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(keys)), "µs/key")
		})
	}
}
