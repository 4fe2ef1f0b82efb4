package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"
)

// helpKeys are the enabled ones of some bindings, as the help line shows them.
func helpKeys(bindings ...key.Binding) []helpKey {
	keys := make([]helpKey, 0, len(bindings))
	for _, b := range bindings {
		if b.Enabled() {
			keys = append(keys, helpKey{b.Help().Key, b.Help().Desc})
		}
	}
	return keys
}

// helpLine is one line of keys, the most important first. What has no room is left out whole.
func helpLine(keys []helpKey, width int, s Styles) string {
	const gap, more = "  ", " …"
	line, used := "", 0
	for i, k := range keys {
		entry := clean(k.key) + " " + clean(k.does)
		if i > 0 {
			entry = gap + entry
		}
		reserve := 0
		if i < len(keys)-1 {
			reserve = ansi.StringWidth(more)
		}
		w := ansi.StringWidth(entry)
		if used+w+reserve > width {
			line += s.Faint.Render(cut(more, width-used))
			break
		}
		used += w
		if i > 0 {
			line += gap
		}
		line += s.Key.Render(clean(k.key)) + s.Faint.Render(" "+clean(k.does))
	}
	return pad(cut(line, width), width) // a mark that combines may be wider beside others than alone
}

// helpGroup is bindings that belong together.
type helpGroup struct {
	title    string
	bindings []key.Binding
}

// helpGroups sorts every key of the program by what it is for.
func helpGroups(k KeyMap) []helpGroup {
	return []helpGroup{
		{"Move", []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Top, k.Bottom}},
		{"Show", []key.Binding{k.Filter, k.Sort, k.Group, k.Detail}},
		{"Do", []key.Binding{k.Enter, k.Shell, k.Run, k.Copy, k.Request, k.Renew, k.RenewAll, k.Forget, k.Use, k.Edit, k.New, k.Remove, k.Undo}},
		{"Program", []key.Binding{k.Reload, k.Help, k.Back, k.Quit}},
	}
}

// lines are a group's enabled bindings, the keys in one column, their meaning in another.
func (g helpGroup) lines(s Styles) []string {
	column := 0
	var shown [][2]string
	for _, b := range g.bindings {
		if b.Enabled() {
			keys := keyNames(b.Keys())
			shown = append(shown, [2]string{keys, b.Help().Desc})
			column = max(column, ansi.StringWidth(keys))
		}
	}
	if len(shown) == 0 {
		return nil
	}
	lines := []string{s.Title.Render(g.title)}
	for _, pair := range shown {
		lines = append(lines, s.Key.Render(pad(pair[0], column))+"  "+pair[1])
	}
	return lines
}

// keyNames are all keys of a binding as a person calls them.
func keyNames(keys []string) string {
	names := strings.NewReplacer("pgup", "PgUp", "pgdown", "PgDn", "up", "↑", "down", "↓", "ctrl+", "^")
	shown := make([]string, len(keys))
	for i, k := range keys {
		shown[i] = names.Replace(k)
	}
	return strings.Join(shown, " ")
}
