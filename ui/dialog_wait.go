package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// waitDialog keeps the keys while credentials are obtained for a program that will take the terminal: what
// is typed meanwhile is meant for that.
type waitDialog struct {
	id      int // of the job
	profile string
	shown   bool
}

// waitShowsMsg shows a waitDialog.
type waitShowsMsg struct{ id int }

// waitHidden is how long a waitDialog is not seen: credentials that are cached are there before.
const waitHidden = 150 * time.Millisecond

func newWaitDialog(id int, profile string) dialog { return &waitDialog{id: id, profile: profile} }

func waitShows(id int) tea.Cmd {
	return tea.Tick(waitHidden, func(time.Time) tea.Msg { return waitShowsMsg{id} })
}

func (d *waitDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	if show, ok := msg.(waitShowsMsg); ok && show.id == d.id {
		d.shown = true
	}
	return d, nil
}

// Cancel gives up the job.
func (d *waitDialog) Cancel() tea.Cmd { return send(cancelMsg{d.id}) }

func (d *waitDialog) Keys() []helpKey { return []helpKey{{"esc", "cancel"}} }

func (d *waitDialog) View(room rect, s styles) (string, *tea.Cursor) {
	if !d.shown {
		return "", nil
	}
	rows := paragraph("Getting credentials…", innerWidth(dialogWidth, room), s.Text.Render)
	return drawDialog(d.profile, rows, dialogWidth, room, s)
}
