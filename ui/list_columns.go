package ui

// place is a column and how many cells it has.
type place struct {
	column column
	width  int
}

// columnPlan is what a row of a certain width consists of: the cursor and the marks, the name, the
// other columns in their order, the time left.
type columnPlan struct {
	name   int
	others []place
	left   int
	bar    int // of left
	gap    int
}

const (
	marksWidth = 4  // cursor, current profile, status, space
	leftText   = 7  // "365d23h", "expired"
	nameWish   = 28 // beyond this the other columns come first
	roomyWidth = 60 // from which gaps and bars are wider
)

// planColumns divides a width. It goes by all rows, not by those in view, so that nothing jumps while
// scrolling.
func planColumns(r *rows, width int) columnPlan {
	plan := columnPlan{gap: 1, bar: 4}
	if width >= roomyWidth {
		plan.gap, plan.bar = 2, 8
	}
	plan.left = plan.bar + 1 + leftText
	widest := max(r.columns[colName].width, len("name"))
	plan.name = min(widest, nameWish)
	free := width - marksWidth - plan.name - plan.gap - plan.left
	if free < 0 {
		plan.name = max(0, plan.name+free)
		return plan
	}
	var widths [columnCount]int
	for _, c := range []struct {
		column    column
		least, at int // cells: no narrower, no wider
	}{
		{colKind, 12, 12},
		{colAccount, 12, 14},
		{colRole, 8, 24},
		{colRegion, 9, 14},
		{colStatus, 10, 10},
		{colSession, 7, 20},
	} {
		wish := min(r.columns[c.column].width, c.at)
		if wish == 0 {
			continue // nothing to show
		}
		wish = max(wish, len(c.column.label()))
		if room := free - plan.gap; room >= min(wish, c.least) {
			widths[c.column] = min(wish, room)
			free -= plan.gap + widths[c.column]
		}
	}
	for c := colKind; c < columnCount; c++ {
		if widths[c] > 0 {
			plan.others = append(plan.others, place{c, widths[c]})
		}
	}
	plan.name += min(free, widest-plan.name)
	return plan
}

// has reports that a column is shown.
func (p columnPlan) has(c column) bool {
	for _, other := range p.others {
		if other.column == c {
			return true
		}
	}
	return c == colName
}

func (c column) label() string {
	return [...]string{"name", "kind", "account", "role", "region", "session", "status"}[c]
}
