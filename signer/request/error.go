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
	Err     error  // why a Call has no answer that could be read; nil if it has
	Status  int    // of HTTP; 0: no answer
	Reason  string // of the status: "Forbidden"
	Code    string // "" if it is not AWS's
	Message string // its first paragraph
	// Type is whose fault it is, in the service's words: "Sender", "client"; "" if it doesn't say.
	Type string
	// RequestIDs are what AWS's support asks for, the service's own first.
	RequestIDs []string
	Resource   string
	Region     string    // that the request should be for; ""
	ServerTime time.Time // by the error's text; zero
	// CanonicalRequest and StringToSign are what the server would have signed; "" if it doesn't say.
	CanonicalRequest string
	StringToSign     string
	// Fields are what else the error says, by name.
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

// ParseError understands an error's body in any of AWS's protocols. body may be its beginning.
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

// fromQueryError reads what services that spoke the query protocol before add: "Code;Sender".
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

// headCode is the code of an answer without a body, as the SDKs name it.
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

// statusCode is a status as a code: "NotFound".
func statusCode(status int) string { return strings.ReplaceAll(http.StatusText(status), " ", "") }

// bare is a code without its namespace and the address behind it:
// "com.amazon.coral.service#ThrottlingException:http://…".
func bare(code string) string {
	code, _, _ = strings.Cut(code, ":")
	if at := strings.LastIndexByte(code, '#'); at >= 0 {
		code = code[at+1:]
	}
	return strings.TrimSpace(code)
}
