package request_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/internal/fakeaws"
	"lanyard/signer"
	"lanyard/signer/request"
)

func TestSends(t *testing.T) {
	h := newHouse(t)
	r := h.echoed(t)
	r.Method, r.Body = "POST", request.Text(`{"a":1}`)
	r.Header.Set("X-Given", "one")
	a, body := h.send(t, r)
	if a.Status != 200 || !strings.Contains(body, `"X-Given":["one"]`) || !strings.Contains(body, `"body":"{\"a\":1}"`) {
		t.Fatalf("%d %s", a.Status, body)
	}
	if a.Error != nil || a.Signing == nil || a.Signing.Region != "eu-west-1" || len(a.Attempts) != 1 {
		t.Errorf("answer %+v", a)
	}
	timing := a.Attempts[0].Timing
	if timing.Connect <= 0 || timing.FirstByte <= 0 || timing.Total < timing.FirstByte || timing.Reused {
		t.Errorf("timing %+v", timing)
	}
	if a, _ = h.send(t, r); !a.Attempts[0].Timing.Reused {
		t.Error("the second request made a connection of its own")
	}
	if got := h.kinds(); got != "attempt answer attempt answer" {
		t.Errorf("events %s", got)
	}
}

func TestRetries(t *testing.T) {
	for name, tc := range map[string]struct {
		fault    fakeaws.Fault
		attempts int
		status   int
		wait     time.Duration
	}{
		"throttled":            {fakeaws.Fault{Kind: fakeaws.Throttle, Times: 2}, 3, 200, 0},
		"429":                  {fakeaws.Fault{Kind: fakeaws.Throttle, Times: 1, Status: 429}, 2, 200, 0},
		"500":                  {fakeaws.Fault{Kind: fakeaws.Status, Times: 3, Status: 500}, 4, 200, 0},
		"503 for good":         {fakeaws.Fault{Kind: fakeaws.Status, Status: 503}, 4, 503, 0},
		"dropped":              {fakeaws.Fault{Kind: fakeaws.Drop, Times: 2}, 3, 200, 0},
		"retry after":          {fakeaws.Fault{Kind: fakeaws.Throttle, Times: 1, Status: 503, RetryAfter: "7"}, 2, 200, 7 * time.Second},
		"retry after an hour":  {fakeaws.Fault{Kind: fakeaws.Throttle, Times: 1, Status: 503, RetryAfter: "3600"}, 1, 503, 0},
		"refused is for good":  {fakeaws.Fault{Kind: fakeaws.Refuse, Message: "no"}, 1, 403, 0},
		"501 will not pass":    {fakeaws.Fault{Kind: fakeaws.Refuse, Status: 501, Code: "NotImplemented", Message: "no"}, 1, 501, 0},
		"a 400 that throttles": {fakeaws.Fault{Kind: fakeaws.Refuse, Times: 1, Status: 400, Code: "SlowDown", Message: "no"}, 2, 200, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			inject(t, h, tc.fault)
			r := h.echoed(t)
			r.Method, r.Body = "PUT", request.Text("the body")
			a, body := h.send(t, r)
			if a.Status != tc.status || len(a.Attempts) != tc.attempts || h.Calls("Echo") != tc.attempts {
				t.Errorf("%d after %d attempts, %d seen: %s", a.Status, len(a.Attempts), h.Calls("Echo"), body)
			}
			if a.Status == 200 && !strings.Contains(body, `"body":"the body"`) {
				t.Errorf("the body was not sent again: %s", body)
			}
			if len(h.waits) != tc.attempts-1 || tc.wait > 0 && h.waits[0] != tc.wait {
				t.Errorf("waited %v", h.waits)
			}
			for i, wait := range h.waits {
				if most := request.DefaultRetryBase << i; tc.wait == 0 && wait > most {
					t.Errorf("wait %d was %s, more than %s", i, wait, most)
				}
			}
		})
	}
}

