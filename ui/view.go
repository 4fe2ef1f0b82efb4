package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// View implements tea.Model.
func (m Model) View() tea.View {
	m.frameRate.wake()
	v := tea.View{AltScreen: true, MouseMode: tea.MouseModeCellMotion, WindowTitle: m.title()}
	if m.blank || m.width <= 0 || m.height <= 0 {
		return v
	}
	content, cursor := m.frame()
	v.Content, v.Cursor = content, cursor
	return v
}

// title is the window's: the profile under the cursor tells two of them apart.
func (m Model) title() string {
	name := cut(clean(m.selected()), titleWidth)
	if name == "" || m.blank {
		return "lanyard"
	}
	return "lanyard · " + name
}

// titleWidth is as much of a name as a tab of a terminal has room for.
const titleWidth = 40

// frame draws the whole screen.
func (m Model) frame() (string, *tea.Cursor) {
	s := layout(m.width, m.height, m.full)
	if m.tooSmall() {
		text := fmt.Sprintf("lanyard needs %d×%d cells", minWidth, minHeight)
		return block([]string{text}, s.Size), nil
	}
	if m.request.open {
		return m.withDialog(s, m.requestFrame)
	}
	parts := []string{m.header(s.Header)}
	switch {
	case s.List.Empty():
		parts = append(parts, m.detail.View(s.Detail, m.styles, true))
	case s.Detail.Empty():
		parts = append(parts, m.list.View(s.List, m.styles))
	case s.Detail.X > 0:
		parts = append(parts, beside(m.list.View(s.List, m.styles), m.detail.View(s.Detail, m.styles, m.focus)))
	default:
		parts = append(parts, m.list.View(s.List, m.styles), m.detail.View(s.Detail, m.styles, m.focus))
	}
	parts = append(parts, m.statusLine(s.Status), m.helpLine(s.Help))
	frame := strings.Join(parts, "\n")
	if top := m.dialogs.top(); top != nil {
		return m.overlay(frame, top, s)
	}
	return frame, nil
}

// tooSmall reports a screen on which only that is told.
func (m Model) tooSmall() bool { return m.width < minWidth || m.height < minHeight }

// beside joins two panes of equal height, each of which fills its width, with paneGap between them.
func beside(left, right string) string {
	var frame strings.Builder
	frame.Grow(len(left) + len(right))
	for {
		l, moreLeft, again := strings.Cut(left, "\n")
		r, moreRight, _ := strings.Cut(right, "\n")
		frame.WriteString(l)
		frame.WriteString(spaces(paneGap))
		frame.WriteString(r)
		if !again {
			return frame.String()
		}
		frame.WriteByte('\n')
		left, right = moreLeft, moreRight
	}
}

// overlay draws a dialog in the middle of a frame, which steps back.
func (m Model) overlay(frame string, top dialog, s screen) (string, *tea.Cursor) {
	content, at, cursor := m.overlaid(top, s)
	if content == "" {
		return frame, nil // it is not shown yet
	}
	over := strings.Split(content, "\n")
	lines := strings.Split(frame, "\n")
	for y := range min(s.Size.H-1, len(lines)) { // the help line stays
		behind := ansi.Strip(lines[y])
		if y < at.Y || y >= at.Y+len(over) {
			lines[y] = m.styles.Behind.Render(behind)
			continue
		}
		left := pad(ansi.Truncate(behind, at.X, ""), at.X)
		right := ansi.TruncateLeft(behind, at.X+at.W, "")
		if ansi.StringWidth(right) > s.Size.W-at.X-at.W { // half of a wide letter is below the dialog
			right = " " + ansi.TruncateLeft(behind, at.X+at.W+1, "")
		}
		right = spaces(s.Size.W-at.X-at.W-ansi.StringWidth(right)) + right // a wide character may be cut in two
		lines[y] = m.styles.Behind.Render(left) + over[y-at.Y] + m.styles.Behind.Render(right)
	}
	if cursor != nil {
		moved := *cursor
		moved.X += at.X
		moved.Y += at.Y
		cursor = &moved
	}
	return strings.Join(lines, "\n"), cursor
}

// header is the first line: the program's name and what the list shows.
func (m Model) header(r rect) string {
	text := m.styles.Title.Render("lanyard") + "  " + m.list.Title()
	if gauge := m.gaugeText(); gauge != "" {
		text += "  " + gauge
	} else if m.loading {
		text += m.styles.Faint.Render("  reading…")
	}
	if signIns := m.signInsText(r.W - ansi.StringWidth(text)); signIns != "" {
		text = pad(text, r.W-ansi.StringWidth(signIns)) + signIns
	}
	return block([]string{text}, r)
}

// statusLine tells what just happened.
func (m Model) statusLine(r rect) string {
	style := m.styles.Faint
	if m.note.bad {
		style = m.styles.Bad
	}
	return block([]string{style.Render(cut(clean(m.note.text), r.W))}, r)
}

func (m Model) helpLine(r rect) string {
	return block([]string{helpLine(m.helpKeys(), r.W, m.styles)}, r)
}

// helpKeys are the keys that work now.
func (m Model) helpKeys() []helpKey {
	switch {
	case m.dialogs.top() != nil:
		return m.dialogKeys()
	case m.request.open:
		return m.request.Keys()
	case m.focus:
		return m.detail.Keys()
	case !m.list.Filtering() && (m.busy(m.selected()) || m.measures() != 0):
		return append([]helpKey{{"esc", "cancel"}}, m.list.Keys()...)
	}
	entry, ok := m.list.Selected()
	if ok && !m.list.Filtering() && isSignedOut(entry) {
		return append(helpKeys(m.keys.SignIn), m.list.Keys()...)
	}
	return m.list.Keys()
}

// dialogKeys are the keys of the topmost dialog, and how many others wait. One that has just opened by
// itself takes none yet.
func (m Model) dialogKeys() []helpKey {
	var keys []helpKey
	if !m.unsettled {
		keys = m.dialogs.top().Keys()
	}
	if n := len(m.waiting); n > 0 {
		keys = append([]helpKey{{fmt.Sprint(n), "waiting"}}, keys...)
	}
	return keys
}
