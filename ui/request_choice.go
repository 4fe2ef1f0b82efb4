package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// choice is a field with values to go through by left and right. What is typed at first replaces the
// value that was there.
type choice struct {
	field
	values []string
	upper  bool
	typed  bool // since it has the keys
}

func newChoice(values []string, limit int) choice {
	return choice{field: newField(limit), values: values}
}

// Value is the text, in capitals where these are wanted.
func (c choice) Value() string {
	if c.upper {
		return strings.ToUpper(strings.TrimSpace(c.field.Value()))
	}
	return c.field.Value()
}

func (c choice) with(text string) choice {
	c.field = c.field.SetValue(text)
	return c
}

// Update handles a key or a paste.
func (c choice) Update(msg tea.Msg) choice {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.Keystroke() {
		case "left":
			return c.cycle(-1)
		case "right", "space":
			return c.cycle(1)
		}
		if press.Text == "" {
			c.typed = true
		}
	}
	if !c.typed {
		c.typed, c.field = true, c.field.SetValue("")
	}
	c.field = c.field.Update(msg)
	if c.upper {
		c.field.text = strings.ToUpper(c.field.text)
	}
	return c
}

// cycle goes to another value, round about; from a text that is none, to the first one.
func (c choice) cycle(n int) choice {
	if len(c.values) == 0 {
		return c
	}
	at := slices.Index(c.values, c.Value())
	if at < 0 && n < 0 {
		at = 0
	}
	c.typed = false
	return c.with(c.values[(at+n+len(c.values))%len(c.values)])
}
