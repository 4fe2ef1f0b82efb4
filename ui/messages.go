package ui

import (
	"time"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/keychain"
)

// Messages that come from commands carry the id of what they answer; the root drops those whose
// asker is gone.

// loadedMsg is the list, or why there is none.
type loadedMsg struct {
	entries []app.Entry
	current string
	err     error
}

// changedMsg says that files were changed by somebody.
type changedMsg struct{}

// tickMsg comes once a second.
type tickMsg time.Time

// doneMsg ends an action of a profile: a renewal, a removal, a use, a copy.
type doneMsg struct {
	id      int
	profile string
	note    string // what to tell for a few seconds
	undo    *undoStep
	follow  string // where the cursor goes
	err     error
	reload  bool
}

// programMsg brings a program that is ready to take the terminal.
type programMsg struct {
	id      int
	profile string
	program Program
	err     error
	stopped bool // somebody stops this process from outside
}

// returnedMsg says that the terminal is the UI's again.
type returnedMsg struct {
	profile string
	err     error
	stopped bool
}

// changeMsg brings a prepared change of the AWS files, whose diff is to be confirmed.
type changeMsg struct {
	id      int
	profile string
	change  Change
	title   string // of the diff
	follow  string // where the cursor goes once it is made
	note    string // what to tell then
	err     error
}

// dialogMsg brings a dialog that needed something read first.
type dialogMsg struct {
	id      int
	profile string
	dialog  dialog
}

// actionMsg asks the root to do something with a profile: dialogs and panes send it.
type actionMsg struct {
	action  action
	profile string
	text    string // a command line, what to copy
	what    string // what is copied, in words
	values  []string
	key     app.NewKey // actNewKey
	form    *form      // what it was typed into, if that is to open again when it fails
	change  changeMsg  // actApply
	session string     // actDiscover
	sync    app.SyncOptions
	undoing bool         // it takes something back, and is not to be taken back itself
	draft   *RequestForm // actRequestLoad
}

// action is something that a person can do with a profile.
type action int

const (
	actNone action = iota
	actMenu
	actShell
	actRun     // opens the dialog
	actRunLine // runs actionMsg.text
	actCopy    // opens the choice
	actCopyExports
	actCopyText // copies actionMsg.text
	actRenew
	actRenewAll
	actForget
	actUse
	actEdit
	actNew // opens the form
	actNewProfile
	actNewKey
	actRemove // asks
	actRemoveProfile
	actRemoveKey
	actApply
	actSignIn
	actSignOut // asks
	actSignOutNow
	actDiscover // actionMsg.session
	actSync     // opens the form
	actSyncNow
	actHelp
	actReload
	actQuit
	actUndo
	actRequest     // opens the request screen
	actRequestLoad // fills it with actionMsg.draft
)

// askMsg is a question of creds.Person, to be answered by a dialog.
type askMsg struct {
	id   int
	code *creds.MFARequest
	// passphrase is set where the keychain's passphrase is asked for.
	passphrase *keychain.PassphraseRequest
	// signIn is set where the person is to sign in; it has no answer, but wishes.
	signIn *signInAsk
	answer chan<- answer
}

// answer is what a dialog replies with.
type answer struct {
	text string
	err  error
}

// signedInMsg says that somebody has signed in to an sso-session ("": to something else).
type signedInMsg struct{ session string }

// warnMsg tells what nothing has failed for.
type warnMsg struct{ text string }

// withdrawMsg says that nobody waits for the answer to a question any more.
type withdrawMsg struct{ id int }
