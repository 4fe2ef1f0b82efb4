package ui

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Model is the whole program, the one tea.Model.
type Model struct {
	deps      Deps
	keys      keyMap
	styles    styles
	home      string
	frameRate *frameRate

	clipboardRoute clipboardRoute

	width, height int
	list          list
	detail        detail
	dialogs       stack
	request       *requestScreen
	full          bool // the detail pane has the middle to itself
	focus         bool // the detail pane has the keys

	waiting    []unasked // dialogs that open once those that are open are closed
	unsettled  bool      // a dialog has just opened by itself
	lastSettle int

	tasks   *tasks
	lastID  int
	running map[int]job // what is under way, by id
	note    note
	undo    []undoStep // at most one of a sort, the latest last
	blank   bool       // nothing may stand on the screen while a child has the terminal
	signIns []signInState
	loading bool
	stale   bool   // another list is to be read once the one that is being read is there
	listed  bool   // a list was shown
	follow  string // the profile that the cursor goes to with the next list
}

// note is what just happened, told for a few seconds.
type note struct {
	text string
	bad  bool
	till time.Time
}

// noteLife is how long a note is shown.
const noteLife = 6 * time.Second

// newModel makes the program. Nothing is read before Init's commands run.
func newModel(crew *tasks, deps Deps, opts Options) Model {
	keys := newKeyMap()
	return Model{
		deps: deps, keys: keys, styles: newStyles(true), home: opts.Home, clipboardRoute: newClipboardRoute(opts.Environ),
		list: newList(keys).WithFilter(opts.Filter), detail: newDetail(keys), request: newRequestScreen(deps, keys, crew, environEndpoint(opts.Environ)),
		tasks: crew, running: map[int]job{}, loading: true,
	}
}

// Init implements tea.Model.
func (m Model) Init() tea.Cmd {
	return tea.Batch(m.load(), m.watch(), m.stops(), tick(m.deps.Now()), tea.RequestBackgroundColor)
}

// Update implements tea.Model: it routes.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.styles = newStyles(msg.IsDark())
	case tickMsg:
		m, cmd = m.tick(msg)
	case spinMsg:
		m, cmd = m.spin()
	case loadedMsg:
		m, cmd = m.loaded(msg)
	case changedMsg:
		m, cmd = m.reload(m.watch())
	case warnMsg:
		m = m.tell(msg.text, true)
	case askMsg:
		m = m.enqueueDialog(m.question(msg), true)
	case withdrawMsg:
		m = m.withdraw(msg)
	case signInMsg:
		m, cmd = m.signInGoes(msg)
	case signedInMsg:
		m, cmd = m.signedIn(msg)
	case graceEndedMsg:
		m = m.endGracePeriod(msg)
	case actionMsg:
		m, cmd = m.act(msg)
	case cancelMsg:
		m = m.cancel(func(id int, _ job) bool { return id == msg.id })
	case doneMsg:
		m, cmd = m.done(msg)
	case copiedMsg:
		m, cmd = m.copied(msg)
	case clipboardMsg:
		m = m.tell(msg.note(), false)
	case programMsg:
		m, cmd = m.handOver(msg)
	case handedMsg:
		cmd = runProgram(msg)
	case returnedMsg:
		m, cmd = m.returned(msg)
	case changeMsg:
		m = m.review(msg)
	case dialogMsg:
		m, _ = m.finish(msg.id, msg.profile)
		m = m.enqueueDialog(msg.dialog, false)
	case tea.PasteMsg, tea.KeyPressMsg:
		m, cmd = m.key(msg)
	case tea.MouseClickMsg, tea.MouseWheelMsg:
		m, cmd = m.mouse(msg)
	case openMsg:
		m.dialogs = append(m.dialogs, msg.dialog)
	case progressMsg, answeredMsg, requestTickMsg, guessedMsg:
		cmd = m.request.Update(msg)
	default:
		m.dialogs, cmd = m.dialogs.update(msg)
	}
	m, opened := m.showNextDialog()
	return m.arranged(), tea.Batch(cmd, opened)
}

// arranged gives the panes their sizes and the detail pane its profile.
func (m Model) arranged() Model {
	// Where there is no room for both, the pane with the keys has the middle to itself.
	m.full = m.focus && layout(m.width, m.height, false).Detail.Empty()
	screen := layout(m.width, m.height, m.full)
	m.list = m.list.Resize(screen.List)
	m.detail = m.detail.Resize(screen.Detail)
	entry, ok := m.list.Selected()
	m.detail = m.detail.Set(entry, ok, m.deps.Now(), m.home)
	return m
}

