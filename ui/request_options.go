package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// requestOption is one choice of how a request is signed and sent.
type requestOption struct {
	label, short string
	of           func(*RequestOptions) *bool
}

func requestOptions() []requestOption {
	return []requestOption{
		{"Sign with SigV4A, for several regions", "SigV4A", func(o *RequestOptions) *bool { return &o.SigV4A }},
		{"Put the signature into the URL's query", "in the query", func(o *RequestOptions) *bool { return &o.InQuery }},
		{"Leave the body out of the signature", "unsigned payload", func(o *RequestOptions) *bool { return &o.UnsignedPayload }},
		{"Send the body's hash as X-Amz-Content-Sha256", "payload hash", func(o *RequestOptions) *bool { return &o.ContentSHA256 }},
		{"Sign every header", "all headers", func(o *RequestOptions) *bool { return &o.AllHeaders }},
		{"Encode the path once only", "encoded once", func(o *RequestOptions) *bool { return &o.SingleEncode }},
		{"Keep the path's dots and empty segments", "path as it is", func(o *RequestOptions) *bool { return &o.NoNormalizePath }},
		{"Add the session token after signing", "late token", func(o *RequestOptions) *bool { return &o.LateToken }},
		{"Don't sign at all", "unsigned", func(o *RequestOptions) *bool { return &o.Anonymous }},
		{"Don't try again after an error", "no retries", func(o *RequestOptions) *bool { return &o.NoRetries }},
	}
}

// optionsRow is the row of options: one line that opens into a list.
type optionsRow struct {
	RequestOptions
	open bool
	at   int
}

// Update moves within the list and switches options; it reports whether it had a use for the key.
func (o *optionsRow) Update(press tea.KeyPressMsg) bool {
	options := requestOptions()
	switch name := press.String(); {
	case !o.open:
		if name != "space" && name != "enter" && name != "right" {
			return false
		}
		o.open = true
	case name == "up" && o.at > 0:
		o.at--
	case name == "down" && o.at < len(options)-1:
		o.at++
	case name == "space" || name == "x" || name == "enter":
		is := options[o.at].of(&o.RequestOptions)
		*is = !*is
	case name == "left":
		o.open = false
	default:
		return false
	}
	return true
}

// summary tells what is chosen.
func (o *optionsRow) summary() string {
	chosen := o.RequestOptions
	var words []string
	for _, option := range requestOptions() {
		if *option.of(&chosen) {
			words = append(words, option.short)
		}
	}
	if len(words) == 0 {
		return "as the host asks for"
	}
	return strings.Join(words, ", ")
}

// lines draws the row, and the list below it while it is open.
func (o *optionsRow) lines(width int, s styles, focused bool) []string {
	if !o.open {
		return []string{cell("▸ "+o.summary(), width)}
	}
	lines := []string{s.Faint.Render(cell("▾ space switches, ← closes", width))}
	chosen := o.RequestOptions
	for i, option := range requestOptions() {
		box := "[ ] "
		if *option.of(&chosen) {
			box = "[x] "
		}
		text := cell(box+option.label, width)
		if focused && i == o.at {
			text = s.Cursor.Render(text)
		}
		lines = append(lines, text)
	}
	return lines
}
