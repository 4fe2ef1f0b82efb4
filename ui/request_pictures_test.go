package ui

import (
	"image"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/screenshots"
	"lanyard/signer"
	"lanyard/signer/request"
)

// TestRequestPictures makes the pictures of the request screen. They are of an answer that is made up,
// since how long a real one takes differs from run to run. With -update it takes them over.
func TestRequestPictures(t *testing.T) {
	const w, h = 120, 30
	for _, theme := range []screenshots.Theme{screenshots.Dark(), screenshots.Light()} {
		requests := &fakeRequests{answer: pictured()}
		d := requestModel(t, requests, w, h)
		d.model.styles = newStyles(theme.Name == screenshots.Dark().Name)
		shot := func(name string) {
			t.Helper()
			frame, cursor := d.model.frame()
			var at *image.Point
			if cursor != nil {
				at = &image.Point{X: cursor.X, Y: cursor.Y}
			}
			s, err := screenshots.NewScreen(frame, w, h, at)
			if err != nil {
				t.Fatal(err)
			}
			folder := filepath.Join("..", "screenshots")
			check := screenshots.Check
			if *update {
				check = screenshots.Write
			}
			if err := check(folder, name, s, theme); err != nil {
				t.Error(err)
			}
		}
		d.press("t")
		d.loads(RequestForm{
			Profile: "prod-admin", Method: "POST", URL: "https://dynamodb.eu-central-1.amazonaws.com/", Body: "{\n  \"Limit\": 20\n}",
			Headers: []HeaderLine{{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Target", "DynamoDB_20120810.ListTables"}},
		})
		picturedSending(d, shot)
		d.press("ctrl+s")
		shot("request-body")
		d.press("2")
		shot("request-headers")
		d.press("3")
		shot("request-timing")
		d.press("5")
		shot("request-copy")
		requests.answer = picturedRefusal()
		d.loads(RequestForm{Method: "GET", URL: "https://sts.us-east-1.amazonaws.com/a%2Fb"})
		d.press("ctrl+s")
		shot("request-signature")
	}
}

// picturedSending shows a request that waits for its second attempt.
func picturedSending(d *driven, shot func(name string)) {
	d.hold = true
	d.press("ctrl+s")
	for _, e := range []request.Event{
		{Kind: request.EventAttempt, Attempt: 1, Most: 11},
		{Kind: request.EventAnswer, Attempt: 1, Why: "400 Bad Request"},
		{Kind: request.EventRetry, Attempt: 1, Most: 11, Why: "400 ThrottlingException", Wait: 340 * time.Millisecond},
	} {
		d.tell(progressMsg{id: d.model.request.id, progress: e})
	}
	shot("request-sending")
	d.hold, d.later = false, nil
	d.press("esc")
	d.model.note = note{}
}

func pictured() *Answer {
	body := []byte(`{"TableNames":["orders","orders-archive","sessions","audit-2026"],"LastEvaluatedTableName":"audit-2026",` +
		`"Usage":{"Tables":4,"Limit":2500,"Exceeded":false}}`)
	header := http.Header{
		"Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Requestid": {"8b3f2c40-5a1e-4d0f-9c5e-2f1a7be0d6aa"},
		"X-Amz-Crc32": {"3413411624"}, "Date": {"Sun, 22 Nov 2026 09:00:00 GMT"},
	}
	a := goodAnswer()
	a.Method, a.URL, a.Header, a.Notes = "POST", "https://dynamodb.eu-central-1.amazonaws.com/", header, nil
	a.Sent = http.Header{
		"Host": {"dynamodb.eu-central-1.amazonaws.com"}, "Content-Type": {"application/x-amz-json-1.0"}, "X-Amz-Date": {"20261122T090000Z"},
		"X-Amz-Security-Token": {"****"}, "X-Amz-Target": {"DynamoDB_20120810.ListTables"},
	}
	a.Attempts[0] = request.Attempt{Status: 400, Code: "ThrottlingException", Why: "400 ThrottlingException", Region: "eu-central-1", Timing: timingOf(96 * time.Millisecond)}
	a.Attempts[1].Region, a.Attempts[1].Timing = "eu-central-1", request.Timing{Sent: time.Millisecond, FirstByte: 31 * time.Millisecond, Total: 44 * time.Millisecond, Reused: true}
	a.Body = AnswerBody{
		Kind: request.KindJSON, Bytes: body, Size: int64(len(body)), Whole: true, Lines: request.Pretty(request.KindJSON, body), Save: jsonBody().Save,
	}
	return a
}

func picturedRefusal() *Answer {
	a := refusal()
	theirs := a.Error.CanonicalRequest
	a.Method, a.Attempts = "GET", a.Attempts[1:]
	a.Mismatch = signer.Compare(a.Signing.CanonicalRequest, theirs)
	a.Why = nil
	for _, d := range a.Mismatch {
		a.Why = append(a.Why, d.Why)
	}
	a.Hint = ""
	a.Body = pictured().Body
	a.Body.Kind, a.Body.Lines = request.KindXML, nil
	a.Body.Bytes = []byte("<Error>" + strings.Repeat("x", 700) + "</Error>")
	a.Body.Size = int64(len(a.Body.Bytes))
	return a
}
