package request

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/duration"
	"lanyard/internal/term"
	"lanyard/signer/request"
)

// showEvent prints why a request is delayed or changed.
func (o *options) showEvent(bar *transfer, e request.Event) {
	switch e.Kind {
	case request.EventProgress:
		bar.show("sent", e.Sent, e.Size)
		return
	case request.EventNote:
		bar.clear()
		o.Note("lanyard: %s", e.Why)
	case request.EventRetry:
		bar.clear()
		o.Note("lanyard: %s: attempt %d of %d in %s", e.Why, e.Attempt+1, e.Most, duration.Exact(e.Wait.Round(time.Millisecond)))
	case request.EventSkew, request.EventRedirect:
		bar.clear()
		o.Note("lanyard: %s: signed again", e.Why)
	case request.EventFollow:
		bar.clear()
		o.Note("lanyard: %s: sent without signature, headers and body", e.Why)
	case request.EventRenew:
		bar.clear()
		o.Note("lanyard: the credentials have expired: signed again with new ones")
	}
}

// block prints several lines on stderr, indented below a title.
func (o *options) block(title, text string) {
	fmt.Fprintln(o.Stderr, title)
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintf(o.Stderr, "  %s\n", term.Clean(line))
	}
}

// showHeads prints the heads of request and answer on stderr, as curl does.
func (o *options) showHeads(a *request.Answer) {
	o.Note("> %s %s", a.Method, a.URL)
	o.showFields(">", a.Sent)
	o.Note("< %s %s", a.Proto, a.StatusText())
	o.showFields("<", a.Header)
}

func (o *options) showFields(mark string, header http.Header) {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			o.Note("%s %s: %s", mark, name, value)
		}
	}
}

// showTiming prints the duration of each phase of each attempt.
func (o *options) showTiming(a *request.Answer) {
	for i, attempt := range a.Attempts {
		t := attempt.Timing
		result := attempt.Err
		if attempt.Status != 0 {
			result = strings.TrimSpace(fmt.Sprintf("%d %s", attempt.Status, attempt.Code))
		}
		o.Note("attempt %d: %s: dns %s, connect %s, tls %s, first byte %s, total %s", i+1, result,
			duration.Measured(t.DNS), duration.Measured(t.Connect), duration.Measured(t.TLS), duration.Measured(t.FirstByte), duration.Measured(t.Total))
	}
}

// showError prints the error of an answer on one line, and below it the known reasons.
func (o *options) showError(a *request.Answer) {
	e := a.Error
	text := fmt.Sprintf("%s: %s", a.Method, a.StatusText())
	if e.AWS() {
		text = fmt.Sprintf("%s: %d %s", a.Method, e.Status, e.Code)
	}
	if e.Message != "" {
		text += ": " + command.Truncate(strings.Join(strings.Fields(e.Message), " "))
	}
	if len(e.RequestIDs) > 0 {
		text += " (request " + e.RequestIDs[0] + ")"
	}
	o.PrintError(text)
	for _, why := range append(a.Why, unfollowed(a)...) {
		o.Note("  why: %s", why)
	}
	if len(a.Mismatch) > 0 {
		return // the reasons name the mistake, and it is not in the keys
	}
	hint := app.AnswerHint(e)
	if a.Redirect != "" && hint == "" && (a.Method == http.MethodGet || a.Method == http.MethodHead) {
		hint = "use --follow to send it there without signature and headers"
	}
	if hint != "" {
		o.Note("  hint: %s", hint)
	}
}

// unfollowed returns the notes about a redirect that was too long to follow.
func unfollowed(a *request.Answer) []string {
	return slices.DeleteFunc(slices.Clone(a.Notes), func(note string) bool {
		return !strings.Contains(note, "too long")
	})
}
