package request

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"lanyard/internal/app"
	"lanyard/signer/request"
)

// jsonLimit bounds a body in JSON, in bytes: a little more than the largest answer of Lambda. As JSON it may be
// six times as long.
const jsonLimit = 6<<20 + 64<<10

// memoryLimit is the memory above which the garbage collector works harder, in bytes.
const memoryLimit = 128 << 20

// requestJSON is "request --json", as the contract defines it.
type requestJSON struct {
	Request    sentJSON          `json:"request"`
	Attempts   int               `json:"attempts"`
	Status     int               `json:"status"`
	Reason     string            `json:"reason"`
	Headers    map[string]string `json:"headers"`
	Body       *string           `json:"body,omitempty"`
	BodyBase64 string            `json:"body_base64,omitempty"`
	Timing     timingJSON        `json:"timing_ms"`
	Error      *answerErrorJSON  `json:"error"`
	Notes      []string          `json:"notes"`
}

type sentJSON struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
}

// timingJSON has the times of the last attempt, in milliseconds. dns, connect and tls are phases; first_byte and
// total count from its beginning.
type timingJSON struct {
	DNS       float64 `json:"dns"`
	Connect   float64 `json:"connect"`
	TLS       float64 `json:"tls"`
	FirstByte float64 `json:"first_byte"`
	Total     float64 `json:"total"`
}

type answerErrorJSON struct {
	Code      string   `json:"code"`
	Message   string   `json:"message"`
	RequestID string   `json:"request_id"`
	Type      string   `json:"type,omitempty"`
	Resource  string   `json:"resource,omitempty"`
	Why       []string `json:"why"`
}

// printAnswerJSON prints an answer. bodyless leaves out the body, which is in a file.
func (o *options) printAnswerJSON(composed *app.Composed, a *request.Answer, bodyless bool) error {
	shape := requestJSON{
		Request:  sentJSON{a.Method, a.URL, joined(a.Sent)},
		Attempts: len(a.Attempts), Status: a.Status, Reason: a.Reason, Headers: joined(a.Header), Notes: a.Notes,
	}
	if shape.Notes == nil {
		shape.Notes = []string{}
	}
	if !bodyless {
		// The garbage of encoding a long body must not add up.
		debug.SetMemoryLimit(memoryLimit)
		body, whole, err := a.Begin(jsonLimit)
		if err != nil {
			return err
		}
		if !whole {
			return fmt.Errorf("the body of %s has more than %d bytes, the limit of JSON output: write it to a file with -o", composed.URL.Host, jsonLimit)
		}
		if text := string(body); utf8.ValidString(text) {
			shape.Body = &text
		} else {
			shape.BodyBase64 = base64.StdEncoding.EncodeToString(body)
		}
	}
	a.Finish()
	shape.Timing = timingShape(a.Attempts[len(a.Attempts)-1].Timing)
	if e := a.Error; e != nil && (e.AWS() || a.Status >= http.StatusBadRequest) {
		shape.Error = &answerErrorJSON{Code: e.Code, Message: cmp.Or(e.Message, a.Reason), Type: e.Type, Resource: e.Resource, Why: append([]string{}, a.Why...)}
		if len(e.RequestIDs) > 0 {
			shape.Error.RequestID = e.RequestIDs[0]
		}
	}
	return o.PrintJSON(shape)
}

func timingShape(t request.Timing) timingJSON {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return timingJSON{ms(t.DNS), ms(t.Connect), ms(t.TLS), ms(t.FirstByte), ms(t.Total)}
}

// joined joins the values of each header name with ", " (RFC 9110, 5.3).
func joined(header http.Header) map[string]string {
	shape := make(map[string]string, len(header))
	for name, values := range header {
		shape[name] = strings.Join(values, ", ")
	}
	return shape
}
