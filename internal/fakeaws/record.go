package fakeaws

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// maxRequests bounds the requests that Requests returns.
const maxRequests = 1000

// Request is a received request without signatures, tokens and one-time codes.
type Request struct {
	At              time.Time
	Service, Region string // of the credential scope; empty if not signed
	Action          string
	Host, UserAgent string
	AccessKeyID     string
	Caller          string // ARN, empty if refused
	Params          url.Values
	Status          int // of the answer; 0 if there was none
}

// recorder records the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

// Unwrap gives http.ResponseController access to the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(p)
}

// count counts a call, whether it will be answered or not.
func (s *Server) count(action string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.calls[action]; ok || len(s.calls) < maxRequests {
		s.calls[action]++
	}
}

// record stores a call after its answer.
func (s *Server) record(c *call, status int) {
	params := maps.Clone(c.params)
	for name := range params {
		switch name {
		case "TokenCode", "WebIdentityToken", "X-Amz-Security-Token", "X-Amz-Signature":
			params[name] = []string{"****"}
		}
	}
	r := Request{
		At: s.now(), Action: c.action, Host: c.Host, UserAgent: c.UserAgent(),
		Caller: c.caller.who.arn, Params: params, Status: status,
	}
	if c.sig != nil {
		r.Service, r.Region, r.AccessKeyID = c.sig.service, c.sig.region, c.sig.keyID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.requests) >= maxRequests {
		s.requests = slices.Delete(s.requests, 0, 1)
	}
	s.requests = append(s.requests, r)
}

// Calls returns the number of requests for an action, also refused ones; "" counts all actions.
func (s *Server) Calls(action string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if action != "" {
		return s.calls[action]
	}
	total := 0
	for _, n := range s.calls {
		total += n
	}
	return total
}

// Requests returns the last requests, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ResetCalls clears the counters and requests.
func (s *Server) ResetCalls() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.calls)
	s.requests = nil
}
