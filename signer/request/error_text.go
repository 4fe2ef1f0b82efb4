package request

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"strings"
	"time"
)

// fieldLimit bounds the number of fields that are kept of an error.
const fieldLimit = 64

func (e *Error) set(name, value string) {
	if e.Fields == nil {
		e.Fields = map[string]string{}
	}
	if _, ok := e.Fields[name]; !ok && len(e.Fields) < fieldLimit && value != "" {
		e.Fields[name] = value
	}
}

// readXML parses the errors of the query and REST-XML protocols, of EC2 and of S3, which have the same elements
// inside different ones. It parses an incomplete body as far as possible.
func (e *Error) readXML(body []byte) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.Entity = map[string]string{}
	var path []string
	var text strings.Builder
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(path) == 0 && !e.errorRoot(t.Name.Local) {
				return
			}
			path = append(path, t.Name.Local)
			text.Reset()
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if value := text.String(); strings.TrimSpace(value) != "" {
				e.set(path[len(path)-1], value)
			}
			text.Reset()
			path = path[:len(path)-1]
		}
	}
	f := e.Fields
	if id := firstOf(f["RequestID"], f["requestId"]); id != "" { // EC2's spelling, and that of REST services
		e.set("RequestId", id)
	}
	e.Code = firstOf(strings.TrimSpace(f["Code"]), strings.TrimSpace(f["code"]), e.Code)
	e.Message, e.Type = firstOf(f["Message"], f["message"]), firstOf(f["Type"], f["type"])
	e.Resource = firstOf(f["Resource"], f["BucketName"], f["Key"])
	e.Region = firstOf(e.Region, f["Region"])
	if at, err := time.Parse(time.RFC3339, f["ServerTime"]); err == nil {
		e.ServerTime = at
	}
	e.CanonicalRequest = fromBytes(f["CanonicalRequestBytes"], f["CanonicalRequest"])
	e.StringToSign = fromBytes(f["StringToSignBytes"], f["StringToSign"])
}

// errorRoot reports whether the root element of an error may have a name. Some services use the code as the name:
// <AccessDeniedException><Message>….
func (e *Error) errorRoot(name string) bool {
	switch name {
	case "ErrorResponse", "Response", "Error", "Errors":
		return true
	}
	if strings.HasSuffix(name, "Exception") || strings.HasSuffix(name, "Error") {
		e.Code = name
		return true
	}
	return strings.EqualFold(name, "error") || strings.EqualFold(name, "errorResponse")
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// fromBytes prefers the bytes that S3 adds in hexadecimal: XML changes line ends.
func fromBytes(spaced, text string) string {
	if raw, err := hex.DecodeString(strings.ReplaceAll(spaced, " ", "")); err == nil && len(raw) > 0 {
		return string(raw)
	}
	return text
}

// readJSON parses the errors of JSON 1.0, JSON 1.1 and REST-JSON, and the formats of IAM Identity Center (OAuth)
// and AppSync (GraphQL).
func (e *Error) readJSON(body []byte) {
	var fields map[string]any
	if json.Unmarshal(body, &fields) != nil {
		return
	}
	e.readFields(fields)
}

// readFields parses an error that was decoded from JSON or CBOR.
func (e *Error) readFields(fields map[string]any) {
	if list, ok := fields["errors"].([]any); ok && len(list) > 0 { // AppSync
		if first, ok := list[0].(map[string]any); ok {
			e.Code, e.Message = bare(textOf(first, "errorType")), textOf(first, "message")
		}
	}
	for name := range fields {
		e.set(name, textOf(fields, name))
	}
	e.Code = bare(firstOf(e.Code, textOf(fields, "__type", "code", "Code", "error")))
	e.Message = firstOf(e.Message, textOf(fields, "message", "Message", "errorMessage", "error_description"))
	e.Type = textOf(fields, "Type", "type")
	e.Resource = firstOf(textOf(fields, "resourceId", "ResourceId", "resource", "Resource"), e.Resource)
}

func textOf(fields map[string]any, names ...string) string {
	for _, name := range names {
		if text, ok := fields[name].(string); ok && text != "" {
			return text
		}
	}
	return ""
}

// The words before the texts that the server would have signed, in messages of services other than S3.
const (
	canonicalWords = "The Canonical String for this request should have been\n'"
	toSignWords    = "The String-to-Sign should have been\n'"
)

// readExpected moves the texts that the server would have signed out of the message, and shortens the message to
// its first paragraph.
func (e *Error) readExpected() {
	text := strings.ReplaceAll(e.Message, "\r\n", "\n")
	if e.CanonicalRequest == "" {
		e.CanonicalRequest = between(text, canonicalWords)
		e.StringToSign = firstOf(e.StringToSign, between(text, toSignWords))
	}
	e.Message, _, _ = strings.Cut(strings.TrimSpace(text), "\n\n")
}

// between returns the quoted text after some words. The text may contain quotes, so it ends at the first quote at
// the end of a paragraph, or else at the last one.
func between(text, before string) string {
	_, rest, ok := strings.Cut(text, before)
	if !ok {
		return ""
	}
	if at := strings.Index(rest, "'\n\n"); at >= 0 {
		return rest[:at]
	}
	if at := strings.LastIndexByte(rest, '\''); at >= 0 {
		return rest[:at]
	}
	return ""
}
