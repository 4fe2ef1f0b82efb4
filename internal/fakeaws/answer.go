package fakeaws

import (
	"encoding/xml"
	"net/http"
	"strconv"
)

// The namespaces of the query services' answers.
const (
	stsNamespace   = "https://sts.amazonaws.com/doc/2011-06-15/"
	iamNamespace   = "https://iam.amazonaws.com/doc/2010-05-08/"
	faultNamespace = "http://webservices.amazon.com/AWSFault/2005-15-09"
)

type xmlResponse struct {
	XMLName   xml.Name
	Result    any    // a struct whose XMLName is "<Action>Result"; nil for none
	RequestID string `xml:"ResponseMetadata>RequestId"`
}

type xmlError struct {
	XMLName   xml.Name
	Error     xmlErrorBody
	RequestID string `xml:"RequestId"`
}

type xmlErrorBody struct {
	Type, Code, Message string
}

// writeResult answers a query action.
func writeResult(w http.ResponseWriter, namespace, action string, result any) {
	writeXML(w, http.StatusOK, xmlResponse{
		XMLName: xml.Name{Space: namespace, Local: action + "Response"},
		Result:  result, RequestID: w.Header().Get(requestIDHeader),
	})
}

// writeError answers with a refusal in the format of the query services.
func writeError(w http.ResponseWriter, namespace string, e *apiError) {
	if e.code == "InvalidAction" {
		namespace = faultNamespace
	}
	e.setHeaders(w)
	kind := "Sender"
	if e.status >= http.StatusInternalServerError {
		kind = "Receiver"
	}
	writeXML(w, e.status, xmlError{
		XMLName:   xml.Name{Space: namespace, Local: "ErrorResponse"},
		Error:     xmlErrorBody{Type: kind, Code: e.code, Message: e.message},
		RequestID: w.Header().Get(requestIDHeader),
	})
}

func writeXML(w http.ResponseWriter, status int, v any) {
	body, err := xml.MarshalIndent(v, "", "  ")
	if err != nil {
		http.Error(w, "the answer can't be encoded", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
