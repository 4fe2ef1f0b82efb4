package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lanyard/signer/request"

	"github.com/charmbracelet/x/ansi"
)

// goldenRequest compares the frames of a state of the request screen at every size.
func goldenRequest(t *testing.T, name string, requests *fakeRequests, arrange func(*driven)) {
	t.Helper()
	var frames strings.Builder
	for _, size := range frameSizes() {
		d := requestModel(t, requests, size[0], size[1])
		d.press("t")
		arrange(d)
		frame, cursor := d.model.frame()
		checkShape(t, frame, size[0], size[1])
		fmt.Fprintf(&frames, "%dx%d", size[0], size[1])
		if cursor != nil {
			fmt.Fprintf(&frames, ", cursor %d,%d", cursor.X, cursor.Y)
		}
		frames.WriteString("\n" + ansi.Strip(frame) + "\n")
	}
	golden(t, "request_"+name, frames.String())
}

func compose(d *driven) {
	d.loads(RequestForm{
		Method: "POST", URL: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity", Body: "{\n  \"größe\": \"日本 🚀\"\n}",
		Headers: []HeaderLine{{"Content-Type", "application/json"}, {"X-Note", "hello"}},
	})
}

func TestRequestFrames(t *testing.T) {
	goldenRequest(t, "empty", &fakeRequests{}, func(*driven) {})
	goldenRequest(t, "form", &fakeRequests{}, compose)
	goldenRequest(t, "editor", &fakeRequests{}, func(d *driven) {
		compose(d)
		d.press("tab", "tab", "tab", "tab", "down", "end")
	})
	goldenRequest(t, "options", &fakeRequests{}, func(d *driven) {
		compose(d)
		d.press("tab", "tab", "tab", "tab", "tab", "space", "down", "space")
	})
	goldenRequest(t, "wrong", &fakeRequests{}, func(d *driven) {
		d.loads(RequestForm{Method: "GET", URL: "https://example.com/", Headers: []HeaderLine{{"Bad name", "x"}}})
		d.press("ctrl+s")
	})
	goldenRequest(t, "examples", &fakeRequests{}, func(d *driven) { d.press("ctrl+t") })
	goldenRequest(t, "help", &fakeRequests{}, func(d *driven) { d.tell(keyF1()) })
}

func TestRequestSendingFrames(t *testing.T) {
	goldenRequest(t, "sending", &fakeRequests{}, func(d *driven) {
		compose(d)
		d.hold = true
		d.press("ctrl+s")
		id := d.model.request.id
		for _, p := range []request.Event{
			{Kind: request.EventAttempt, Attempt: 1, Most: 11},
			{Kind: request.EventProgress, Sent: 1 << 20, Size: 4 << 20},
			{Kind: request.EventProgress, Sent: 4 << 20, Size: 4 << 20},
			{Kind: request.EventRetry, Attempt: 1, Most: 11, Why: "503 SlowDown", Wait: 340 * time.Millisecond},
		} {
			d.tell(progressMsg{id: id, progress: p})
		}
	})
}

func TestRequestAnswerFrames(t *testing.T) {
	for tab := range tabCount {
		goldenRequest(t, "answer_"+strings.ToLower(tab.name()), &fakeRequests{answer: goodAnswer()}, func(d *driven) {
			compose(d)
			d.press("ctrl+s", fmt.Sprint(int(tab)+1))
		})
	}
	goldenRequest(t, "refused", &fakeRequests{answer: refusal()}, func(d *driven) {
		compose(d)
		d.press("ctrl+s")
	})
	goldenRequest(t, "refused_headers", &fakeRequests{answer: refusal()}, func(d *driven) {
		compose(d)
		d.press("ctrl+s", "2")
	})
	failing := &fakeRequests{err: errors.New("GET https://nowhere.example/: unreachable: no such host"), progress: []request.Event{{Kind: request.EventAttempt, Attempt: 1}}}
	goldenRequest(t, "unreachable", failing, func(d *driven) {
		compose(d)
		d.press("ctrl+s")
	})
	binary := goodAnswer()
	binary.Body = AnswerBody{Kind: "binary", Bytes: []byte("\x00\x1b[2J\xff\x7f binary"), Size: 123456789, Whole: true, Save: jsonBody().Save}
	binary.Header.Set("Content-Type", "application/octet-stream")
	goldenRequest(t, "binary", &fakeRequests{answer: binary}, func(d *driven) {
		compose(d)
		d.press("ctrl+s")
	})
	goldenRequest(t, "folded", &fakeRequests{answer: goodAnswer()}, func(d *driven) {
		compose(d)
		d.press("ctrl+s", "/", "a", "enter", "G", "-")
	})
}
