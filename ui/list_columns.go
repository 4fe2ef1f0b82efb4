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
	marksWidth = 4   // cursor, current profile, status, space
	leftText   = 7   // "365d23h", "expired"
	nameLeast  = 22  // a longer name is cut for the columns that a person tells profiles apart by
	nameWish   = 28  // beyond this the other columns come first
	roomyWidth = 100 // from which gaps and bars are wider
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
	plan.name = min(widest, nameLeast)
	free := width - marksWidth - plan.name - plan.gap - plan.left
	if free < 0 {
		plan.name = max(0, plan.name+free)
		return plan
	}
	var widths, wishes [columnCount]int
	order := columnOrder()
	for _, c := range order {
		wish := min(r.columns[c.column].width, c.at)
		if wish == 0 {
			continue // nothing to show
		}
		wish = max(wish, len(c.column.label()))
		least := min(wish, c.least)
		if free < plan.gap+least {
			if c.column == colAccount {
				continue // where it is too wide, a role may still tell the rows apart
			}
			break
		}
		widths[c.column], wishes[c.column] = least, wish
		free -= plan.gap + least
	}
	more := func(width *int, wish int) {
		added := max(0, min(free, wish-*width))
		*width += added
		free -= added
	}
	more(&plan.name, min(widest, nameWish))
	for _, c := range order {
		more(&widths[c.column], wishes[c.column])
	}
	more(&plan.name, widest)
	for c := colKind; c < columnCount; c++ {
		if widths[c] > 0 {
			plan.others = append(plan.others, place{c, widths[c]})
		}
	}
	return plan
}

// wanted is a column with the cells that it is no narrower and no wider than.
type wanted struct {
	column    column
	least, at int
}

// columnOrder is which columns come first where there is no room for all.
func columnOrder() []wanted {
	return []wanted{
		{colAccount, 12, 14},
		{colRole, 8, 24},
		{colRegion, 12, 14},
		{colKind, 11, 12},
		{colStatus, 10, 10},
		{colSession, 7, 20},
	}
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