// key routes what was typed: to the topmost dialog, to the filter, or to the pane with the keys.
func (m Model) key(msg tea.Msg) (Model, tea.Cmd) {
	press, isKey := msg.(tea.KeyPressMsg)
	var cmd tea.Cmd
	switch {
	case m.tooSmall():
		if isKey && key.Matches(press, m.keys.Quit) {
			return m, tea.Quit
		}
		return m, nil // nothing that keys could be meant for is shown
	case isKey && press.String() == "ctrl+c" && len(m.dialogs) == 0:
		return m, tea.Quit
	case isKey && press.String() == "ctrl+z": // in raw mode the terminal makes no signal of it
		return m.stop()
	case len(m.dialogs) > 0 && m.unsettled:
		return m.startGracePeriod()
	case len(m.dialogs) > 0:
		if isKey && (key.Matches(press, m.keys.Back) || press.String() == "ctrl+c") {
			m.dialogs, cmd = m.dialogs.close()
			return m, cmd
		}
		m.dialogs, cmd = m.dialogs.update(msg)
		return m, cmd
	case m.request.open:
		return m, m.request.Update(msg)
	case m.list.Filtering() || !isKey:
		m.list, cmd = m.list.Update(msg)
		return m, cmd
	}
	if do := m.binding(press); do != actNone {
		return m.act(actionMsg{action: do, profile: m.selected()})
	}
	return m.move(press)
}

// move handles the keys that change what is shown.
func (m Model) move(press tea.KeyPressMsg) (Model, tea.Cmd) {
	var cmd tea.Cmd
	switch {
	case key.Matches(press, m.keys.Detail):
		m = m.nextFocus()
	case key.Matches(press, m.keys.Back) && m.focus:
		m.focus, m.full = false, false
	case key.Matches(press, m.keys.Back) && m.busy(m.selected()):
		m = m.cancelOf(m.selected())
	case key.Matches(press, m.keys.Back) && m.measures() != 0:
		m = m.cancel(func(id int, _ job) bool { return id == m.measures() })
	case m.focus:
		m.detail, cmd = m.detail.Update(press)
	default:
		m.list, cmd = m.list.Update(press)
	}
	return m, cmd
}

// nextFocus gives the keys to the other pane. Where there is no room for both, the detail pane takes
// the place of the list.
func (m Model) nextFocus() Model {
	m.focus = !m.focus
	m.full = m.focus && layout(m.width, m.height, false).Detail.Empty()
	return m
}

func (m Model) mouse(msg tea.Msg) (Model, tea.Cmd) {
	var cmd tea.Cmd
	if m.tooSmall() {
		return m, nil
	}
	screen := layout(m.width, m.height, m.full)
	if click, ok := msg.(tea.MouseClickMsg); ok && screen.Help.Contains(click.X, click.Y) {
		return m.clickHelp(click, screen.Help)
	}
	if len(m.dialogs) > 0 {
		m.dialogs, cmd = m.dialogs.update(m.inDialog(msg, screen))
		return m, cmd
	}
	if m.request.open {
		return m, m.requestMouse(msg)
	}
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		if screen.List.Contains(msg.X, msg.Y) {
			m.focus = false
			m.list = m.list.Click(msg.Y - screen.List.Y)
		} else if screen.Detail.Contains(msg.X, msg.Y) {
			m.focus = true
		}
	case tea.MouseWheelMsg:
		step := wheelStep
		if msg.Button == tea.MouseWheelUp {
			step = -wheelStep
		}
		if screen.Detail.Contains(msg.X, msg.Y) {
			m.detail = m.detail.Scroll(step)
		} else {
			m.list = m.list.Scroll(step)
		}
	}
	return m, nil
}

// wheelStep is how many lines one notch of the wheel moves.
const wheelStep = 3

// selected is the name of the profile under the cursor, or "".
func (m Model) selected() string {
	if entry, ok := m.list.Selected(); ok {
		return entry.Profile.Name
	}
	return ""
}

// binding is the action that a key stands for.
func (m Model) binding(press tea.KeyPressMsg) action {
	for _, b := range []struct {
		key key.Binding
		do  action
	}{
		{m.keys.Enter, actMenu},
		{m.keys.Shell, actShell},
		{m.keys.Run, actRun},
		{m.keys.Copy, actCopy},
		{m.keys.Request, actRequest},
		{m.keys.Renew, actRenew},
		{m.keys.RenewAll, actRenewAll},
		{m.keys.SignIn, actSignIn},
		{m.keys.SignOut, actSignOut},
		{m.keys.Sync, actSync},
		{m.keys.Forget, actForget},
		{m.keys.Use, actUse},
		{m.keys.Edit, actEdit},
		{m.keys.New, actNew},
		{m.keys.Remove, actRemove},
		{m.keys.Undo, actUndo},
		{m.keys.Reload, actReload},
		{m.keys.Help, actHelp},
		{m.keys.Quit, actQuit},
	} {
		if key.Matches(press, b.key) {
			return b.do
		}
	}
	return actNone
}
