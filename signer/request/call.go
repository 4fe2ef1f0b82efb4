package request

import (
	"context"
	"maps"
	"net/http"
)

// UserAgent names lanyard in the logs of servers, CloudTrail among them.
const UserAgent = "app/lanyard"

// Call sends a request that lanyard itself needs, such as AssumeRole, and returns the whole body of a 2xx
// answer. The time limit bounds all attempts together. Every failure is an *Error.
func (s *Sender) Call(ctx context.Context, op string, r Request) ([]byte, error) {
	r.whole = true
	header := http.Header{"User-Agent": {UserAgent}}
	maps.Copy(header, r.Header)
	r.Header = header
	t, err := s.begin(ctx, r)
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	a, err := t.send(ctx)
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	defer a.Close()
	if a.Error != nil {
		a.Error.Op = op
		if len(a.Error.Fields) == 0 {
			a.Error.Code = "" // a code in a header without a body that a service writes
		}
		return nil, a.Error
	}
	content, whole, err := a.Begin(readLimit)
	if err == nil && !whole {
		err = ErrTooLong
	}
	if err != nil {
		return nil, &Error{Op: op, Status: a.Status, Err: err}
	}
	return content, nil
}
