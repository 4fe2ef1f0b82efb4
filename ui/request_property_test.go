package ui

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"lanyard/signer"
	"lanyard/signer/request"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"
)

// anyAnswer is an answer of a server that wishes no good.
func anyAnswer(t *rapid.T) *Answer {
	text := func(name string) string { return wildText().Draw(t, name) }
	header := http.Header{text("header"): {text("value"), text("value")}, "Content-Type": {text("type")}}
	signed := text("canonical")
	if rapid.Bool().Draw(t, "whole") {
		signed = text("a") + "\n" + text("b") + "\n\n" + text("c") + "\n\n" + text("d") + "\n" + text("e")
	}
	took := rapid.Int64Range(-5, int64(10*time.Hour))
	return &Answer{Hint: text("hint"), Body: anyBody(t), Answer: &request.Answer{
		Status: rapid.IntRange(-1, 999).Draw(t, "status"), Reason: text("reason"), Proto: text("proto"), Method: text("method"), URL: text("url"),
		Header: header, Sent: header,
		Error: &request.Error{
			Code: text("code"), Message: text("message"), Type: text("type"), RequestIDs: []string{text("id")}, Resource: text("resource"),
			CanonicalRequest: text("theirs"), StringToSign: text("theirs"),
		},
		Signing:  &signer.Explanation{CanonicalRequest: signed, StringToSign: text("to sign"), Signature: text("signature"), Authorization: text("authorization")},
		Mismatch: []signer.Difference{{Part: text("part"), Name: text("name"), Ours: text("ours"), Theirs: text("theirs"), Why: text("why")}},
		Why:      []string{text("why")}, Notes: []string{text("note")},
		Attempts: []request.Attempt{{
			Status: rapid.IntRange(-1, 999).Draw(t, "status"), Code: text("code"), Err: text("error"), Why: text("why"), Region: text("region"),
			Timing: request.Timing{
				DNS: time.Duration(took.Draw(t, "dns")), Sent: time.Duration(took.Draw(t, "sent")),
				FirstByte: time.Duration(took.Draw(t, "first")), Total: time.Duration(took.Draw(t, "total")),
			},
		}},
	}}
}

func anyBody(t *rapid.T) AnswerBody {
	return AnswerBody{
		Kind:  rapid.SampledFrom([]request.Kind{request.KindJSON, request.KindBinary, request.KindNone}).Draw(t, "kind"),
		Bytes: []byte(wildText().Draw(t, "bytes")), Whole: rapid.Bool().Draw(t, "whole"),
		Size: rapid.Int64Range(-1, 1<<40).Draw(t, "size"), Lines: anyLines(t),
	}
}

// anyProgress is something that happens on the way.
func anyProgress(t *rapid.T) request.Event {
	return request.Event{
		Kind: rapid.SampledFrom([]request.EventKind{
			request.EventAttempt, request.EventAnswer, request.EventRetry, request.EventSkew, request.EventRenew, request.EventRedirect, request.EventProgress, "else",
		}).Draw(t, "kind"),
		Attempt: rapid.Int().Draw(t, "attempt"), Most: rapid.Int().Draw(t, "most"), Why: wildText().Draw(t, "why"), Region: wildText().Draw(t, "region"),
		Wait: time.Duration(rapid.Int64().Draw(t, "wait")), Offset: time.Duration(rapid.Int64().Draw(t, "offset")),
		Sent: rapid.Int64().Draw(t, "sent"), Size: rapid.Int64().Draw(t, "size"),
	}
}

func TestRequestNeverBreaks(t *testing.T) {
	keys := []string{
		"tab", "shift+tab", "up", "down", "left", "right", "space", "enter", "esc", "1", "2", "3", "4", "5", "/", "n", "y", "o", "e", "r", "-", "+", "G",
		"ctrl+s", "ctrl+t", "ctrl+r", "x", "home", "end", "pgdown", "ctrl+_", "backspace", "?",
	}
	rapid.Check(t, func(r *rapid.T) {
		requests := &fakeRequests{}
		w, h := rapid.IntRange(minWidth, 130).Draw(r, "width"), rapid.IntRange(minHeight, 50).Draw(r, "height")
		d := requestModel(t, requests, w, h)
		d.press("t")
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			switch rapid.IntRange(0, 9).Draw(r, "what") {
			case 0:
				w, h = rapid.IntRange(minWidth, 130).Draw(r, "width"), rapid.IntRange(minHeight, 50).Draw(r, "height")
				d.tell(tea.WindowSizeMsg{Width: w, Height: h})
			case 1:
				d.tell(tea.PasteMsg{Content: wildText().Draw(r, "paste")})
			case 2:
				requests.answer, requests.err = anyAnswer(r), nil
				if rapid.Bool().Draw(r, "fails") {
					requests.answer, requests.err = nil, errors.New(wildText().Draw(r, "error"))
				}
				compose(d)
				d.press("ctrl+s")
			case 3:
				d.tell(tea.MouseClickMsg{X: rapid.IntRange(0, w).Draw(r, "x"), Y: rapid.IntRange(0, h).Draw(r, "y"), Button: tea.MouseLeft})
			case 4:
				d.hold = true
				compose(d)
				d.press("ctrl+s")
				d.hold, d.later = false, nil
				d.tell(progressMsg{id: d.model.request.id, progress: anyProgress(r), more: closed()})
			case 5:
				d.tell(tea.MouseWheelMsg{X: rapid.IntRange(0, w).Draw(r, "x"), Y: rapid.IntRange(0, h).Draw(r, "y"), Button: tea.MouseWheelDown})
			default:
				d.press(rapid.SampledFrom(keys).Draw(r, "key"))
			}
			if !d.model.request.open { // the list has tests of its own, and no fakes here
				d.press("t")
			}
			frame, cursor := d.model.frame()
			if checkShape(r, frame, w, h); cursor != nil && (cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= h) {
				r.Fatalf("the cursor is at %d,%d of %dx%d", cursor.X, cursor.Y, w, h)
			}
		}
	})
}

func closed() <-chan request.Event {
	c := make(chan request.Event)
	close(c)
	return c
}
