package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/signer/request"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

func keyF1() tea.KeyPressMsg { return tea.KeyPressMsg{Code: tea.KeyF1} }

func (d *driven) sees(want string) {
	d.t.Helper()
	if frame := ansi.Strip(d.frame()); !strings.Contains(frame, want) {
		d.t.Fatalf("%q is not on the screen:\n%s", want, frame)
	}
}

func (d *driven) lacks(text string) {
	d.t.Helper()
	if frame := ansi.Strip(d.frame()); strings.Contains(frame, text) {
		d.t.Fatalf("%q is on the screen:\n%s", text, frame)
	}
}

func TestRequestSendsWhatWasTyped(t *testing.T) {
	requests := &fakeRequests{answer: goodAnswer()}
	d := requestModel(t, requests, 120, 40)
	d.press("t")
	d.typed("https://s3.eu-west-1.amazonaws.com/bucket")
	d.sees("s3 (guessed)")
	d.sees("eu-west-1 (guessed)")
	d.press("shift+tab", "p", "u", "t", "tab", "tab", "tab")
	d.typed("eu-west-3")
	d.press("tab")
	d.typed("X-One: 1\n\nX-Two:2 ")
	d.press("tab")
	d.typed("{\n}")
	d.press("tab", "space", "down", "down", "space", "tab", "enter")
	want := RequestForm{
		Profile: d.model.selected(), Method: "PUT", URL: "https://s3.eu-west-1.amazonaws.com/bucket", Region: "eu-west-3",
		Headers: []HeaderLine{{"X-One", "1"}, {"X-Two", "2"}}, Body: "{\n}", Options: RequestOptions{UnsignedPayload: true},
	}
	if len(requests.sent) != 1 || fmt.Sprintf("%+v", requests.sent[0]) != fmt.Sprintf("%+v", want) {
		t.Fatalf("sent %+v, want %+v", requests.sent, want)
	}
	d.sees("200 OK")
}

// Where one endpoint stands for all of AWS, as in the demo, the examples are for it.
func TestRequestExamplesFollowTheEndpoint(t *testing.T) {
	endpoint := environEndpoint([]string{"A=b", "AWS_ENDPOINT_URL=http://127.0.0.1:4566/"})
	for _, example := range requestExamples() {
		got := example.form.at(endpoint)
		if !strings.HasPrefix(got.URL, "http://127.0.0.1:4566/") || strings.Contains(got.URL, "amazonaws") || got.Service == "" || got.Region == "" {
			t.Errorf("%s is at %s for %q in %q", example.name, got.URL, got.Service, got.Region)
		}
		if plain := example.form.at(""); plain.URL != example.form.URL || plain.Service != "" {
			t.Errorf("%s moved to %+v", example.name, plain)
		}
	}
	if got := (RequestForm{URL: "https://BUCKET.s3.us-east-1.amazonaws.com/?list-type=2"}).at(endpoint); got.URL != "http://127.0.0.1:4566/BUCKET/?list-type=2" {
		t.Errorf("a bucket is at %s", got.URL)
	}
}

// The keys in the help line can be clicked, as everywhere.
func TestRequestHelpLineIsClicked(t *testing.T) {
	requests := &fakeRequests{answer: goodAnswer()}
	d := requestModel(t, requests, 120, 40)
	d.press("t")
	click := func(what string) {
		t.Helper()
		lines := strings.Split(ansi.Strip(d.frame()), "\n")
		at := strings.Index(lines[39], what)
		if at < 0 {
			t.Fatalf("no %q in %q", what, lines[39])
		}
		d.tell(tea.MouseClickMsg{X: ansi.StringWidth(lines[39][:at]), Y: 39, Button: tea.MouseLeft})
	}
	d.typed("https://s3.eu-west-1.amazonaws.com/bucket")
	click("^s")
	if len(requests.sent) != 1 {
		t.Fatalf("%d requests were sent", len(requests.sent))
	}
	click("f1")
	d.sees("Keys of requests")
}

