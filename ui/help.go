package ui

import (
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
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

// placed is a key where it stands in the help line.
type placed struct {
	helpKey
	from, to int
}

// helpGap stands between the keys of the help line, helpMore where some of them have no room.
const helpGap, helpMore = "  ", " …"

// placeHelp places keys in one line, the most important first. What has no room is left out whole.
func placeHelp(keys []helpKey, width int) (shown []placed, used int) {
	for i, k := range keys {
		k = helpKey{clean(k.key), clean(k.does)}
		from := used
		if i > 0 {
			from += len(helpGap)
		}
		reserve := 0
		if i < len(keys)-1 {
			reserve = ansi.StringWidth(helpMore)
		}
		to := from + ansi.StringWidth(k.key+" "+k.does)
		if to+reserve > width {
			break
		}
		shown = append(shown, placed{k, from, to})
		used = to
	}
	return shown, used
}

// helpLine draws the help line.
func helpLine(keys []helpKey, width int, s styles) string {
	shown, used := placeHelp(keys, width)
	line := ""
	for i, k := range shown {
		if i > 0 {
			line += helpGap
		}
		line += s.Key.Render(k.key) + s.Faint.Render(" "+k.does)
	}
	if len(shown) < len(keys) {
		line += s.Faint.Render(cut(helpMore, width-used))
	}
	return pad(cut(line, width), width) // a mark that combines may be wider beside others than alone
}

// helpKeyAt is the key that stands at a column of the help line, as if it were pressed.
func helpKeyAt(keys []helpKey, width, x int) (tea.KeyPressMsg, bool) {
	shown, _ := placeHelp(keys, width)
	for _, k := range shown {
		if x >= k.from && x < k.to {
			return pressOf(k.key)
		}
	}
	return tea.KeyPressMsg{}, false
}

// pressOf is the key that the help calls by a name.
func pressOf(name string) (tea.KeyPressMsg, bool) {
	named := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "↑": tea.KeyUp, "↓": tea.KeyDown, "↑↓": tea.KeyDown,
		"pgup": tea.KeyPgUp, "pgdn": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
		"space": tea.KeySpace, "f1": tea.KeyF1,
	}
	var press tea.KeyPressMsg
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		name, press.Mod = rest, tea.ModCtrl
	} else if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		name, press.Mod = rest, tea.ModShift
	} else if rest, ok := strings.CutPrefix(name, "^"); ok && rest != "" {
		name, press.Mod = rest, tea.ModCtrl
	}
	if code, ok := named[name]; ok {
		press.Code = code
		if code == tea.KeySpace {
			press.Text = " "
		}
		return press, true
	}
	r, size := utf8.DecodeRuneInString(name)
	if size != len(name) || size == 0 {
		return tea.KeyPressMsg{}, false
	}
	press.Code = r
	if press.Mod == 0 {
		press.Text = name
	}
	return press, true
}

// helpGroup is bindings that belong together.
type helpGroup struct {
	title    string
	bindings []key.Binding
}

// helpGroups sorts every key of the program by what it is for.
func helpGroups(k keyMap) []helpGroup {
	return []helpGroup{
		{"Move", []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Top, k.Bottom}},
		{"Show", []key.Binding{k.Filter, k.Sort, k.Group, k.Detail}},
		{"Do", []key.Binding{k.Enter, k.Shell, k.Run, k.Copy, k.Request, k.Renew, k.RenewAll, k.SignIn, k.SignOut, k.Sync, k.Forget, k.Use, k.Edit, k.New, k.Remove, k.Undo}},
		{"Program", []key.Binding{k.Reload, k.Help, k.Back, k.Quit}},
	}
}

// helpBlock is a group's enabled bindings: their keys and their meaning.
type helpBlock struct {
	title string
	pairs [][2]string
}

func (g helpGroup) block() helpBlock {
	shown := helpBlock{title: g.title}
	for _, b := range g.bindings {
		if b.Enabled() {
			shown.pairs = append(shown.pairs, [2]string{keyNames(b.Keys()), b.Help().Desc})
		}
	}
	return shown
}

// height is the lines of a block, its title included.
func (b helpBlock) height() int { return len(b.pairs) + 1 }

// keyNames are all keys of a binding as a person calls them.
func keyNames(keys []string) string {
	names := strings.NewReplacer("pgup", "pgup", "pgdown", "pgdn", "up", "↑", "down", "↓", "ctrl+", "^")
	shown := make([]string, len(keys))
	for i, k := range keys {
		shown[i] = names.Replace(k)
	}
	return strings.Join(shown, " ")
}
