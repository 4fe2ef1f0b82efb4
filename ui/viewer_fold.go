package ui

import (
	"fmt"

	"lanyard/signer/request"
)

// toggle folds what the line under the cursor opens, or what that line is in; or unfolds it.
func (v *viewer) toggle() {
	if v.count() == 0 {
		return
	}
	at := v.index0()
	if _, ok := v.folded[at]; ok {
		delete(v.folded, at)
		v.refold(at)
		return
	}
	if !v.lines[at].Opens {
		at = v.opener(at)
	}
	if end := v.closer(at); end > at+1 {
		v.folded[at] = end
		v.refold(at)
	}
}

// opener is the line that opens what a line is in, or -1.
func (v *viewer) opener(at int) int {
	depth := v.lines[at].Depth
	if v.lines[at].Closes {
		depth++
	}
	for at--; at >= 0; at-- {
		if v.lines[at].Opens && v.lines[at].Depth < depth {
			return at
		}
	}
	return -1
}

// closer is the line that closes what a line opens, or -1.
func (v *viewer) closer(at int) int {
	if at < 0 || !v.lines[at].Opens {
		return -1
	}
	depth := v.lines[at].Depth
	for end := at + 1; end < len(v.lines); end++ {
		switch line := &v.lines[end]; {
		case line.Depth == depth && line.Closes:
			return end
		case line.Depth <= depth:
			return -1
		}
	}
	return -1
}

// foldAll folds everything one step in, so that the outline of the whole is left.
func (v *viewer) foldAll() {
	at := v.index0()
	clear(v.folded)
	least := 0
	if len(v.lines) > 0 && v.closer(0) == len(v.lines)-1 {
		least = 1
	}
	for i := 0; i < len(v.lines); i++ {
		if v.lines[i].Depth < least {
			continue
		}
		if end := v.closer(i); end > i+1 {
			v.folded[i] = end
			i = end
		}
	}
	v.refold(at)
}

func (v *viewer) unfoldAll() {
	at := v.index0()
	clear(v.folded)
	v.refold(at)
}

// reveal unfolds whatever hides a line.
func (v *viewer) reveal(at int) {
	changed := false
	for start, end := range v.folded {
		if start < at && at <= end {
			delete(v.folded, start)
			changed = true
		}
	}
	if changed {
		v.refold(at)
	}
}

// refold finds what is visible anew, and puts the cursor on a line or on the fold that hides it.
func (v *viewer) refold(at int) {
	clear(v.wrapped)
	v.visible = nil
	if len(v.folded) > 0 {
		v.visible = make([]int32, 0, len(v.lines))
		for i := 0; i < len(v.lines); i++ {
			v.visible = append(v.visible, int32(i))
			if end, ok := v.folded[i]; ok {
				i = end
			}
		}
	}
	v.cursor = viewAt{line: v.visibleAt(at)}
	v.top = v.inside(v.top)
	v.show()
}

// visibleAt is where a line, or the fold that hides it, stands among the visible ones.
func (v *viewer) visibleAt(at int) int {
	if v.visible == nil {
		return at
	}
	low, high := 0, len(v.visible)
	for low < high {
		if middle := (low + high) / 2; int(v.visible[middle]) <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return max(0, low-1)
}

// lineAt is a line as it is shown: of what is folded, how much it is and how it ends.
func (v *viewer) lineAt(at int) request.Line {
	line := v.lines[at]
	end, ok := v.folded[at]
	if !ok {
		return line
	}
	inside := 0
	for _, l := range v.lines[at+1 : end] {
		if l.Depth == line.Depth+1 && !l.Closes {
			inside++
		}
	}
	if inside == 0 {
		inside = end - at - 1
	}
	folded := request.Line{Depth: line.Depth, Opens: true, Spans: append([]request.Span(nil), line.Spans...)}
	folded.Spans = append(folded.Spans, as(request.ClassNote, fmt.Sprintf(" … %d inside … ", inside)))
	folded.Spans = append(folded.Spans, v.lines[end].Spans...)
	return folded
}
