package request

import "time"

// EventKind is the kind of an Event.
type EventKind string

// The kinds of events.
const (
	EventAttempt  EventKind = "attempt"  // an attempt begins
	EventAnswer   EventKind = "answer"   // the head of an answer has arrived
	EventRetry    EventKind = "retry"    // another attempt follows after Wait
	EventSkew     EventKind = "skew"     // the clock is off by Offset: signed again with the right time
	EventRenew    EventKind = "renew"    // the credentials had expired: signed again with new ones
	EventRedirect EventKind = "redirect" // signed again for another region
	EventFollow   EventKind = "follow"   // sent, unsigned, where a redirect leads
	EventNote     EventKind = "note"     // something about how the request is sent, in Why
	EventProgress EventKind = "progress" // more of the body was sent; at most ten a second
)

// Event reports the progress of a request.
type Event struct {
	Kind    EventKind
	Attempt int           // from 1
	Most    int           // the limit on attempts
	Why     string        // for a person, in words: "503 SlowDown"
	Wait    time.Duration // of a retry
	Offset  time.Duration // of a skew: how far the server's clock is ahead
	Region  string        // of a redirect
	Sent    int64         // of progress, in bytes
	Size    int64
}
