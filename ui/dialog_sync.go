package ui

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
)

// newSyncForm asks how profiles for the roles of a session are to be written. Their diff is shown next.
func newSyncForm(profile, session string) dialog {
	inputs := []input{
		{label: "Name", placeholder: app.DefaultTemplate, allowed: printable},
		{label: "Style", placeholder: "sso; or process: SDKs ask lanyard", allowed: printable, check: checkStyle},
		{label: "Region", placeholder: "of profiles that have none", allowed: printable},
		{label: "Prune", placeholder: "no; or yes: remove profiles whose role is gone", allowed: printable, check: checkYesNo},
	}
	f := newForm("Profiles for the roles of "+clean(session), inputs, func(values []string) tea.Cmd {
		opts := app.SyncOptions{
			Session: session, Template: values[0], Style: app.StyleSSO, Region: values[2], Prune: isYes(values[3]),
		}
		if values[1] != "" {
			opts.Style = app.SyncStyle(values[1])
		}
		return send(actionMsg{action: actSyncNow, profile: profile, sync: opts})
	})
	f.intro = "Profiles that you wrote are never touched. Name may hold {" + strings.Join(app.Placeholders(), "}, {") + "}. What is left empty stays as it says."
	return f
}

func checkStyle(style string) error {
	if style != "" && style != string(app.StyleSSO) && style != string(app.StyleProcess) {
		return errors.New("the style is sso or process")
	}
	return nil
}

func isYes(text string) bool {
	text = strings.ToLower(text)
	return text == "y" || text == "yes"
}

func checkYesNo(text string) error {
	if text != "" && !isYes(text) && !strings.EqualFold(text, "n") && !strings.EqualFold(text, "no") {
		return errors.New("yes or no")
	}
	return nil
}
