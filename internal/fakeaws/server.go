package fakeaws

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	requestIDHeader = "X-Amzn-Requestid"
	maxBody         = 1 << 20
	maxHeader       = 64 << 10
	headerTime      = 10 * time.Second
)

// Options configure a Server. Most tests use the zero value.
type Options struct {
	// Clock replaces the system's clock; nil: it does not.
	Clock func() time.Time
}

// Server is a running fake AWS. All services share one address: the credential scope selects the service, or the path
// of an unsigned request.
type Server struct {
	world    *World
	verifier Verifier
	clock    func() time.Time
	services map[string]service
	unsigned map[string]service // by path
	control  *http.ServeMux
	token    string // of the control path

	mu       sync.Mutex
	offset   time.Duration
	faults   []*Fault
	calls    map[string]int
	requests []Request

	http     *http.Server
	listener net.Listener
	closing  chan struct{}
	stop     sync.Once
}

// service is an AWS service with its protocol.
type service interface {
	// action returns the operation of a request.
	action(c *call) string
	// signed reports whether the operation requires a signature.
	signed(action string) bool
	serve(w http.ResponseWriter, c *call)
	refuse(w http.ResponseWriter, e *apiError)
}

// call is a request that is being served.
type call struct {
	*http.Request
	body   []byte
	params url.Values // of query and form
	action string
	sig    *signature // nil: not signed
	caller credential // the credential that signed
}

// New returns a server for a world. It listens once it is started.
func New(world *World, verifier Verifier, opts Options) *Server {
	s := &Server{
		world: world, verifier: verifier, clock: opts.Clock, token: newID("FAKE"),
		calls: map[string]int{}, closing: make(chan struct{}),
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.services = map[string]service{"sts": stsService(s), "iam": iamService(s), "s3": &s3Service{s}}
	for name, protocol := range echoServices() {
		s.services[name] = &echoService{protocol}
	}
	s.unsigned = map[string]service{}
	for _, svc := range []*restService{oidcService(s), portalService(s), signInService(s)} {
		for path := range svc.routes {
			s.unsigned[path] = svc
		}
	}
	s.control = s.controlPaths()
	world.mu.Lock()
	world.clock = s.now
	world.mu.Unlock()
	return s
}

// World returns the server's world.
func (s *Server) World() *World { return s.world }

// Start listens on a free port of the loopback interface and returns the endpoint's URL.
func (s *Server) Start() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("start the local AWS: %w", err)
	}
	s.listener = l
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: headerTime, MaxHeaderBytes: maxHeader}
	go func() { _ = s.http.Serve(l) }() // ends with Close
	return s.URL(), nil
}

// URL returns the URL of the endpoint, "" before Start.
func (s *Server) URL() string {
	if s.listener == nil {
		return ""
	}
	return "http://" + s.listener.Addr().String()
}

// Close stops the server and drops its connections. It may be called more than once.
func (s *Server) Close() error {
	var err error
	s.stop.Do(func() {
		close(s.closing)
		if s.http != nil {
			err = s.http.Close()
		}
	})
	return err
}

// now returns the server's time.
func (s *Server) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock().Add(s.offset)
}

// SetClockOffset sets the difference between the server's clock and the true time. Codes of MFA devices follow the
// server's clock, as if the clients' clocks were wrong.
func (s *Server) SetClockOffset(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset = d
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Clients correct their clocks by this header.
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	w.Header().Set(requestIDHeader, newRequestID())
	if strings.HasPrefix(r.URL.Path, controlPrefix) || strings.HasPrefix(r.URL.Path, demoPrefix) {
		s.control.ServeHTTP(w, r)
		return
	}
	sig, refusal := readSignature(r)
	svc, byPath := s.serviceOf(r, sig)
	limit := int64(maxBody)
	switch svc.(type) {
	case *echoService, *s3Service:
		limit = maxEcho
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		status := http.StatusBadRequest
		if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	c := &call{Request: r, body: body, params: parameters(r, body)}
	if refusal == nil && !byPath {
		c.sig = sig
		if s.services[sig.service] == nil {
			refusal = errSignature("Credential should be scoped to correct service: 'sts'. ")
		}
	}
	s.answer(w, c, svc, refusal)
}

// serviceOf returns the service of a request: by the path of unsigned operations, by the credential scope, or else by
// the resource.
func (s *Server) serviceOf(r *http.Request, sig *signature) (svc service, byPath bool) {
	if svc, ok := s.unsigned[r.URL.Path]; ok {
		return svc, true
	}
	if sig != nil && s.services[sig.service] != nil {
		return s.services[sig.service], false
	}
	s3, _ := s.services["s3"].(*s3Service)
	switch {
	case strings.HasPrefix(r.URL.Path, echoPath):
		return s.services["execute-api"], false
	case s.world.bucket(s3.place(r).bucket) != nil:
		return s3, false
	}
	return s.services["sts"], false
}

// answer serves a call, or applies a fault to it.
func (s *Server) answer(w http.ResponseWriter, c *call, svc service, refusal *apiError) {
	c.action = svc.action(c)
	s.count(c.action)
	record := &recorder{ResponseWriter: w}
	defer func() { s.record(c, record.status) }()
	if !s.misbehave(record, c, svc, refusal) {
		s.respond(record, c, svc, refusal)
	}
}

// authenticator is a service with its own rules for signatures.
type authenticator interface {
	authenticate(c *call, sig *signature) (credential, *apiError)
}

// respond serves a call or writes the reason for its refusal.
func (s *Server) respond(w http.ResponseWriter, c *call, svc service, refusal *apiError) {
	if svc.signed(c.action) {
		if refusal == nil {
			var check authenticator = s
			if own, ok := svc.(authenticator); ok {
				check = own
			}
			c.caller, refusal = check.authenticate(c, c.sig)
		}
		if refusal != nil {
			svc.refuse(w, refusal)
			return
		}
	}
	svc.serve(w, c)
}

// parameters merges the query with the form of a body.
func parameters(r *http.Request, body []byte) url.Values {
	params := r.URL.Query()
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return params
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return params
	}
	for name, values := range form {
		params[name] = append(params[name], values...)
	}
	return params
}
