package ui

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
	"lanyard/signer"
	"lanyard/signer/request"
)

// fakeProfiles is a list that never changes.
type fakeProfiles struct{ Profiles }

func (fakeProfiles) List(context.Context) ([]app.Entry, error) { return someEntries(), nil }
func (fakeProfiles) Current() string                           { return "prod-admin" }
func (fakeProfiles) Wait(context.Context) error                { return context.Canceled }

// fakeRequests answers as it is told, and keeps what it was asked.
type fakeRequests struct {
	answer   *Answer
	err      error
	progress []request.Event
	sent     []RequestForm
	hang     bool // until the context ends
}

func (*fakeRequests) Guess(_, url string) (service, region string) {
	_, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	parts := strings.Split(host, ".")
	if len(parts) < 4 || !strings.HasSuffix(host, ".amazonaws.com") {
		return "", "eu-central-1"
	}
	return parts[len(parts)-4], parts[len(parts)-3]
}

func (f *fakeRequests) Send(ctx context.Context, form RequestForm, progress func(request.Event)) (*Answer, error) {
	f.sent = append([]RequestForm{form}, f.sent...)
	for _, p := range f.progress {
		progress(p)
	}
	if f.hang {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return f.answer, f.err
}

func (*fakeRequests) Commands(form RequestForm) (curl, lanyard string) {
	curl = "curl -X " + form.Method + " --globoff \\\n  --aws-sigv4 aws:amz:eu-central-1:dynamodb \\\n  --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\""
	lanyard = "lanyard request " + form.Method + " \\\n  " + form.URL + " \\\n  --profile " + form.Profile
	for _, h := range form.Headers {
		curl += " \\\n  -H '" + h.Name + ": " + h.Value + "'"
		lanyard += " \\\n  -H '" + h.Name + ": " + h.Value + "'"
	}
	if form.Body != "" {
		curl += " \\\n  --data-raw '" + form.Body + "'"
		lanyard += " \\\n  -d '" + form.Body + "'"
	}
	return curl + " \\\n  " + form.URL, lanyard
}

func (f *fakeRequests) Sent(context.Context) ([]RequestForm, error) { return f.sent, nil }

// requestModel is the program with a fake backend, its list loaded.
func requestModel(t testing.TB, requests *fakeRequests, w, h int) *driven {
	t.Helper()
	crew := newTasks(context.Background())
	t.Cleanup(crew.cancelAll)
	d := &driven{t: t, model: newModel(crew, Deps{
		Profiles: fakeProfiles{}, Requests: requests, Copies: fakeCopies{},
		Now: func() time.Time { return listClock }, Hint: func(error) string { return "look at the network" },
	}, Options{})}
	d.model.request.turn = func(int) tea.Cmd { return nil } // nobody waits for it
	d.tell(tea.WindowSizeMsg{Width: w, Height: h})
	d.drain(d.model.load())
	return d
}

type fakeCopies struct{ copies }

func (fakeCopies) System(context.Context, string) (string, error) { return "", nil }

// driven is the root model with its commands run as they come.
type driven struct {
	t      testing.TB
	model  Model
	copied string
	later  []tea.Cmd // held back instead of run
	hold   bool
}

func (d *driven) tell(msg tea.Msg) {
	d.t.Helper()
	next, cmd := d.model.Update(msg)
	d.model = next.(Model)
	d.drain(cmd)
}

func (d *driven) drain(cmd tea.Cmd) {
	d.t.Helper()
	if cmd == nil {
		return
	}
	if d.hold {
		d.later = append(d.later, cmd)
		return
	}
	msg := cmd()
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.drain(c)
		}
	case tickMsg, spinMsg: // else they go on for ever
	case actionMsg:
		if msg.action == actCopyText { // the root's affair, and its spinner takes time
			d.copied = msg.text
			return
		}
		d.tell(msg)
	default:
		d.tell(msg)
	}
}

func (d *driven) loads(form RequestForm) { d.drain(d.model.request.Load(form)) }

func (d *driven) press(names ...string) {
	d.t.Helper()
	for _, name := range names {
		d.tell(fieldKey(name))
	}
}

func (d *driven) typed(text string) {
	d.t.Helper()
	d.tell(tea.PasteMsg{Content: text})
}

func (d *driven) frame() string {
	frame, _ := d.model.frame()
	return frame
}