func TestDroppedForGood(t *testing.T) {
	h := newHouse(t)
	inject(t, h, fakeaws.Fault{Kind: fakeaws.Drop})
	_, err := h.Send(context.Background(), h.echoed(t))
	if !errors.Is(err, request.ErrDropped) || !strings.Contains(err.Error(), "after 4 attempts") {
		t.Errorf("error %v", err)
	}
}

func TestTimeout(t *testing.T) {
	h := newHouse(t)
	h.Timeout = 50 * time.Millisecond
	inject(t, h, fakeaws.Fault{Kind: fakeaws.Hang})
	_, err := h.Send(context.Background(), h.echoed(t))
	if !errors.Is(err, request.ErrTimeout) || h.Calls("Echo") != 1 {
		t.Errorf("error %v after %d calls", err, h.Calls("Echo"))
	}
}

func TestCancelled(t *testing.T) {
	h := newHouse(t)
	inject(t, h, fakeaws.Fault{Kind: fakeaws.Throttle})
	ctx, cancel := context.WithCancel(context.Background())
	h.Wait = func(ctx context.Context, _ time.Duration) error {
		cancel()
		return ctx.Err()
	}
	if _, err := h.Send(ctx, h.echoed(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestClockIsCorrectedOnce(t *testing.T) {
	for _, off := range []time.Duration{7 * time.Minute, 40 * time.Minute, -40 * time.Minute} {
		h := newHouse(t)
		h.SetClockOffset(off)
		for _, r := range []request.Request{h.echoed(t), h.request(t, "GET", "/", signer.Options{Service: "s3", Region: "eu-west-1"})} {
			a, body := h.send(t, r)
			want := 2
			if off.Abs() < 15*time.Minute { // which are tolerated
				want = 1
			}
			if a.Status != 200 || len(a.Attempts) != want {
				t.Errorf("%s off: %d after %d attempts: %s", off, a.Status, len(a.Attempts), body)
			}
			if want == 2 && !slices.ContainsFunc(a.Notes, func(n string) bool { return strings.Contains(n, "clock is 40 min") }) {
				t.Errorf("notes %q", a.Notes)
			}
		}
	}
	// A time that was asked for stays.
	h := newHouse(t)
	r := h.echoed(t)
	r.Sign.Time = time.Now().Add(-time.Hour)
	if a, _ := h.send(t, r); a.Status != 403 || len(a.Attempts) != 1 {
		t.Errorf("%d after %d attempts", a.Status, len(a.Attempts))
	}
}

func TestCredentialsAreRenewedOnce(t *testing.T) {
	for name, renewed := range map[string]bool{"new ones": true, "the same again": false} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			asked := 0
			h.Credentials = func(_ context.Context, renew bool) (signer.Credentials, error) {
				asked++
				if renew && renewed {
					return keysOf(h.alice.Keys), nil
				}
				return signer.NewCredentials("ASIAOLD", "secret", "token"), nil
			}
			inject(t, h, fakeaws.Fault{Kind: fakeaws.Refuse, Times: 1, Status: 403, Code: "ExpiredToken", Message: "ended"})
			a, _ := h.send(t, h.echoed(t))
			if want := map[bool]int{true: 200, false: 403}[renewed]; a.Status != want || asked != 2 {
				t.Errorf("%d after asking %d times", a.Status, asked)
			}
		})
	}
}

