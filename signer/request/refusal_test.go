package request_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/signer"
)

// silentRefusals are those that do not say why.
func silentRefusals() map[string]wireAnswer {
	answer := func(status int, header http.Header, body string) wireAnswer {
		if header == nil {
			header = http.Header{}
		}
		return wireAnswer{status, header, body}
	}
	return map[string]wireAnswer{
		"HEAD of S3":             answer(403, http.Header{"X-Amz-Request-Id": {"1"}, "Content-Type": {"application/xml"}}, ""),
		"HEAD with 400":          answer(400, http.Header{"X-Amz-Request-Id": {"1"}}, ""),
		"no body":                answer(403, nil, ""),
		"401":                    answer(401, nil, ""),
		"a page":                 answer(403, http.Header{"Content-Type": {"text/html"}}, "<html><body>Forbidden</body></html>"),
		"text":                   answer(403, http.Header{"Content-Type": {"text/plain"}}, "Forbidden"),
		"JSON without a code":    answer(403, http.Header{"Content-Type": {"application/json"}}, `{"message":"Forbidden"}`),
		"API Gateway":            answer(403, http.Header{"X-Amzn-Errortype": {"ForbiddenException"}}, `{"message":"Forbidden"}`),
		"Lambda":                 answer(403, nil, `{"Message":null}`),
		"a message of its own":   answer(403, nil, `{"message":"not today"}`),
		"bytes":                  answer(403, nil, "\x00\x01"),
		"JSON that is no object": answer(403, nil, `"no"`),
	}
}

func TestSilentRefusalSetsTheClockOnce(t *testing.T) {
	for name, refusal := range silentRefusals() {
		for _, off := range []time.Duration{30 * time.Minute, -30 * time.Minute, 0} {
			for _, inQuery := range []bool{false, true} {
				refusal.header.Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
				w := &wire{answers: []wireAnswer{refusal, {status: 200}}}
				method := "GET"
				if strings.HasPrefix(name, "HEAD") {
					method = "HEAD"
				}
				r := requestTo(t, method, "https://abc.execute-api.us-east-1.amazonaws.com/prod")
				r.Sign.InQuery = inQuery
				a := w.send(t, r)
				if off == 0 {
					if len(w.sent) != 1 || slices.ContainsFunc(a.Why, func(s string) bool { return strings.Contains(s, "clock") }) {
						t.Errorf("%s: %d requests, why %q", name, len(w.sent), a.Why)
					}
					continue
				}
				if len(w.sent) != 2 || a.Status != 200 {
					t.Errorf("%s, %s off: %d after %d requests", name, off, a.Status, len(w.sent))
					continue
				}
				stamp := w.sent[1].Header.Get("X-Amz-Date") + w.sent[1].URL.Query().Get("X-Amz-Date")
				at, err := signer.ParseTime(stamp)
				if err != nil || at.Sub(time.Now().Add(off)).Abs() > time.Minute {
					t.Errorf("%s, %s off: signed again at %s, %v", name, off, stamp, err)
				}
			}
		}
	}
}

// A time that was asked for stays, and the clock is named.
func TestSilentRefusalNamesTheClock(t *testing.T) {
	for name, refusal := range silentRefusals() {
		refusal.header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
		w := &wire{answers: []wireAnswer{refusal}}
		r := requestTo(t, "HEAD", "https://attic.s3.us-east-1.amazonaws.com/key")
		r.Sign.Time = time.Now().Add(-time.Hour)
		a := w.send(t, r)
		if len(w.sent) != 1 || len(a.Why) != 1 || !strings.Contains(a.Why[0], "by the server's clock it is") {
			t.Errorf("%s: %d requests, why %q", name, len(w.sent), a.Why)
		}
	}
}

// Refusals that say why, and statuses that have nothing to do with signatures, are not repeated.
func TestOtherRefusalsLeaveTheClock(t *testing.T) {
	date := http.Header{"Date": {time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)}}
	for _, refusal := range []wireAnswer{
		{403, date, `{"__type":"AccessDeniedException","message":"no"}`},
		{403, date, `<Error><Code>AccessDenied</Code></Error>`},
		{404, date, ""},
		{409, date, ""},
	} {
		w := &wire{answers: []wireAnswer{refusal}}
		if w.send(t, requestTo(t, "GET", "https://abc.execute-api.us-east-1.amazonaws.com/prod")); len(w.sent) != 1 {
			t.Errorf("%d %s: %d requests", refusal.status, refusal.body, len(w.sent))
		}
	}
}

const failedBody = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n   \n<Error><Code>InternalError</Code><Message>It broke.</Message></Error>"

// S3's 200 with an error in it is repeated like a 5xx, where S3 may answer so and nowhere else.
func TestErrorWithin200(t *testing.T) {
	for _, tc := range []struct {
		method, url, copySource string
		fails                   bool
	}{
		{"POST", "https://b.s3.us-east-1.amazonaws.com/k?uploadId=u", "", true},
		{"POST", "https://s3.us-east-1.amazonaws.com/b/k?uploadId=u&x=y", "", true},
		{"PUT", "https://b.s3.us-east-1.amazonaws.com/k", "b/source", true},
		{"PUT", "https://b.s3.us-east-1.amazonaws.com/k?partNumber=1&uploadId=u", "b/source", true},
		{"GET", "https://b.s3.us-east-1.amazonaws.com/k", "", false},
		{"GET", "https://b.s3.us-east-1.amazonaws.com/k?uploadId=u", "b/source", false},
		{"PUT", "https://b.s3.us-east-1.amazonaws.com/k", "", false},
		{"POST", "https://b.s3.us-east-1.amazonaws.com/k?uploads", "", false},
		{"POST", "https://abc.execute-api.us-east-1.amazonaws.com/k?uploadId=u", "", false},
	} {
		for _, body := range []string{failedBody, "\n  " + failedBody[strings.Index(failedBody, "<Error>"):]} {
			w := &wire{answers: []wireAnswer{{200, nil, body}, {200, nil, body}, {200, nil, "<Done/>"}}}
			r := requestTo(t, tc.method, tc.url)
			if tc.copySource != "" {
				r.Header.Set("X-Amz-Copy-Source", tc.copySource)
			}
			a := w.send(t, r, 1)
			if !tc.fails {
				if len(w.sent) != 1 || a.Error != nil || a.Failed {
					t.Errorf("%s %s: %d requests, error %+v", tc.method, tc.url, len(w.sent), a.Error)
				}
				continue
			}
			if len(w.sent) != 2 || !a.Failed || a.Error == nil || a.Error.Code != "InternalError" || a.Error.Message != "It broke." {
				t.Errorf("%s %s: %d requests, error %+v", tc.method, tc.url, len(w.sent), a.Error)
			}
		}
	}
	w := &wire{answers: []wireAnswer{{200, nil, failedBody}, {200, nil, "<CompleteMultipartUploadResult/>"}}}
	if a := w.send(t, requestTo(t, "POST", "https://b.s3.us-east-1.amazonaws.com/k?uploadId=u"), 3); a.Error != nil || a.Failed || len(w.sent) != 2 {
		t.Errorf("%d requests, error %+v", len(w.sent), a.Error)
	}
}
