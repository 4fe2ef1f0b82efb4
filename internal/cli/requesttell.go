package cli

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"lanyard/internal/duration"
	"lanyard/internal/term"
	"lanyard/signer/request"
)

// tellEvent tells a person of what holds a request up or changes it.
func (d *deps) tellEvent(bar *transfer, e request.Event) {
	switch e.Kind {
	case request.EventProgress:
		bar.show("sent", e.Sent, e.Size)
		return
	case request.EventNote:
		bar.clear()
		d.note("lanyard: %s", e.Why)
	case request.EventRetry:
		bar.clear()
		d.note("lanyard: %s: attempt %d of %d in %s", e.Why, e.Attempt+1, e.Most, duration.Exact(e.Wait.Round(time.Millisecond)))
	case request.EventSkew, request.EventRedirect:
		bar.clear()
		d.note("lanyard: %s: signed again", e.Why)
	case request.EventFollow:
		bar.clear()
		d.note("lanyard: %s: sent without signature, headers and body", e.Why)
	case request.EventRenew:
		bar.clear()
		d.note("lanyard: the credentials have ended: signed again with new ones")
	}
}

// block writes a text of several lines to stderr under a title.
func (d *deps) block(title, text string) {
	fmt.Fprintln(d.err, title)
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintf(d.err, "  %s\n", term.Clean(line))
	}
}

// showHeads writes both heads to stderr, as curl does.
func (d *deps) showHeads(a *request.Answer) {
	d.note("> %s %s", a.Method, a.URL)
	d.showFields(">", a.Sent)
	d.note("< %s %s", a.Proto, a.StatusText())
	d.showFields("<", a.Header)
}

func (d *deps) showFields(mark string, header http.Header) {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			d.note("%s %s: %s", mark, name, value)
		}
	}
}

// showTiming writes how long each phase of each attempt took.
func (d *deps) showTiming(a *request.Answer) {
	for i, attempt := range a.Attempts {
		t := attempt.Timing
		result := attempt.Err
		if attempt.Status != 0 {
			result = strings.TrimSpace(fmt.Sprintf("%d %s", attempt.Status, attempt.Code))
		}
		d.note("attempt %d: %s: dns %s, connect %s, tls %s, first byte %s, total %s", i+1, result,
			duration.Measured(t.DNS), duration.Measured(t.Connect), duration.Measured(t.TLS), duration.Measured(t.FirstByte), duration.Measured(t.Total))
	}
}

// showError writes what an answer's error says on a line, and below it what is known of why.
func (d *deps) showError(a *request.Answer) {
	e := a.Error
	text := fmt.Sprintf("%s: %s", a.Method, a.StatusText())
	if e.AWS() {
		text = fmt.Sprintf("%s: %d %s", a.Method, e.Status, e.Code)
	}
	if e.Message != "" {
		text += ": " + firstUpToLimit(strings.Join(strings.Fields(e.Message), " "))
	}
	if len(e.RequestIDs) > 0 {
		text += " (request " + e.RequestIDs[0] + ")"
	}
	label := d.painter(d.sys.stderr).paint(labelStyle("error"), "lanyard:")
	fmt.Fprintf(d.err, "%s %s\n", label, term.Clean(text))
	for _, why := range append(a.Why, unfollowed(a)...) {
		d.note("  why: %s", why)
	}
	if len(a.Mismatch) > 0 {
		return // why says what to mend, and the keys are not it
	}
	hint := answerHint(e)
	if a.Redirect != "" && hint == "" && (a.Method == http.MethodGet || a.Method == http.MethodHead) {
		hint = "--follow goes there without signature and headers"
	}
	if hint != "" {
		d.note("  hint: %s", hint)
	}
}

// unfollowed are the notes about what was not done.
func unfollowed(a *request.Answer) []string {
	return slices.DeleteFunc(slices.Clone(a.Notes), func(note string) bool {
		return !strings.Contains(note, "too long")
	})
}

// answerHint is the next step after an error of AWS.
func answerHint(e *request.Error) string {
	switch e.Code {
	case "MissingAuthenticationToken", "MissingAuthenticationTokenException":
		return "leave --anonymous out; an API Gateway says this of paths that it does not have, too"
	case "UnrecognizedClientException", "InvalidAccessKeyId":
		return codeHint("InvalidClientTokenId")
	case "InvalidSignatureException":
		return codeHint("SignatureDoesNotMatch")
	case "AccessDenied", "AccessDeniedException":
		return "check what the policies of the caller (\"lanyard whoami\") and of the resource allow"
	}
	return codeHint(e.Code)
}
