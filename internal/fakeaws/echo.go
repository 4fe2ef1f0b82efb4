package fakeaws

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// echoPath is the path at which unsigned requests reach the echo service.
const echoPath = "/echo"

// maxEcho bounds the bodies that are echoed and stored, in bytes.
const maxEcho = 64 << 20

// echoService stands for any service: it checks the signature and answers with the request.
type echoService struct {
	protocol protocol
}

// echoServices returns the names of the echo service, each with the protocol of the real service.
func echoServices() map[string]protocol {
	return map[string]protocol{
		"execute-api": protocolRESTJSON, "lambda": protocolRESTJSON, "dynamodb": protocolJSON, "ec2": protocolEC2,
		"sns": protocolQuery, "route53": protocolRESTXML, "monitoring": protocolCBOR,
	}
}

func (e *echoService) action(*call) string { return "Echo" }

func (e *echoService) signed(string) bool { return true }

func (e *echoService) refuse(w http.ResponseWriter, err *apiError) { e.protocol.refuse(w, err) }

// echo is the received request without secrets.
type echo struct {
	Method        string      `json:"method"`
	Host          string      `json:"host"`
	Path          string      `json:"path"` // as sent
	RawQuery      string      `json:"raw_query"`
	Query         url.Values  `json:"query"`
	Headers       http.Header `json:"headers"`
	Service       string      `json:"service"`
	Region        string      `json:"region"`
	SignedHeaders []string    `json:"signed_headers"`
	Caller        string      `json:"caller"`
	Body          string      `json:"body,omitempty"`
	BodyBase64    string      `json:"body_base64,omitempty"`
}

func (e *echoService) serve(w http.ResponseWriter, c *call) {
	path, query, _ := strings.Cut(c.RequestURI, "?")
	if at := strings.Index(query, "X-Amz-Signature="); at >= 0 {
		query = query[:at] + "X-Amz-Signature=****"
	}
	seen := echo{
		Method: c.Method, Host: c.Host, Path: path, RawQuery: query, Query: c.URL.Query(), Headers: c.Header.Clone(),
		Service: c.sig.service, Region: c.sig.region, SignedHeaders: c.sig.headers, Caller: c.caller.who.arn,
	}
	for _, secret := range []string{"X-Amz-Security-Token", "Authorization", "X-Amz-Signature"} {
		if seen.Headers.Get(secret) != "" {
			seen.Headers.Set(secret, "****")
		}
		if seen.Query.Get(secret) != "" {
			seen.Query.Set(secret, "****")
		}
	}
	if utf8.Valid(c.body) {
		seen.Body = string(c.body)
	} else {
		seen.BodyBase64 = base64.StdEncoding.EncodeToString(c.body)
	}
	if e.protocol == protocolCBOR {
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		writeBody(w, http.StatusOK, "application/cbor", cborMap(
			field{"method", seen.Method}, field{"path", seen.Path}, field{"length", strconv.Itoa(len(c.body))}))
		return
	}
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(seen); err != nil {
		http.Error(w, "the answer can't be encoded", http.StatusInternalServerError)
		return
	}
	kind := "application/json"
	if e.protocol == protocolJSON {
		kind = "application/x-amz-json-1.0"
	}
	writeBody(w, http.StatusOK, kind, body.Bytes())
}