func TestRequestIsKeptWhileItIsClosed(t *testing.T) {
	d := requestModel(t, &fakeRequests{}, 80, 24)
	d.press("t")
	d.typed("https://example.com/kept")
	d.press("esc")
	d.lacks("example.com")
	d.press("down", "t")
	d.sees("example.com/kept")
	if got, want := d.model.request.form.profile.Value(), d.model.selected(); got != want {
		t.Errorf("the profile is %q, want the one under the cursor, %q", got, want)
	}
}

func TestRequestWithoutURLIsNotSent(t *testing.T) {
	requests := &fakeRequests{}
	d := requestModel(t, requests, 80, 24)
	d.press("t", "ctrl+s")
	d.sees("a URL is needed")
	d.typed("https://x")
	d.lacks("a URL is needed")
	if len(requests.sent) > 0 {
		t.Errorf("sent %v", requests.sent)
	}
}

func TestRequestMethodsAndProfilesAreGoneThrough(t *testing.T) {
	d := requestModel(t, &fakeRequests{}, 80, 24)
	d.press("t", "shift+tab", "right")
	if got := d.model.request.form.method.Value(); got != "POST" {
		t.Errorf("right leads to %q", got)
	}
	d.press("left", "left")
	if got := d.model.request.form.method.Value(); got != "OPTIONS" {
		t.Errorf("left leads round to %q", got)
	}
	d.press("p", "r", "o", "p", "f", "i", "n", "d")
	if got := d.model.request.form.method.Value(); got != "PROPFIND" {
		t.Errorf("typed %q", got)
	}
	before := d.model.request.form.profile.Value()
	d.press("shift+tab", "right")
	if after := d.model.request.form.profile.Value(); after == before || after == "" {
		t.Errorf("the profile went from %q to %q", before, after)
	}
}

func TestRequestIsGivenUp(t *testing.T) {
	requests := &fakeRequests{hang: true}
	d := requestModel(t, requests, 80, 24)
	d.press("t")
	compose(d)
	d.hold = true
	d.press("ctrl+s")
	d.sees("Sending")
	held := d.later
	d.hold, d.later = false, nil
	d.press("esc")
	d.lacks("Sending")
	d.sees("given up")
	if !d.model.request.open {
		t.Error("esc left the screen too")
	}
	for _, cmd := range held { // the sender's context has ended, so that all of them return
		d.drain(cmd)
	}
	d.lacks("Sending")
	if d.model.request.answer != nil {
		t.Error("an answer to what was given up is shown")
	}
}

func TestRequestAnswersThatNobodyWaitsForAreDropped(t *testing.T) {
	d := requestModel(t, &fakeRequests{answer: goodAnswer()}, 120, 40)
	d.press("t")
	compose(d)
	d.press("ctrl+s")
	stale := goodAnswer()
	stale.Reason = "Stale"
	d.tell(answeredMsg{id: d.model.request.id - 1, answer: stale})
	d.lacks("Stale")
}

func TestRequestTellsAttempts(t *testing.T) {
	requests := &fakeRequests{answer: goodAnswer(), progress: []request.Event{
		{Kind: request.EventAttempt, Attempt: 1, Most: 11},
		{Kind: request.EventRetry, Attempt: 1, Why: "503 SlowDown", Wait: 340 * 1e6},
	}}
	d := requestModel(t, requests, 80, 30)
	d.press("t")
	compose(d)
	d.hold = true
	d.press("ctrl+s")
	batch := d.later[0]().(tea.BatchMsg)
	answered := make(chan tea.Msg, 1)
	go func() { answered <- batch[0]() }()
	for cmd := batch[1]; ; { // what is heard leads to the next that can be heard
		msg := cmd()
		if msg == nil {
			break
		}
		d.later = nil
		d.tell(msg)
		cmd = d.later[0]
	}
	d.sees("Attempt 1 of 11")
	d.sees("503 SlowDown, again after 340 ms")
	d.sees("waiting 340 ms")
	d.tell(<-answered)
	d.sees("200 OK")
}

