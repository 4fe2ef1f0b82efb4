// Package ui is the full-screen program: a list of profiles, what there is to say of the one under
// the cursor, and dialogs for what only a person can do. It resolves nothing and does no I/O: what it
// needs done it asks of the interfaces in Deps, from commands that run beside the event loop.
//
// The root alone is a tea.Model; it routes messages. Panes and dialogs are plain structs that draw
// into the rectangle they are given. Layout is one pure function from the size to rectangles.
package ui