func TestWrongRegion(t *testing.T) {
	h := newHouse(t)
	if err := h.World().AddBucket("attic", "eu-west-1"); err != nil {
		t.Fatal(err)
	}
	for name, host := range map[string]string{"by the header": "", "by redirect": "attic.s3.us-east-1.amazonaws.com"} {
		for _, method := range []string{"GET", "PUT"} {
			t.Run(name+" "+method, func(t *testing.T) {
				r := h.request(t, method, "/attic/box", signer.Options{Service: "s3", Region: "us-east-1"})
				if method == "PUT" {
					r.Body = request.Text("things")
				}
				if host != "" {
					r.URL.Path = "/box"
					r.Header.Set("Host", host)
				}
				a, body := h.send(t, r)
				if len(a.Attempts) != 2 || a.Signing.Region != "eu-west-1" || a.Status != 200 && a.Error.Code != "NoSuchKey" {
					t.Fatalf("%d after %d attempts: %s", a.Status, len(a.Attempts), body)
				}
				if len(a.Notes) != 1 || a.Notes[0] != "wrong region: it wants eu-west-1, not us-east-1" {
					t.Errorf("notes %q", a.Notes)
				}
				if got := a.Sent.Get("Host"); host != "" && got != "attic.s3.eu-west-1.amazonaws.com" {
					t.Errorf("sent to %q", got)
				}
			})
		}
	}
}

func TestForeignRedirectIsNotFollowed(t *testing.T) {
	h := newHouse(t)
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the stranger was asked") }))
	defer stranger.Close()
	inject(t, h, fakeaws.Fault{Kind: fakeaws.Redirect, Message: stranger.URL})
	a, _ := h.send(t, h.request(t, "GET", "/", signer.Options{Service: "s3", Region: "us-east-1"}))
	if a.Status != 307 || a.Redirect != stranger.URL || !slices.Contains(a.Why, fmt.Sprintf("the redirect to %q is not followed", stranger.URL)) {
		t.Errorf("%d, redirect %q, why %q", a.Status, a.Redirect, a.Why)
	}
}

func TestHugeErrorIsBounded(t *testing.T) {
	h := newHouse(t)
	inject(t, h, fakeaws.Fault{Kind: fakeaws.Huge})
	a, err := h.Send(context.Background(), h.echoed(t))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if a.Status != 400 || a.Error == nil || len(a.Error.Message) > 2<<20 {
		t.Errorf("%d %d", a.Status, len(a.Error.Message))
	}
	if n, err := io.Copy(io.Discard, a); err != nil || n < 100<<20 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestGzipIsUndone(t *testing.T) {
	h := newHouse(t)
	inject(t, h, fakeaws.Fault{Kind: fakeaws.Gzip})
	if a, body := h.send(t, h.echoed(t)); a.Status != 200 || !strings.HasPrefix(body, `{"method":"GET"`) {
		t.Errorf("%d %q", a.Status, body)
	}
}

func TestSignedURLIsNotSignedAgain(t *testing.T) {
	h := newHouse(t)
	r := h.request(t, "GET", "/?X-Amz-Signature=00", signer.Options{Service: "s3", Region: "us-east-1"})
	if _, err := h.Send(context.Background(), r); !errors.Is(err, signer.ErrAlreadySigned) {
		t.Errorf("error %v", err)
	}
}

// A body that is signed in chunks while it is sent is made anew for each attempt.
func TestStreamedPayload(t *testing.T) {
	h := newHouse(t)
	if err := h.World().AddBucket("attic", "eu-west-1"); err != nil {
		t.Fatal(err)
	}
	inject(t, h, fakeaws.Fault{Kind: fakeaws.Status, Status: 500, Times: 1})
	content := strings.Repeat("0123456789abcdef", 20_000)
	how := signer.Options{Service: "s3", Region: "eu-west-1", StreamPayload: true}
	r := h.request(t, "PUT", "/attic/box", how)
	r.Body = request.Text(content)
	if a, body := h.send(t, r); a.Status != 200 || len(a.Attempts) != 2 {
		t.Fatalf("%d after %d attempts: %s", a.Status, len(a.Attempts), body)
	}
	if a, body := h.send(t, h.request(t, "GET", "/attic/box", signer.Options{Service: "s3", Region: "eu-west-1"})); a.Status != 200 || body != content {
		t.Errorf("%d, %d bytes", a.Status, len(body))
	}
}
