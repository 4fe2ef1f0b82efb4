package cli

import (
	"fmt"
	"io"
	"strings"

	"lanyard/internal/term"
)

// barWidth is the length of a progress bar, in cells.
const barWidth = 24

// progress is a bar on stderr, where a person sees it; elsewhere it shows nothing.
type progress struct {
	w     io.Writer // nil: nobody looks
	what  string
	shown int // tenths of a percent
}

func (d *deps) progress(what string) *progress {
	p := &progress{what: what, shown: -1}
	if term.IsTerminal(d.sys.stderr) {
		p.w = d.err
	}
	return p
}

// show draws the bar anew where that changes anything to see.
func (p *progress) show(done, total int) {
	if p.w == nil || total == 0 || done*1000/total == p.shown {
		return
	}
	p.shown = done * 1000 / total
	full := done * barWidth / total
	fmt.Fprintf(p.w, "\r[%s%s] %d of %d %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), done, total, p.what)
}

// end takes the bar away.
func (p *progress) end() {
	if p.w != nil && p.shown >= 0 {
		_, _ = io.WriteString(p.w, "\r\x1b[K")
	}
}
