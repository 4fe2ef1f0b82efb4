package request

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Error is a refusal in any of AWS's protocols, or any failure of a Call.
type Error struct {
	Op      string // of a Call: "AssumeRole"
	Err     error  // why a Call got no readable answer; nil: it got one
	Status  int    // of HTTP; 0: no answer
	Reason  string // of the status: "Forbidden"
	Code    string // "" if the answer is not AWS's
	Message string // its first paragraph
	// Type names the side at fault in the service's words, "Sender" or "client"; "" if it is not given.
	Type string
	// RequestIDs are the ids that AWS's support asks for, the service's own first.
	RequestIDs []string
	Resource   string
	Region     string    // the right region for the request; "" if it is not given
	ServerTime time.Time // by the error's text; zero
	// CanonicalRequest and StringToSign are the texts that the server would have signed; "" if it does not
	// send them.
	CanonicalRequest string
	StringToSign     string
	// Fields holds the text fields of the error by name.
	Fields map[string]string
	// Skew is how far the server's clock is ahead of this machine's; 0 if not known.
	Skew time.Duration
}

func (e *Error) Error() string {
	text := e.Code
	switch {
	case e.Err != nil:
		text = e.Err.Error()
	case text == "":
		text = "HTTP " + strconv.Itoa(e.Status)
	}
	if e.Op == "" {
		return text
	}
	return e.Op + ": " + text
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// AWS reports whether an AWS service (or one that speaks like one) answered.
func (e *Error) AWS() bool { return e.Code != "" }

// ParseError parses the body of an error in any of AWS's protocols. body may be only its beginning.
func ParseError(method string, status int, header http.Header, body []byte) *Error {
	e := &Error{Status: status, Reason: http.StatusText(status), RequestIDs: requestIDs(header), Region: header.Get("X-Amz-Bucket-Region")}
	kind := KindOf(header, body)
	switch kind {
	case KindCBOR:
		e.readCBOR(body)
	case KindXML, KindText: // XML of any media type
		e.readXML(body)
	case KindJSON:
		e.readJSON(body)
	}
	if code := header.Get("X-Amzn-Errortype"); code != "" {
		e.Code = bare(code)
	}
	e.fromQueryError(header.Get("X-Amzn-Query-Error"))
	if e.Code == "" && (method == http.MethodHead || len(body) == 0) && len(e.RequestIDs) > 0 {
		e.Code, e.Message = headCode(status, header), header.Get("X-Amz-Error-Message")
	}
	if id := e.Fields["RequestId"]; id != "" {
		e.addID(id)
	}
	if id := e.Fields["HostId"]; id != "" {
		e.addID(id)
	}
	e.readExpected()
	return e
}

// fromQueryError parses "Code;Sender", a header of services that used the query protocol before.
func (e *Error) fromQueryError(text string) {
	code, kind, ok := strings.Cut(text, ";")
	if !ok {
		return
	}
	e.Type = kind
	if e.Code == "" {
		e.Code = code
	}
}

func (e *Error) addID(id string) {
	for _, known := range e.RequestIDs {
		if known == id {
			return
		}
	}
	e.RequestIDs = append(e.RequestIDs, id)
}

func requestIDs(header http.Header) []string {
	var ids []string
	for _, name := range []string{"X-Amzn-Requestid", "X-Amz-Request-Id", "X-Amzn-Request-Id", "X-Amz-Id-2", "X-Amz-Apigw-Id", "X-Amz-Cf-Id"} {
		if id := header.Get(name); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// headCode returns the code of an answer without a body, as the SDKs name it.
func headCode(status int, header http.Header) string {
	if code := header.Get("X-Amz-Error-Code"); code != "" {
		return code
	}
	switch status {
	case http.StatusMovedPermanently:
		return "PermanentRedirect"
	case http.StatusTemporaryRedirect:
		return "TemporaryRedirect"
	}
	if status < http.StatusBadRequest {
		return ""
	}
	return statusCode(status)
}

// statusCode returns a status as a code: "NotFound".
func statusCode(status int) string { return strings.ReplaceAll(http.StatusText(status), " ", "") }

// bare returns a code without its namespace and the URL after it:
// "com.amazon.coral.service#ThrottlingException:http://…".
func bare(code string) string {
	code, _, _ = strings.Cut(code, ":")
	if at := strings.LastIndexByte(code, '#'); at >= 0 {
		code = code[at+1:]
	}
	return strings.TrimSpace(code)
}
