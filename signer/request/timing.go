package request

import (
	"crypto/tls"
	"net/http/httptrace"
	"sync"
	"time"
)

// Timing holds the durations of an attempt's phases. DNS, Connect and TLS are zero for a reused connection.
type Timing struct {
	DNS     time.Duration
	Connect time.Duration
	TLS     time.Duration
	// Sent, FirstByte and Total are the times from the start of the attempt until the request was written, the
	// answer began, and its body ended.
	Sent      time.Duration
	FirstByte time.Duration
	Total     time.Duration
	Reused    bool
}

// Attempt is one attempt to send a request.
type Attempt struct {
	Method string
	URL    string // without its query
	Status int    // 0: no answer
	Code   string // of AWS's error
	Err    string // why there was no answer
	Why    string // why another attempt followed; "": none did
	Region string // in the signature
	Timing Timing
}

// clock measures an attempt. The transport's goroutines call it, some of them after the attempt has ended.
type clock struct {
	mu                  sync.Mutex
	begin               time.Time
	dns, connect, shake time.Time
	timing              Timing
}

func newClock() *clock { return &clock{begin: time.Now()} }

func (c *clock) since(from *time.Time, into *time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !from.IsZero() {
		*into = time.Since(*from)
	}
}

func (c *clock) start(at *time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*at = time.Now()
}

func (c *clock) read() Timing {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.timing
}

func (c *clock) end() Timing {
	c.since(&c.begin, &c.timing.Total)
	return c.read()
}

func (c *clock) trace() *httptrace.ClientTrace {
	t := &c.timing
	return &httptrace.ClientTrace{
		DNSStart:          func(httptrace.DNSStartInfo) { c.start(&c.dns) },
		DNSDone:           func(httptrace.DNSDoneInfo) { c.since(&c.dns, &t.DNS) },
		ConnectStart:      func(string, string) { c.start(&c.connect) },
		ConnectDone:       func(string, string, error) { c.since(&c.connect, &t.Connect) },
		TLSHandshakeStart: func() { c.start(&c.shake) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { c.since(&c.shake, &t.TLS) },
		GotConn: func(info httptrace.GotConnInfo) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if t.Reused = info.Reused; info.Reused {
				t.DNS, t.Connect, t.TLS = 0, 0, 0
			}
		},
		WroteRequest:         func(httptrace.WroteRequestInfo) { c.since(&c.begin, &t.Sent) },
		GotFirstResponseByte: func() { c.since(&c.begin, &t.FirstByte) },
	}
}
