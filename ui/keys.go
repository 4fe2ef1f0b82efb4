package ui

import "charm.land/bubbles/v2/key"

// keyMap is every key of the program. Help is made from the bindings that are enabled, so that it
// can't name one that does nothing.
type keyMap struct {
	Up, Down, PageUp, PageDown, Top, Bottom key.Binding
	Filter, Sort, Group, Detail             key.Binding
	Enter, Shell, Run, Copy, Forget         key.Binding
	Renew, RenewAll, SignIn, SignOut, Sync  key.Binding
	Use, Edit, New, Remove, Undo, Reload    key.Binding
	Request                                 key.Binding
	Help, Back, Quit                        key.Binding
}

// newKeyMap returns the default keys.
func newKeyMap() keyMap {
	bind := func(help string, keys ...string) key.Binding {
		shown := keys[0]
		switch shown {
		case "up":
			shown = "↑"
		case "down":
			shown = "↓"
		case "pgdown":
			shown = "pgdn" // as long as pgup
		}
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, help))
	}
	return keyMap{
		Up:       bind("up", "up", "k"),
		Down:     bind("down", "down", "j"),
		PageUp:   bind("page up", "pgup", "ctrl+b"),
		PageDown: bind("page down", "pgdown", "ctrl+f"),
		Top:      bind("top", "home", "g"),
		Bottom:   bind("bottom", "end", "G"),
		Filter:   bind("filter", "/"),
		Sort:     bind("sort", "o"),
		Group:    bind("group", "b"),
		Detail:   bind("details", "tab"),
		Enter:    bind("actions", "enter"),
		Shell:    bind("shell", "s"),
		Run:      bind("run", "x"),
		Copy:     bind("copy", "y"),
		Request:  bind("request", "t"),
		Renew:    bind("renew", "r"),
		RenewAll: bind("MFA again", "R"),
		Forget:   bind("forget", "f"),
		SignIn:   bind("sign in", "l"),
		SignOut:  bind("sign out", "L"),
		Sync:     bind("sync roles", "S"),
		Use:      bind("use", "u"),
		Edit:     bind("edit", "e"),
		New:      bind("new", "n"),
		Remove:   bind("remove", "d"),
		Undo:     bind("undo", "z"),
		Reload:   bind("reload", "ctrl+r"),
		Help:     bind("help", "?"),
		Back:     bind("back", "esc"),
		Quit:     bind("quit", "q", "ctrl+c"),
	}
}