func TestRequestCopies(t *testing.T) {
	d := requestModel(t, &fakeRequests{answer: goodAnswer()}, 120, 40)
	d.press("t")
	compose(d)
	d.press("ctrl+s")
	for _, c := range []struct {
		keys []string
		want string
	}{
		{[]string{"1", "y"}, `{"Account"`},
		{[]string{"2", "y"}, "X-Amzn-Requestid: 8b3f-12"},
		{[]string{"3", "y"}, "503 SlowDown"},
		{[]string{"4", "y"}, "GET\n/a%252Fb\n"},
		{[]string{"5", "y"}, "curl -X POST"},
		{[]string{"5", "G", "up", "up", "up", "y"}, "lanyard request POST"},
		{[]string{"5", "L"}, "lanyard request POST"},
		{[]string{"5", "c"}, "curl -X POST"},
	} {
		d.copied = ""
		d.press(c.keys...)
		if !strings.Contains(d.copied, c.want) {
			t.Errorf("%q copied %q, want %q", c.keys, d.copied, c.want)
		}
	}
}

func TestRequestSavesTheBody(t *testing.T) {
	d := requestModel(t, &fakeRequests{answer: goodAnswer()}, 120, 40)
	d.press("t")
	compose(d)
	d.press("ctrl+s", "o")
	d.sees("a-2Fb.json")
	path := filepath.Join(t.TempDir(), "out.json")
	d.press("ctrl+u")
	d.typed(path)
	d.press("enter")
	d.sees("holds the body, 53 B")
	if text, err := os.ReadFile(path); err != nil || string(text) != "saved" {
		t.Errorf("the file has %q, %v", text, err)
	}
}

func TestRequestBeginsWithAnExampleOrAnOldOne(t *testing.T) {
	requests := &fakeRequests{answer: goodAnswer()}
	d := requestModel(t, requests, 120, 40)
	d.press("t", "ctrl+t", "1")
	d.sees("GetCallerIdentity")
	d.sees("sts (guessed)")
	d.press("ctrl+s", "e", "ctrl+t", "2")
	d.sees("s3 (guessed)")
	d.press("ctrl+r", "enter")
	if got := d.model.request.form.body.Value(); !strings.Contains(got, "GetCallerIdentity") {
		t.Errorf("what was sent before did not come back: %q", got)
	}
}

func TestRequestMouse(t *testing.T) {
	d := requestModel(t, &fakeRequests{answer: goodAnswer()}, 120, 40)
	d.press("t")
	compose(d)
	click := func(text string) {
		t.Helper()
		for y, line := range strings.Split(ansi.Strip(d.frame()), "\n") {
			if x := strings.Index(line, text); x >= 0 {
				d.tell(tea.MouseClickMsg{X: ansi.StringWidth(line[:x]) + 1, Y: y, Button: tea.MouseLeft})
				return
			}
		}
		t.Fatalf("no %q to click on", text)
	}
	click("Region")
	if d.model.request.form.at != partRegion {
		t.Errorf("a click on the region leads to part %d", d.model.request.form.at)
	}
	click("[ Send ]")
	d.sees("200 OK")
	click("3 Timing")
	d.sees("First byte")
	click("1 Body")
	click(`"Tags"`)
	d.sees("… 2 inside …")
	click("URL")
	if d.model.request.inAnswer || d.model.request.form.at != partURL {
		t.Error("a click on the form does not lead back to it")
	}
}

func TestRequestDialogsComeAbove(t *testing.T) {
	d := requestModel(t, &fakeRequests{}, 80, 24)
	d.press("t", "ctrl+t")
	d.sees("Begin with an example")
	d.press("esc")
	d.lacks("Begin with an example")
	if !d.model.request.open {
		t.Error("esc closed more than the dialog")
	}
}

func TestRequestNeedsABackend(t *testing.T) {
	d := requestModel(t, &fakeRequests{}, 80, 24)
	d.model.deps.Requests = nil
	d.press("t")
	d.sees("can't be sent")
	if d.model.request.open {
		t.Error("the screen opened")
	}
}
