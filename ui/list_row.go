package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/creds"
)

// row draws a profile.
func (p *rowPainter) row(row int, underCursor bool) string {
	p.ink = p.normal
	if underCursor {
		p.ink = cursorInks(p.styles)
	}
	var cells [columnCount]string
	plain := true
	for c := range columnCount {
		cells[c] = p.rows.text(c, row)
		plain = plain && isASCII(cells[c])
	}
	line := p.cells(row, underCursor, &cells)
	if !plain && ansi.StringWidth(line) != p.width {
		// Some texts have another width beside others: a name that begins with a combining character.
		for c := range cells {
			cells[c] = onlyASCII(cells[c])
		}
		line = p.cells(row, underCursor, &cells)
	}
	return line
}

func (p *rowPainter) cells(row int, underCursor bool, cells *[columnCount]string) string {
	entry := &p.rows.entries[row]
	state := liveState(entry, p.now)
	status := state.Status
	cells[colStatus] = string(status)
	marked := p.marks(row, cells)
	p.marksCell(entry.Profile.Name, status, underCursor)
	name := p.ink.text
	if entry.Profile.Name == p.current {
		name = p.ink.bold
	}
	p.pen.cell(cells[colName], p.plan.name, name, p.ink.match, marked[colName])
	used := marksWidth + p.plan.name
	for _, other := range p.plan.others {
		ink := p.ink.text
		switch other.column {
		case colKind, colRegion, colSession:
			ink = p.ink.faint
		case colStatus:
			ink = p.statusInk(status)
		}
		p.pen.put(p.ink.text, spaces(p.plan.gap))
		p.pen.cell(cells[other.column], other.width, ink, p.ink.match, marked[other.column])
		used += p.plan.gap + other.width
	}
	if free := p.width - used - p.plan.gap - p.plan.left; free >= 0 {
		text, ink := p.leftCell(state)
		p.pen.put(p.ink.text, spaces(free+p.plan.gap))
		p.pen.put(ink, text)
		used = p.width
	}
	p.pen.put(p.ink.text, spaces(p.width-used))
	return p.fit(p.pen.take())
}

// marksCell draws what stands before the name.
func (p *rowPainter) marksCell(name string, status creds.Status, underCursor bool) {
	cursor, current := " ", " "
	if underCursor {
		cursor = "▸"
	}
	if name == p.current && name != "" {
		current = "*"
	}
	ink := p.ink.bold
	if cursor == current {
		ink = p.ink.text // no bold spaces
	}
	p.pen.put(ink, cursor+current)
	_, mark := p.styles.Status(status)
	ink = p.statusInk(status)
	if p.busy[name] {
		frames := []rune(spinnerFrames)
		mark, ink = string(frames[p.frame%len(frames)]), p.ink.bold
	}
	p.pen.put(ink, mark)
	p.pen.put(p.ink.text, " ")
}

// statusInk is the brush of a status.
func (p *rowPainter) statusInk(status creds.Status) brush {
	if p.ink != p.normal {
		return p.ink.text
	}
	b, ok := p.status[status]
	if !ok {
		style, _ := p.styles.Status(status)
		b = newBrush(style)
		p.status[status] = b
	}
	return b
}

// marks are the bytes of each column where the words of the filter are: of each word in the column
// that it was ranked by.
func (p *rowPainter) marks(row int, cells *[columnCount]string) (marked [columnCount][]int) {
	for i := range p.found {
		if c, score := p.found[i].best(p.rows, row); score != noHit && p.plan.has(c) {
			marked[c] = append(marked[c], marks(cells[c], p.found[i].word)...)
		}
	}
	return marked
}

// fit cuts a row where the pane is narrower than what stands in every row.
func (p *rowPainter) fit(line string) string {
	if p.width >= marksWidth+p.plan.name {
		return line
	}
	return pad(ansi.Truncate(line, p.width, ""), p.width)
}

func onlyASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		return '?'
	}, text)
}
