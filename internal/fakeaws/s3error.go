package fakeaws

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
)

// refuse writes a refusal in S3's own format. It translates the codes of other services:
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
func (s *s3Service) refuse(w http.ResponseWriter, e *apiError) {
	id := w.Header().Get("X-Amz-Request-Id")
	if id == "" {
		id = newID("")[:16]
		w.Header().Del(requestIDHeader)
		w.Header().Set("X-Amz-Request-Id", id)
		w.Header().Set("X-Amz-Id-2", newOpaque(40).Reveal())
	}
	e = inS3(e)
	e.setHeaders(w)
	body := xmlS3Error{Code: e.code, Message: e.message, RequestID: id, HostID: w.Header().Get("X-Amz-Id-2")}
	for _, f := range e.fields {
		body.Fields = append(body.Fields, xmlField{XMLName: xml.Name{Local: f.name}, Value: f.value})
	}
	writeXML(w, e.status, body)
}

type xmlS3Error struct {
	XMLName   xml.Name   `xml:"Error"`
	Code      string     `xml:"Code"`
	Message   string     `xml:"Message"`
	Fields    []xmlField `xml:",any"`
	RequestID string     `xml:"RequestId"`
	HostID    string     `xml:"HostId"`
}

type xmlField struct {
	XMLName xml.Name
	Value   string `xml:",chardata"`
}

func inS3(e *apiError) *apiError {
	named := *e
	switch e.code {
	case "SignatureDoesNotMatch":
		if e.expected != nil {
			named.message = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
			named.fields = append(named.fields,
				field{"StringToSign", e.expected.StringToSign}, field{"StringToSignBytes", spaced(e.expected.StringToSign)},
				field{"CanonicalRequest", e.expected.CanonicalRequest}, field{"CanonicalRequestBytes", spaced(e.expected.CanonicalRequest)})
		}
	case "InvalidClientTokenId":
		named.code, named.message = "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
	case "MissingAuthenticationToken":
		named.code, named.message = "AccessDenied", "Access Denied"
	case "ExpiredToken":
		named.status, named.message = http.StatusBadRequest, "The provided token has expired."
	case "IncompleteSignature":
		named.code = "AuthorizationHeaderMalformed"
	case "Throttling":
		named.status, named.code, named.message = http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate."
	case "InternalFailure":
		named.code, named.message = "InternalError", "We encountered an internal error. Please try again."
	}
	return &named
}

// spaced returns the bytes of a text as S3 writes them: "41 57 53".
func spaced(text string) string { return strings.TrimSpace(fmt.Sprintf("% x", text)) }
