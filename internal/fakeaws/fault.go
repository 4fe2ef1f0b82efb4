package fakeaws

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// FaultKind is the kind of a Fault.
type FaultKind string

// The faults. Hang, Drop and the broken answers happen before anything is checked or issued.
const (
	Slow     FaultKind = "slow"     // answer rightly, after Delay
	Hang     FaultKind = "hang"     // never answer
	Drop     FaultKind = "drop"     // close the connection without an answer
	HTML     FaultKind = "html"     // a page, as captive portals and proxies send
	Garbage  FaultKind = "garbage"  // bytes that are not XML, with control sequences
	Cut      FaultKind = "cut"      // the beginning of a right answer, then the connection ends
	Status   FaultKind = "status"   // an AWS error of Status: 500 or 503
	Throttle FaultKind = "throttle" // AWS's Throttling, with Status if that is 429 or 503
	Gzip     FaultKind = "gzip"     // answer rightly, compressed
	Huge     FaultKind = "huge"     // an error whose body is 100 MB
	Redirect FaultKind = "redirect" // 307 to the address in Message
	Refuse   FaultKind = "refuse"   // AccessDenied, or Code with Status, and Message, which may hold anything
)

// Fault is a misbehaviour to inject.
type Fault struct {
	Kind    FaultKind
	Action  string // the operation that it applies to; "": any
	Account string // the account_id in the query of the calls that it applies to; "": any
	Times   int    // how often; 0: until ClearFaults
	Delay   time.Duration
	Status  int
	Code    string
	Message string
	// RetryAfter is the header of that name for Status and Throttle, in seconds.
	RetryAfter string
}

// Inject adds a fault. The first one that applies to a request is used.
func (s *Server) Inject(f Fault) error {
	kinds := []FaultKind{Slow, Hang, Drop, HTML, Garbage, Cut, Status, Throttle, Refuse, Gzip, Huge, Redirect}
	if !slices.Contains(kinds, f.Kind) {
		return fmt.Errorf("inject a fault: unknown kind %q", f.Kind)
	}
	if (f.Kind == Status || f.Code != "") && (f.Status < 400 || f.Status > 599) {
		return fmt.Errorf("inject a fault: status %d is not an error", f.Status)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
	return nil
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// nextFault returns the fault that applies to a call, or nil.
func (s *Server) nextFault(c *call) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Action != "" && f.Action != c.action || f.Account != "" && f.Account != c.URL.Query().Get("account_id") {
			continue
		}
		found := *f
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.faults = slices.Delete(s.faults, i, i+1)
			}
		}
		return &found
	}
	return nil
}

// misbehave reports whether a fault has answered the call, or left it without an answer.
func (s *Server) misbehave(w http.ResponseWriter, c *call, svc service, refusal *apiError) bool {
	f := s.nextFault(c)
	if f == nil {
		return false
	}
	switch f.Kind {
	case Slow:
		return !s.wait(c, time.After(f.Delay))
	case Hang:
		s.wait(c, nil)
		drop(w)
	case Drop:
		drop(w)
	case HTML:
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Welcome</body></html>\n"))
	case Garbage:
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write([]byte("\x1b]0;owned\x07\x00\xff<\xfe not xml \x1b[2J"))
	case Cut:
		cut(w, c, svc)
	case Gzip:
		compressed := &gzipped{ResponseWriter: w}
		s.respond(compressed, c, svc, refusal)
		compressed.close()
	case Huge:
		huge(w)
	case Redirect:
		w.Header().Set("Location", f.Message)
		w.WriteHeader(http.StatusTemporaryRedirect)
	case Status:
		svc.refuse(w, f.late(errInternal(f.Status)))
	case Throttle:
		svc.refuse(w, f.late(errThrottled(f.Status)))
	case Refuse:
		refused := errDenied("%s", f.Message)
		if f.Code != "" {
			refused = newError(f.Status, f.Code, f.Message)
		}
		svc.refuse(w, f.late(refused))
	}
	return true
}

// late adds the Retry-After header.
func (f *Fault) late(e *apiError) *apiError {
	if f.RetryAfter != "" {
		e.headers = append(e.headers, field{"Retry-After", f.RetryAfter})
	}
	return e
}

// cut writes the beginning of the right answer.
func cut(w http.ResponseWriter, c *call, svc service) {
	kind, text := "text/xml", "<"+c.action+"Response><"+c.action+"Result><Credentials><AccessKeyId>ASIA"
	if _, ok := svc.(*restService); ok {
		kind, text = "application/json", `{"accessToken":"aoaAAA`
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", "2000")
	_, _ = w.Write([]byte(text))
}

// wait reports whether until fired before the client or the server ended the call. A nil until never fires.
func (s *Server) wait(c *call, until <-chan time.Time) bool {
	select {
	case <-until:
		return true
	case <-c.Context().Done():
	case <-s.closing:
	}
	return false
}

// drop closes the connection without an answer.
func drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return // the connection is gone already
	}
	_ = conn.Close()
}
