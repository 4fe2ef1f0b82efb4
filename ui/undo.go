package ui

import "slices"

// undoSort tells changes apart that are taken back one by one.
type undoSort int

const (
	undoUse undoSort = iota
	undoEdit
)

// undoStep takes a change back.
type undoStep struct {
	sort undoSort
	does actionMsg
}

// remember keeps how to take back the latest change, in place of an earlier one of the same sort.
func (m Model) remember(step undoStep) Model {
	m.undo = append(slices.DeleteFunc(slices.Clone(m.undo), func(s undoStep) bool { return s.sort == step.sort }), step)
	return m
}

// takeBack is the action that takes the latest change back, which is then forgotten.
func (m Model) takeBack() (Model, actionMsg, bool) {
	last := len(m.undo) - 1
	if last < 0 {
		return m, actionMsg{}, false
	}
	step := m.undo[last].does
	m.undo = m.undo[:last:last]
	step.undoing = true
	return m, step, true
}
