package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// Names in scripts whose grapheme clusters hold several letters.
func TestLettersOfEveryScriptAreShown(t *testing.T) {
	for _, name := range []string{
		"กำลัง", "กลัง", "น้ำ", "हिन्दी", "क्षेत्र", "தமிழ்", "ขวัญ", "ខ្មែរ", "ລາວ", "ຄຳ", "বাংলা", "ক্ষ", "മലയാളം", "తెలుగు", "සිංහල",
		"မြန်မာ", "한국어", "한", "日本語", "ที่ทำงาน", "é", "e\u0301", "עברית", "العربية", "👨‍👩‍👧", "👍🏽", "🇩🇪",
	} {
		shown := clean(name)
		if got, want := letters(shown), letters(name); got != want {
			t.Errorf("%q is shown as %q", name, shown)
		}
		if ansi.StringWidth(shown) != ansi.StringWidthWc(shown) {
			t.Errorf("%q has %d or %d cells", name, ansi.StringWidth(shown), ansi.StringWidthWc(shown))
		}
		if again := clean(shown); again != shown {
			t.Errorf("%q cleaned twice is %q", shown, again)
		}
		if row := cell(name, 12); ansi.StringWidth(row) != 12 || ansi.StringWidthWc(row) != 12 {
			t.Errorf("%q as a cell has %d or %d cells", name, ansi.StringWidth(row), ansi.StringWidthWc(row))
		}
	}
	if clean("กำลัง") == clean("กลัง") {
		t.Error("two names look the same")
	}
}

// letters is text without what only joins or separates its letters.
func letters(text string) string {
	return strings.NewReplacer(breakHere, "", joiner, "").Replace(text)
}
