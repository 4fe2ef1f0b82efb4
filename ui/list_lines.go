package ui

// refilter searches what the filter now says. The best match comes under the cursor; without a filter
// the cursor stays on its profile.
func (l list) refilter() list {
	words := l.filter.words()
	if sameWords(words, l.found) {
		return l
	}
	selected, ok := l.row()
	l.found = search(l.rows, words, l.found)
	l = l.relist()
	if ok && len(words) == 0 {
		return l.onto(selected)
	}
	l.top = 0
	return l.selectNear(0, 1)
}

func sameWords(words []string, found []hits) bool {
	if len(words) != len(found) {
		return false
	}
	for i := range words {
		if words[i] != found[i].word {
			return false
		}
	}
	return true
}

// rearrange sorts and groups anew. The cursor stays on its profile.
func (l list) rearrange() list {
	selected, ok := l.row()
	l.arranged = arrange(l.rows, l.sort, l.group)
	l = l.relist()
	if ok {
		return l.onto(selected)
	}
	return l.selectNear(l.cursor, 1)
}

// relist makes the lines of the rows that match.
func (l list) relist() list {
	rows := matching(l.rows, l.arranged, l.found, l.sort == sortFile)
	l.kept = len(rows)
	if l.arranged.group == nil {
		l.lines, l.counts = rows, nil
		return l
	}
	l.lines = make([]int, 0, len(rows)+len(l.arranged.headings))
	l.counts = make([]int, len(l.arranged.headings))
	last := -1
	for _, row := range rows {
		if group := l.arranged.group[row]; group != last {
			l.lines = append(l.lines, headingLine(group))
			last = group
		}
		l.counts[last]++
		l.lines = append(l.lines, row)
	}
	return l
}

// onto moves the cursor to a row, or settles it where it is if the row is not shown.
func (l list) onto(row int) list {
	for i, line := range l.lines {
		if line == row {
			l.cursor = i
			return l.follow()
		}
	}
	return l.selectNear(l.cursor, 1)
}

// selectNear puts the cursor on the row that is next to a line in a direction, else in the other one:
// headings can't be selected.
func (l list) selectNear(line, direction int) list {
	last := len(l.lines) - 1
	line = min(max(line, 0), max(last, 0))
	for _, step := range []int{direction, -direction} {
		for i := line; i >= 0 && i <= last; i += step {
			if l.lines[i] >= 0 {
				l.cursor = i
				return l.follow()
			}
		}
	}
	l.cursor, l.top = 0, 0
	return l
}

// move moves the cursor by lines.
func (l list) move(n int) list {
	if n == 0 {
		return l
	}
	direction := 1
	if n < 0 {
		direction = -1
	}
	return l.selectNear(l.cursor+n, direction)
}

// follow scrolls as little as needed to have the cursor in view, and its group's heading if that is
// just above.
func (l list) follow() list {
	height := l.height()
	if height <= 0 {
		return l
	}
	first := l.cursor
	if first > 0 && height > 1 && l.lines[first-1] < 0 {
		first--
	}
	l.top = min(l.top, first)
	l.top = max(l.top, l.cursor-height+1)
	l.top = max(0, min(l.top, len(l.lines)-height))
	return l
}

// Scroll moves the view by lines; the cursor comes along where it would leave it.
func (l list) Scroll(n int) list {
	height := l.height()
	if height <= 0 || len(l.lines) == 0 {
		return l
	}
	l.top = max(0, min(l.top+n, len(l.lines)-height))
	switch {
	case l.cursor < l.top:
		return l.selectNear(l.top, 1)
	case l.cursor >= l.top+height:
		return l.selectNear(l.top+height-1, -1)
	}
	return l
}

// Click puts the cursor on the row at a line of the pane.
func (l list) Click(y int) list {
	line := l.top + y - l.above()
	if y < l.above() || y >= l.size.H || line >= len(l.lines) || l.lines[line] < 0 {
		return l
	}
	l.cursor = line
	return l.follow()
}

// tallList is the height from which the names of the columns stand above them.
const tallList = 8

// above is how many lines are taken by what does not scroll.
func (l list) above() int {
	if l.size.H >= tallList || l.filter.open && l.size.H > 1 {
		return 1
	}
	return 0
}

func (l list) height() int { return l.size.H - l.above() }
