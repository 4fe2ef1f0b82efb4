package cli

import (
	"fmt"
	"io"
	"strings"

	"lanyard/internal/term"
)

// barWidth is the length of a progress bar, in cells.
const barWidth = 24

// progress is a progress bar on stderr if that is a terminal.
type progress struct {
	w     io.Writer // nil without a terminal
	what  string
	shown int // tenths of a percent
	drawn bool
}

func (d *deps) progress(what string) *progress {
	p := &progress{what: what, shown: -1}
	if term.IsTerminal(d.Stderr) {
		p.w = d.Stderr
	}
	return p
}

// show redraws the bar if it changes. A total of 0 means that it is not known yet.
func (p *progress) show(done, total int) {
	if p.w == nil {
		return
	}
	if total == 0 {
		p.drawn = true
		fmt.Fprintf(p.w, "\rasking AWS for the %s…", p.what)
		return
	}
	if done*1000/total == p.shown {
		return
	}
	p.shown, p.drawn = done*1000/total, true
	full := done * barWidth / total
	fmt.Fprintf(p.w, "\r[%s%s] %d of %d %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), done, total, p.what)
}

// end removes the bar.
func (p *progress) end() {
	if p.drawn {
		_, _ = io.WriteString(p.w, "\r\x1b[K")
	}
}
