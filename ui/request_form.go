package ui

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// requestPart is what in the form has the keys.
type requestPart int

const (
	partProfile requestPart = iota
	partMethod
	partURL
	partService
	partRegion
	partHeaders
	partBody
	partOptions
	partSend
	partCount
)

// The most that is taken of each, in characters or bytes.
const (
	urlLimit     = 16 << 10
	headersLimit = 64 << 10
	bodyLimit    = 4 << 20
)

// requestForm is the form of a request: what RequestForm holds, while a person writes it.
type requestForm struct {
	profile, method      choice
	url, service, region field
	headers, body        *editor
	options              optionsRow
	at                   requestPart
	wrong                map[requestPart]string
	hits                 []requestPart // by line of the view, for the mouse
	top                  int           // the first line that is shown
}

func newRequestForm() *requestForm {
	f := &requestForm{
		profile: newChoice(nil, 512), at: partURL,
		method: newChoice([]string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}, 32).with("GET"),
		url:    newField(urlLimit), service: newField(128), region: newField(256),
		headers: newEditor(headersLimit), body: newEditor(bodyLimit), wrong: map[requestPart]string{},
	}
	f.method.upper, f.method.allowed = true, printable
	f.service.allowed, f.region.allowed = printable, printable
	f.url.placeholder = "https://…"
	f.headers.placeholder, f.body.placeholder = "Name: value", "nothing"
	f.Guessed("", "")
	return f
}

// Load replaces the form's content. The profile stays where the new content names none.
func (f *requestForm) Load(form RequestForm) {
	if form.Profile != "" {
		f.profile = f.profile.with(form.Profile)
	}
	f.method = f.method.with(form.Method)
	f.url, f.service, f.region = f.url.SetValue(form.URL), f.service.SetValue(form.Service), f.region.SetValue(form.Region)
	var headers strings.Builder
	for _, h := range form.Headers {
		fmt.Fprintf(&headers, "%s: %s\n", h.Name, h.Value)
	}
	f.headers.SetValue(strings.TrimSuffix(headers.String(), "\n"))
	f.body.SetValue(form.Body)
	f.options.RequestOptions = form.Options
	clear(f.wrong)
}

// Form is what was written, and an error where that is no request; the part that is wrong gets the keys.
func (f *requestForm) Form() (RequestForm, error) {
	clear(f.wrong)
	form := RequestForm{
		Profile: f.profile.Value(), Method: f.method.Value(), URL: strings.TrimSpace(f.url.Value()),
		Service: f.service.Value(), Region: f.region.Value(), Body: f.body.Value(), Options: f.options.RequestOptions,
	}
	var err error
	if form.Headers, err = headerLines(f.headers.lines); err != nil {
		f.wrong[partHeaders] = err.Error()
	}
	if form.Method == "" {
		f.wrong[partMethod] = "a method is needed"
	}
	if form.URL == "" {
		f.wrong[partURL] = "a URL is needed"
	}
	for part := range partCount {
		if why := f.wrong[part]; why != "" {
			f.at = part
			return form, errors.New(why)
		}
	}
	return form, nil
}

// headerLines reads lines of "Name: value"; empty ones are left out.
func headerLines(lines []string) (headers []HeaderLine, err error) {
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, " \t") {
			return nil, fmt.Errorf("line %d is not a header: want Name: value", i+1)
		}
		headers = append(headers, HeaderLine{name, strings.TrimSpace(value)})
	}
	return headers, nil
}

// Update handles a key or a paste, and reports whether it had a use for it.
func (f *requestForm) Update(msg tea.Msg) bool {
	press, isKey := msg.(tea.KeyPressMsg)
	if isKey && f.motion(press) {
		return true
	}
	delete(f.wrong, f.at)
	switch f.at {
	case partProfile:
		f.profile = f.profile.Update(msg)
	case partMethod:
		f.method = f.method.Update(msg)
	case partURL:
		f.url = f.url.Update(msg)
	case partService:
		f.service = f.service.Update(msg)
	case partRegion:
		f.region = f.region.Update(msg)
	case partHeaders:
		f.headers.Update(msg)
	case partBody:
		f.body.Update(msg)
	default:
		return false
	}
	return true
}

// motion handles the keys that lead from part to part. In an editor enter and the arrows are its own,
// but for those that lead out of it.
func (f *requestForm) motion(press tea.KeyPressMsg) bool {
	e := f.editor()
	switch name := press.Keystroke(); {
	case f.at == partOptions && f.options.Update(press):
	case name == "tab":
		f.move(1)
	case name == "shift+tab":
		f.move(-1)
	case name == "down" && (e == nil || e.at.line == len(e.lines)-1), name == "enter" && e == nil && f.at != partSend:
		f.move(1)
	case name == "up" && (e == nil || e.at.line == 0):
		f.move(-1)
	default:
		return false
	}
	return true
}

// editor is the editor that has the keys, or nil.
func (f *requestForm) editor() *editor {
	switch f.at {
	case partHeaders:
		return f.headers
	case partBody:
		return f.body
	}
	return nil
}

func (f *requestForm) move(n int) { f.focus((f.at + requestPart(n) + partCount) % partCount) }

func (f *requestForm) focus(part requestPart) {
	f.at = part
	f.profile.typed, f.method.typed = false, false
}

// Guessed shows what the service and the region are if they are left open.
func (f *requestForm) Guessed(service, region string) {
	f.service.placeholder, f.region.placeholder = guessWords(service), guessWords(region)
}

func guessWords(text string) string {
	if text == "" {
		return "from the host"
	}
	return clean(text) + " (guessed)"
}
