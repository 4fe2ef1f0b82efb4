package request

import (
	"fmt"
	"io"
	"time"

	"lanyard/internal/term"
)

// transferShown is the size of the smallest transfer with a progress line, in bytes.
const transferShown = 1 << 20

// transfer is a progress line on the terminal. Without a terminal it prints nothing.
type transfer struct {
	out   io.Writer // nil without a terminal
	begun time.Time
	drawn time.Time
	shown bool
}

func (o *options) newTransfer() *transfer {
	p := &transfer{begun: time.Now()}
	if term.IsTerminal(o.Stderr) {
		p.out = o.Stderr
	}
	return p
}

// show prints how many bytes are done; size is -1 if it is not known.
func (p *transfer) show(what string, done, size int64) {
	if p.out == nil || max(done, size) < transferShown {
		return
	}
	seconds := max(time.Since(p.begun).Seconds(), 0.001)
	of := ""
	if size > 0 {
		of = fmt.Sprintf(" of %s, %d %%", bytesText(size), done*100/size)
	}
	fmt.Fprintf(p.out, "\r\x1b[K%s %s%s, %s/s", what, bytesText(done), of, bytesText(int64(float64(done)/seconds)))
	p.shown = true
}

// clear removes the line.
func (p *transfer) clear() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.shown = false
	}
}

// reader returns a reader that shows its progress.
func (p *transfer) reader(from io.Reader, size int64) io.Reader {
	if p.out == nil {
		return from
	}
	p.begun = time.Now()
	return &transferReader{from: from, bar: p, size: size}
}

type transferReader struct {
	from io.Reader
	bar  *transfer
	done int64
	size int64
}

func (r *transferReader) Read(b []byte) (int, error) {
	n, err := r.from.Read(b)
	r.done += int64(n)
	if now := time.Now(); now.Sub(r.bar.drawn) > 100*time.Millisecond {
		r.bar.drawn = now
		r.bar.show("received", r.done, r.size)
	}
	return n, err
}

// bytesText formats a number of bytes: "12.3 MiB".
func bytesText(n int64) string {
	const units = "KMGTPE"
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/1024, 0
	for value >= 1024 && unit < len(units)-1 {
		value /= 1024
		unit++
	}
	return fmt.Sprintf("%.1f %ciB", value, units[unit])
}
