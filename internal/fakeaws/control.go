package fakeaws

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	controlPrefix = "/_fakeaws/"
	demoPrefix    = "/demo/"
)

// CodePath followed by the serial number of a device is the path that answers GET with an unused code as a line of
// text.
const CodePath = demoPrefix + "mfa?serial="

// ApprovePath followed by a user code is the path that approves that device for a GET. Without a code it approves
// every waiting device.
const ApprovePath = demoPrefix + "approve?user_code="

// ControlToken returns the token that the control paths require, as "Authorization: Bearer TOKEN".
func (s *Server) ControlToken() string { return s.token }

// controlPaths returns the handler of the control paths, for tests that run in another process:
//
//	POST   /_fakeaws/faults?kind=slow&action=AssumeRole&times=1&delay=2s&status=503&code=C&message=M
//	DELETE /_fakeaws/faults
//	POST   /_fakeaws/clock?offset=20m
//	GET    /_fakeaws/calls?action=AssumeRole
//	DELETE /_fakeaws/calls
//	POST   /_fakeaws/approval?mode=approve&user=U
//	POST   /_fakeaws/devices?user_code=C&decision=deny
//	GET    /_fakeaws/devices
//
// and, without a token, for people: CodePath and ApprovePath.
func (s *Server) controlPaths() *http.ServeMux {
	mux := http.NewServeMux()
	guarded := func(pattern string, h func(*http.Request) (string, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			given := []byte(r.Header.Get("Authorization"))
			if subtle.ConstantTimeCompare(given, []byte("Bearer "+s.token)) != 1 {
				http.Error(w, "a control token is needed", http.StatusUnauthorized)
				return
			}
			plain(w, r, h)
		})
	}
	guarded("POST "+controlPrefix+"faults", s.controlFault)
	guarded("DELETE "+controlPrefix+"faults", func(*http.Request) (string, error) {
		s.ClearFaults()
		return "", nil
	})
	guarded("POST "+controlPrefix+"clock", func(r *http.Request) (string, error) {
		d, err := time.ParseDuration(r.URL.Query().Get("offset"))
		if err == nil {
			s.SetClockOffset(d)
		}
		return "", err
	})
	guarded("GET "+controlPrefix+"calls", func(r *http.Request) (string, error) {
		return strconv.Itoa(s.Calls(r.URL.Query().Get("action"))), nil
	})
	guarded("DELETE "+controlPrefix+"calls", func(*http.Request) (string, error) {
		s.ResetCalls()
		return "", nil
	})
	mux.HandleFunc("GET "+demoPrefix+"mfa", func(w http.ResponseWriter, r *http.Request) {
		plain(w, r, func(r *http.Request) (string, error) {
			code, err := s.world.Code(r.URL.Query().Get("serial"))
			return code.Value, err
		})
	})
	s.controlSignIns(guarded)
	mux.HandleFunc("GET "+demoPrefix+"approve", func(w http.ResponseWriter, r *http.Request) {
		plain(w, r, s.controlApprove)
	})
	return mux
}

func (s *Server) controlSignIns(guarded func(string, func(*http.Request) (string, error))) {
	guarded("POST "+controlPrefix+"approval", func(r *http.Request) (string, error) {
		q := r.URL.Query()
		return "", s.SetApproval(Approval{Mode: ApprovalMode(q.Get("mode")), User: q.Get("user")})
	})
	guarded("POST "+controlPrefix+"devices", func(r *http.Request) (string, error) {
		q := r.URL.Query()
		if q.Get("decision") == "deny" {
			return "", s.DenyDevice(q.Get("user_code"))
		}
		return "", s.ApproveDevice(q.Get("user_code"))
	})
	guarded("GET "+controlPrefix+"devices", func(*http.Request) (string, error) {
		return strings.Join(s.PendingDevices(), "\n"), nil
	})
}

func (s *Server) controlApprove(r *http.Request) (string, error) {
	codes := s.PendingDevices()
	if code := r.URL.Query().Get("user_code"); code != "" {
		codes = []string{code}
	}
	if len(codes) == 0 {
		return "", errors.New("no code waits; give the address of the sign-in")
	}
	for _, code := range codes {
		if err := s.ApproveDevice(code); err != nil {
			return "", err
		}
	}
	return "approved " + strings.Join(codes, ", "), nil
}

func (s *Server) controlFault(r *http.Request) (string, error) {
	q := r.URL.Query()
	f := Fault{Kind: FaultKind(q.Get("kind")), Action: q.Get("action"), Code: q.Get("code"), Message: q.Get("message"), RetryAfter: q.Get("retry_after")}
	var err error
	for name, into := range map[string]*int{"times": &f.Times, "status": &f.Status} {
		if value := q.Get(name); value != "" && err == nil {
			*into, err = strconv.Atoi(value)
		}
	}
	if value := q.Get("delay"); value != "" && err == nil {
		f.Delay, err = time.ParseDuration(value)
	}
	if err != nil {
		return "", fmt.Errorf("read the fault: %w", err)
	}
	return "", s.Inject(f)
}

// plain writes one line of text.
func plain(w http.ResponseWriter, r *http.Request, h func(*http.Request) (string, error)) {
	text, err := h(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if text != "" {
		_, _ = fmt.Fprintln(w, text)
	}
}
