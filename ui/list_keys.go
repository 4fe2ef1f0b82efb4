package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Update handles keys and, while the filter is being typed, what is pasted.
func (l list) Update(msg tea.Msg) (list, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		if l.filter.open {
			l.filter = l.filter.insert(msg.Content)
			l = l.refilter()
		}
	case tea.KeyPressMsg:
		if l.filter.open {
			return l.typed(msg), nil
		}
		return l.pressed(msg), nil
	}
	return l, nil
}

// typed handles a key while the filter is being typed.
func (l list) typed(press tea.KeyPressMsg) list {
	switch press.String() {
	case "enter", "tab":
		l.filter.open = false
		return l.follow()
	case "esc", "ctrl+c":
		return l.clearFilter()
	case "up", "ctrl+p":
		return l.move(-1)
	case "down", "ctrl+n":
		return l.move(1)
	case "pgup":
		return l.move(-l.page())
	case "pgdown":
		return l.move(l.page())
	case "backspace":
		if len(l.filter.text) == 0 {
			return l.clearFilter()
		}
	}
	l.filter, _ = l.filter.key(press)
	return l.refilter()
}

// pressed handles a key of the list.
func (l list) pressed(press tea.KeyPressMsg) list {
	switch {
	case key.Matches(press, l.keys.Up):
		return l.move(-1)
	case key.Matches(press, l.keys.Down):
		return l.move(1)
	case key.Matches(press, l.keys.PageUp):
		return l.move(-l.page())
	case key.Matches(press, l.keys.PageDown):
		return l.move(l.page())
	case key.Matches(press, l.keys.Top):
		l.top = 0
		return l.selectNear(0, 1)
	case key.Matches(press, l.keys.Bottom):
		return l.selectNear(len(l.lines)-1, -1)
	case key.Matches(press, l.keys.Filter):
		l.filter.open, l.filter.at = true, len(l.filter.text)
		return l.follow()
	case key.Matches(press, l.keys.Sort):
		l.sort = (l.sort + 1) % sortCount
		return l.rearrange()
	case key.Matches(press, l.keys.Group):
		l.group = (l.group + 1) % groupCount
		return l.rearrange()
	case key.Matches(press, l.keys.Back):
		return l.clearFilter()
	}
	return l
}

func (l list) clearFilter() list {
	l.filter = query{}
	return l.refilter().follow()
}

// page is how far a page key moves: one line less than is seen.
func (l list) page() int { return max(1, l.height()-1) }

// Keys are the keys that work now.
func (l list) Keys() []helpKey {
	if l.filter.open {
		return []helpKey{{"enter", "keep"}, {"esc", "clear"}, {"↑↓", "move"}, {"ctrl+u", "empty"}}
	}
	bindings := []key.Binding{l.keys.Filter, l.keys.New, l.keys.Help, l.keys.Quit}
	if _, ok := l.row(); ok {
		bindings = []key.Binding{
			l.keys.Enter, l.keys.Filter, l.keys.Shell, l.keys.Run, l.keys.Copy, l.keys.Renew, l.keys.Use,
			l.keys.Help, l.keys.Quit, l.keys.Request, l.keys.Detail, l.keys.Sort, l.keys.Group, l.keys.Edit, l.keys.New, l.keys.Remove,
		}
	}
	if len(l.filter.text) > 0 {
		bindings = append([]key.Binding{l.keys.Back}, bindings...)
	}
	var help []helpKey
	for _, b := range bindings {
		if b.Enabled() {
			help = append(help, helpKey{b.Help().Key, b.Help().Desc})
		}
	}
	return help
}