// jsonBody is a body with something to fold.
func jsonBody() AnswerBody {
	punct := func(text string) request.Span { return as(request.ClassPunct, text) }
	return AnswerBody{
		Kind: "json", Bytes: []byte(`{"Account":"444455556666","Tags":["a","b"],"Size":12}`), Size: 53, Whole: true,
		Lines: []request.Line{
			{Spans: []request.Span{punct("{")}, Opens: true},
			{Depth: 1, Spans: []request.Span{as(request.ClassKey, `"Account"`), punct(": "), as(request.ClassString, `"444455556666"`), punct(",")}},
			{Depth: 1, Spans: []request.Span{as(request.ClassKey, `"Tags"`), punct(": "), punct("[")}, Opens: true},
			{Depth: 2, Spans: []request.Span{as(request.ClassString, `"a"`), punct(",")}},
			{Depth: 2, Spans: []request.Span{as(request.ClassString, `"b"`)}},
			{Depth: 1, Spans: []request.Span{punct("],")}, Closes: true},
			{Depth: 1, Spans: []request.Span{as(request.ClassKey, `"Size"`), punct(": "), as(request.ClassNumber, "12")}},
			{Spans: []request.Span{punct("}")}, Closes: true},
		},
		Save: func(path string) (int64, error) {
			return 53, os.WriteFile(path, []byte("saved"), 0o600)
		},
	}
}

func timingOf(total time.Duration) request.Timing {
	return request.Timing{
		DNS: total / 20, Connect: total / 10, TLS: total / 5, Sent: total * 2 / 5, FirstByte: total * 3 / 4, Total: total,
	}
}

func someSigning() *signer.Explanation {
	return &signer.Explanation{
		Algorithm: "AWS4-HMAC-SHA256", Service: "sts", Region: "us-east-1",
		CredentialScope: "20261122/us-east-1/sts/aws4_request",
		CanonicalRequest: "GET\n/a%252Fb\n\nhost:sts.us-east-1.amazonaws.com\nx-amz-date:20261122T090000Z\n\n" +
			"host;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		StringToSign:  "AWS4-HMAC-SHA256\n20261122T090000Z\n20261122/us-east-1/sts/aws4_request\n" + strings.Repeat("0a", 32),
		Signature:     strings.Repeat("5f", 32),
		Authorization: "AWS4-HMAC-SHA256 Credential=AKIADEMO/20261122/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=5f5f…",
	}
}

// goodAnswer came at the second attempt.
func goodAnswer() *Answer {
	return &Answer{Body: jsonBody(), Answer: &request.Answer{
		Status: 200, Reason: "OK", Proto: "HTTP/2.0", Method: "GET", URL: "https://sts.us-east-1.amazonaws.com/a%2Fb",
		Header:  http.Header{"Content-Type": {"application/json"}, "X-Amzn-Requestid": {"8b3f-12"}},
		Sent:    http.Header{"Host": {"sts.us-east-1.amazonaws.com"}, "X-Amz-Date": {"20261122T090000Z"}},
		Signing: someSigning(), Notes: []string{"the clock is 7 min behind: signed again"},
		Attempts: []request.Attempt{
			{Status: 503, Code: "SlowDown", Why: "503 SlowDown", Region: "us-east-1", Timing: timingOf(80 * time.Millisecond)},
			{Status: 200, Region: "us-east-1", Timing: timingOf(340 * time.Millisecond)},
		},
	}}
}

// refusal is an answer that tells what the server would have signed.
func refusal() *Answer {
	a := goodAnswer()
	theirs := strings.Replace(someSigning().CanonicalRequest, "%252F", "%2F", 1)
	a.Status, a.Reason = 403, "Forbidden"
	a.Notes = nil
	a.Error = &request.Error{
		Code: "SignatureDoesNotMatch", Message: "The request signature we calculated does not match the signature you provided.",
		Type: "Sender", RequestIDs: []string{"4442587FB7D0A2F9"}, CanonicalRequest: theirs,
	}
	a.Mismatch = []signer.Difference{{Part: "path", Ours: "/a%252Fb", Theirs: "/a%2Fb", Why: "the server decoded %2F"}}
	a.Hint = "compare what was signed"
	a.Why = []string{"the server decoded %2F"}
	return a
}
