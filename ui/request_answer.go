package ui

import (
	"path"
	"strconv"
	"strings"

	"lanyard/signer/request"

	tea "charm.land/bubbletea/v2"
)

// answerTab is a part of an answer.
type answerTab int

const (
	tabBody answerTab = iota
	tabHeaders
	tabTiming
	tabSignature
	tabCopy
	tabCount
)

func (t answerTab) name() string {
	return [tabCount]string{"Body", "Headers", "Timing", "Signature", "Copy"}[t]
}

// answerPane shows what came of a request.
type answerPane struct {
	answer  *Answer // nil: none came
	failure string  // why
	hint    string
	curl    string
	itself  string // the lanyard command

	tab   answerTab
	views [tabCount]*viewer

	tabEnds  [tabCount]int // where on the screen the tabs' names end
	bandRows int
	timedAt  int // the width that the bars are drawn for
}

func newAnswerPane(msg answeredMsg, hint string, log []request.Event) *answerPane {
	p := &answerPane{answer: msg.answer, hint: hint, curl: msg.curl, itself: msg.itself}
	if p.answer == nil {
		p.failure = "no answer"
		if msg.err != nil {
			p.failure = msg.err.Error()
		}
		p.views[tabBody] = newViewer(logLines(log))
		return p
	}
	p.views[tabBody] = newViewer(bodyLines(p.answer.Body, p.answer.Header.Get("Content-Type")))
	p.views[tabHeaders] = newViewer(headerTexts(p.answer))
	p.views[tabSignature] = newViewer(signatureLines(p.answer))
	if p.explains() {
		p.tab = tabSignature
	}
	p.views[tabTiming] = newViewer(timingLines(p.answer.Attempts, 80))
	p.views[tabCopy] = newViewer(copyLines(p.curl, p.itself, p.answer.Body))
	return p
}

// explains reports that why the signature was refused is known, which is what to read first.
func (p *answerPane) explains() bool { return p.answer != nil && len(p.answer.Mismatch) > 0 }

func (p *answerPane) view() *viewer { return p.views[p.tab] }

// Searching reports that a text to look for is being typed.
func (p *answerPane) Searching() bool { return p.view().search.open }

// Update handles a key or a paste.
func (p *answerPane) Update(msg tea.Msg) tea.Cmd {
	press, isKey := msg.(tea.KeyPressMsg)
	if !isKey || p.Searching() {
		p.view().Update(msg)
		return nil
	}
	switch name := press.String(); name {
	case "tab", "right", "l":
		p.turn(p.tab + 1)
	case "shift+tab", "left", "h":
		p.turn(p.tab + tabCount - 1)
	case "1", "2", "3", "4", "5":
		n, _ := strconv.Atoi(name)
		p.turn(answerTab(n - 1))
	case "y":
		return p.copied(p.text())
	case "c", "L":
		if p.answer == nil || p.tab != tabCopy {
			break
		}
		if name == "c" {
			return p.copied(p.curl)
		}
		return p.copied(p.itself)
	case "o":
		return p.save()
	default:
		p.view().Update(press)
	}
	return nil
}

// turn goes to a tab. Where no answer came there is only what happened.
func (p *answerPane) turn(to answerTab) {
	if p.answer != nil {
		p.tab = to % tabCount
	}
}

func (p *answerPane) copied(text string) tea.Cmd {
	if text == "" {
		return send(warnMsg{"nothing to copy here"})
	}
	return send(actionMsg{action: actCopyText, text: text})
}

// copyLimit bounds what is copied: terminals take no more through OSC 52, and some far less.
const copyLimit = 1 << 20

// text is what y copies: what the tab shows, or the command under the cursor.
func (p *answerPane) text() string {
	switch {
	case p.answer == nil:
		return p.failure
	case p.tab == tabSignature && p.answer.Signing != nil:
		how := p.answer.Signing
		return how.CanonicalRequest + "\n\n" + how.StringToSign + "\n\n" + how.Signature + "\n"
	case p.tab == tabCopy:
		return commandAt(p.view(), p.curl, p.itself)
	case p.tab == tabBody:
		if body := p.answer.Body; body.Kind != request.KindBinary && len(body.Bytes) <= copyLimit {
			return string(body.Bytes)
		}
		return ""
	}
	var text strings.Builder
	for _, line := range p.view().lines {
		text.WriteString(strings.Repeat("  ", line.Depth) + line.Text() + "\n")
		if text.Len() > copyLimit {
			break
		}
	}
	return text.String()
}

// save asks for a file and writes the body to it.
func (p *answerPane) save() tea.Cmd {
	if p.answer == nil || p.answer.Body.Save == nil {
		return send(warnMsg{"there is no body to save"})
	}
	write := p.answer.Body.Save
	f := newForm("Save the body", []input{{label: "File"}}, func(values []string) tea.Cmd {
		return func() tea.Msg {
			n, err := write(values[0])
			return doneMsg{profile: values[0], note: values[0] + " holds the body, " + sizeWords(n), err: err}
		}
	})
	f.fields[0] = f.fields[0].SetValue(p.fileName())
	return send(openMsg{f})
}

// fileName is what a body is called by its URL, without what has a meaning in paths.
func (p *answerPane) fileName() string {
	url, _, _ := strings.Cut(p.answer.URL, "?")
	_, rest, _ := strings.Cut(url, "://")
	name := strings.Trim(strings.Map(func(r rune) rune {
		if r > '~' || !strings.ContainsRune("-_.", r) && (r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z') {
			return '-'
		}
		return r
	}, path.Base(rest)), "-.")
	if !strings.Contains(rest, "/") || strings.HasSuffix(rest, "/") || name == "" {
		name = "answer"
	}
	kind := p.answer.Body.Kind
	if path.Ext(name) != "" {
		return name
	}
	switch kind {
	case request.KindJSON, request.KindXML, request.KindCBOR, request.KindHTML:
		return name + "." + string(kind)
	case request.KindText:
		return name + ".txt"
	}
	return name + ".bin"
}

// Click handles a click at a cell of the pane.
func (p *answerPane) Click(x, y int) {
	if y == 0 {
		for tab, end := range p.tabEnds {
			if x < end {
				p.turn(answerTab(tab))
				return
			}
		}
		return
	}
	if y -= 1 + p.bandRows; y >= 0 && y < p.view().height {
		p.view().Click(y)
	}
}

// Scroll moves by rows.
func (p *answerPane) Scroll(n int) { p.view().Scroll(n) }
