package ui

// View draws the list.
func (l list) View(r Rect, s Styles) string {
	if r.Empty() {
		return ""
	}
	l = l.Resize(r)
	return block(nil, r)
}
