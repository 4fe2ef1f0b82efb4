package fakeaws

import (
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"
)

// protocol is the protocol of a service, which decides the format of refusals:
// https://smithy.io/2.0/aws/protocols/index.html
type protocol string

const (
	protocolQuery    protocol = "query"
	protocolEC2      protocol = "ec2"
	protocolRESTXML  protocol = "rest-xml"
	protocolJSON     protocol = "json"
	protocolRESTJSON protocol = "rest-json"
	protocolCBOR     protocol = "rpc-v2-cbor"
)

// refuse writes a refusal in the format of the protocol.
func (p protocol) refuse(w http.ResponseWriter, e *apiError) {
	e.setHeaders(w)
	switch p {
	case protocolQuery, protocolRESTXML:
		writeError(w, "https://"+string(p)+".amazonaws.com/doc/", e.detailed())
	case protocolEC2:
		writeXML(w, e.status, ec2Error{
			Code: ec2Code(e.code), Message: e.detailed().message, RequestID: w.Header().Get(requestIDHeader),
		})
	case protocolJSON:
		e = e.inJSON()
		body, _ := json.Marshal(map[string]string{"__type": "com.amazon.coral.service#" + e.code, "message": e.message}) // two strings
		writeBody(w, e.status, "application/x-amz-json-1.0", body)
	case protocolRESTJSON:
		e = e.inJSON()
		w.Header().Set("X-Amzn-Errortype", e.code+":http://internal.amazon.com/coral/com.amazon.coral.service/")
		writeJSON(w, e.status, map[string]string{"message": e.message})
	case protocolCBOR:
		e = e.inJSON()
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		body := cborMap(field{"__type", "com.amazon.coral.service#" + e.code}, field{"message", e.message})
		writeBody(w, e.status, "application/cbor", body)
	}
}

type ec2Error struct {
	XMLName   xml.Name `xml:"Response"`
	Code      string   `xml:"Errors>Error>Code"`
	Message   string   `xml:"Errors>Error>Message"`
	RequestID string   `xml:"RequestID"`
}

// ec2Code returns EC2's own code for a refusal:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
func ec2Code(code string) string {
	switch code {
	case "InvalidClientTokenId":
		return "AuthFailure"
	case "ExpiredToken":
		return "RequestExpired"
	case "Throttling":
		return "RequestLimitExceeded"
	}
	return code
}

// inJSON returns the refusal with the code of JSON services.
func (e *apiError) inJSON() *apiError {
	named := *e.detailed()
	switch e.code {
	case "SignatureDoesNotMatch":
		named.code = "InvalidSignatureException"
	case "InvalidClientTokenId":
		named.code = "UnrecognizedClientException"
	case "MissingAuthenticationToken", "IncompleteSignature", "ExpiredToken", "Throttling", "AccessDenied", "InternalFailure", "ServiceUnavailable":
		named.code += "Exception"
	}
	return &named
}

// detailed adds the texts that should have been signed to the message, as most services do.
func (e *apiError) detailed() *apiError {
	if e.expected == nil || e.expected.CanonicalRequest == "" {
		return e
	}
	full := *e
	full.message += "\n\nThe Canonical String for this request should have been\n'" + e.expected.CanonicalRequest +
		"'\n\nThe String-to-Sign should have been\n'" + e.expected.StringToSign + "'\n"
	return &full
}

func (e *apiError) setHeaders(w http.ResponseWriter) {
	for _, h := range e.headers {
		w.Header().Set(h.name, h.value)
	}
}

func writeBody(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}

// cborMap encodes a map of texts of at most 64 KiB as CBOR (RFC 8949).
func cborMap(fields ...field) []byte {
	body := cborHead(nil, 5, len(fields))
	for _, f := range fields {
		for _, text := range []string{f.name, f.value} {
			body = append(cborHead(body, 3, len(text)), text...)
		}
	}
	return body
}

// cborHead encodes the type and length of an item. A length that does not fit the first byte takes two more.
func cborHead(body []byte, major byte, n int) []byte {
	if n < 24 {
		return append(body, major<<5|byte(n)) //nolint:gosec // less than 24
	}
	return binary.BigEndian.AppendUint16(append(body, major<<5|25), uint16(n)) //nolint:gosec // see cborMap
}
