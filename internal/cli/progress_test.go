package cli

import (
	"strings"
	"testing"
)

func TestProgress(t *testing.T) {
	var out strings.Builder
	p := &progress{w: &out, what: "accounts", shown: -1}
	p.end()
	if out.Len() > 0 {
		t.Errorf("nothing to do is shown as %q", out.String())
	}
	p.show(0, 0)
	if !strings.Contains(out.String(), "asking AWS for the accounts") {
		t.Errorf("before the total is known it shows %q", out.String())
	}
	for done := range 20_001 {
		p.show(done, 20_000)
	}
	p.end()
	text := out.String()
	if !strings.Contains(text, "\r[############............] 10000 of 20000 accounts") || !strings.HasSuffix(text, "\r\x1b[K") {
		t.Errorf("shown: %q", text)
	}
	if n := strings.Count(text, "\r["); n != 1001 {
		t.Errorf("drawn %d times", n)
	}
	(&progress{shown: -1}).show(1, 2) // no terminal
}
