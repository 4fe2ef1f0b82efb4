package request_test

import (
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lanyard/signer/request"
)

const canonical = "GET\n/it's\n\nhost:a\n\nhost\nhash"

// errorCases are answers as the services write them.
func errorCases() map[string]struct {
	header http.Header
	body   string
	want   request.Error
} {
	type errorCase = struct {
		header http.Header
		body   string
		want   request.Error
	}
	id := http.Header{"X-Amzn-Requestid": {"id-1"}}
	with := func(pairs ...string) http.Header {
		h := id.Clone()
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	return map[string]errorCase{
		"query": {
			id, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidAction</Code>` +
				`<Message>no such action</Message></Error><RequestId>id-1</RequestId></ErrorResponse>`,
			request.Error{Code: "InvalidAction", Message: "no such action", Type: "Sender", RequestIDs: []string{"id-1"}},
		},
		"EC2": {
			http.Header{},
			`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able ` +
				`to validate the provided access credentials</Message></Error></Errors><RequestID>id-2</RequestID></Response>`,
			request.Error{Code: "AuthFailure", Message: "AWS was not able to validate the provided access credentials", RequestIDs: []string{"id-2"}},
		},
		"S3": {
			http.Header{"X-Amz-Request-Id": {"R"}, "X-Amz-Id-2": {"H"}},
			`<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message>` +
				`<StringToSign>AWS4</StringToSign><CanonicalRequest>other</CanonicalRequest><CanonicalRequestBytes>47 45 54 0d 0a</CanonicalRequestBytes>` +
				`<RequestId>R</RequestId><HostId>H</HostId></Error>`,
			request.Error{
				Code: "SignatureDoesNotMatch", Message: "m", RequestIDs: []string{"R", "H"},
				CanonicalRequest: "GET\r\n", StringToSign: "AWS4",
			},
		},
		"S3, another region": {
			http.Header{"X-Amz-Bucket-Region": {"eu-west-1"}},
			`<Error><Code>PermanentRedirect</Code><Message>m</Message><Bucket>b</Bucket></Error>`,
			request.Error{Code: "PermanentRedirect", Message: "m", Region: "eu-west-1"},
		},
		"JSON 1.0": {
			with("Content-Type", "application/x-amz-json-1.0"), `{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}`,
			request.Error{Code: "ResourceNotFoundException", Message: "no table", RequestIDs: []string{"id-1"}},
		},
		"JSON 1.1 with a capital": {
			with("Content-Type", "application/x-amz-json-1.1"), `{"__type":"KMSInvalidStateException","Message":"disabled"}`,
			request.Error{Code: "KMSInvalidStateException", Message: "disabled", RequestIDs: []string{"id-1"}},
		},
		"JSON that was query before": {
			with("Content-Type", "application/x-amz-json-1.0", "X-Amzn-Query-Error", "AWS.SimpleQueueService.NonExistentQueue;Sender"),
			`{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no queue"}`,
			request.Error{Code: "QueueDoesNotExist", Message: "no queue", Type: "Sender", RequestIDs: []string{"id-1"}},
		},
		"REST-JSON": {
			with("Content-Type", "application/json", "X-Amzn-Errortype", "ResourceNotFoundException:http://internal.amazon.com/coral/x/"),
			`{"message":"no function","resourceId":"f"}`,
			request.Error{Code: "ResourceNotFoundException", Message: "no function", Resource: "f", RequestIDs: []string{"id-1"}},
		},
		"API Gateway with what it expected": {
			with("Content-Type", "application/json", "X-Amzn-Errortype", "InvalidSignatureException"),
			`{"message":"It does not match.\n\nThe Canonical String for this request should have been\n'` + strings.ReplaceAll(canonical, "\n", `\n`) +
				`'\n\nThe String-to-Sign should have been\n'AWS4\nx'\n"}`,
			request.Error{
				Code: "InvalidSignatureException", Message: "It does not match.", RequestIDs: []string{"id-1"},
				CanonicalRequest: canonical, StringToSign: "AWS4\nx",
			},
		},
		"RPC v2 CBOR": {
			with("Content-Type", "application/cbor", "Smithy-Protocol", "rpc-v2-cbor"), "\xbff__type\x6ba#Throttledgmessage\x64slow\xff",
			request.Error{Code: "Throttled", Message: "slow", RequestIDs: []string{"id-1"}},
		},
		"IAM Identity Center": {
			with("Content-Type", "application/json"), `{"error":"invalid_grant","error_description":"expired"}`,
			request.Error{Code: "invalid_grant", Message: "expired", RequestIDs: []string{"id-1"}},
		},
		"AppSync": {
			with("Content-Type", "application/json"), `{"errors":[{"errorType":"UnauthorizedException","message":"no"}]}`,
			request.Error{Code: "UnauthorizedException", Message: "no", RequestIDs: []string{"id-1"}},
		},
		"XML in lower case": {
			id, "<error><code>BadThing</code><message>It is bad.</message></error>",
			request.Error{Code: "BadThing", Message: "It is bad.", RequestIDs: []string{"id-1"}},
		},
		"XML called by its code": {
			id, "<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized</Message>\n</AccessDeniedException>",
			request.Error{Code: "AccessDeniedException", Message: "Unable to determine service/operation name to be authorized", RequestIDs: []string{"id-1"}},
		},
		"XML called by its code, without a text": {
			id, "<UnknownOperationException/>", request.Error{Code: "UnknownOperationException", RequestIDs: []string{"id-1"}},
		},
		"XML in lower case below a root": {
			id, "<ErrorResponse><error><code>Throttling</code><message>slow</message></error><requestId>id-2</requestId></ErrorResponse>",
			request.Error{Code: "Throttling", Message: "slow", RequestIDs: []string{"id-1", "id-2"}},
		},
		"no body":                  {id, "", request.Error{Code: "NotFound", RequestIDs: []string{"id-1"}}},
		"no body and no AWS":       {http.Header{}, "", request.Error{}},
		"a page":                   {http.Header{"Content-Type": {"text/html"}}, "<html><Error><Code>x</Code></Error></html>", request.Error{}},
		"XML of another house":     {http.Header{}, "<fault><Code>x</Code></fault>", request.Error{}},
		"JSON of another house":    {http.Header{}, `{"detail":"no"}`, request.Error{}},
		"XML that was cut":         {http.Header{}, "<Error><Code>Cut</Code><Message>half a mess", request.Error{Code: "Cut"}},
		"XML with a huge message":  {http.Header{}, "<Error><Code>Long</Code><Message>" + strings.Repeat("a", 1<<20), request.Error{Code: "Long"}},
		"JSON that is no object":   {http.Header{}, `["x"]`, request.Error{}},
		"JSON with odd types":      {http.Header{}, `{"__type":1,"message":{"a":1},"errors":[1]}`, request.Error{}},
		"CBOR that is none":        {http.Header{"Content-Type": {"application/cbor"}}, "\xbf", request.Error{}},
		"CBOR deeper than allowed": {http.Header{"Content-Type": {"application/cbor"}}, strings.Repeat("\x81", 1000) + "\x00", request.Error{}},
	}
}

func TestErrorsOfEveryProtocol(t *testing.T) {
	for name, tc := range errorCases() {
		t.Run(name, func(t *testing.T) {
			got := request.ParseError("GET", 404, tc.header, []byte(tc.body))
			tc.want.Status, tc.want.Reason, tc.want.Fields = 404, "Not Found", got.Fields
			if !reflect.DeepEqual(*got, tc.want) {
				t.Errorf("got  %+v\nwant %+v", *got, tc.want)
			}
			if got.AWS() != (tc.want.Code != "") {
				t.Errorf("AWS() is %v", got.AWS())
			}
		})
	}
}

func FuzzParseError(f *testing.F) {
	for _, tc := range errorCases() {
		if len(tc.body) > 4096 { // which would only be cut smaller for a minute
			continue
		}
		f.Add(tc.header.Get("Content-Type"), tc.header.Get("X-Amzn-Errortype"), []byte(tc.body))
	}
	f.Fuzz(func(t *testing.T, contentType, errorType string, body []byte) {
		header := http.Header{"Content-Type": {contentType}, "X-Amzn-Errortype": {errorType}}
		first := request.ParseError("GET", 400, header, body)
		if again := request.ParseError("GET", 400, header, slices.Clone(body)); !reflect.DeepEqual(first, again) {
			t.Errorf("two readings differ: %+v, %+v", first, again)
		}
		if len(first.Message) > 4*len(body)+len(errorType) {
			t.Errorf("a message of %d bytes from a body of %d", len(first.Message), len(body))
		}
	})
}

func TestBodies(t *testing.T) {
	path := t.TempDir() + "/body"
	if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("0123456789", 1<<20)
	file, err := request.File(path)
	if err != nil {
		t.Fatal(err)
	}
	short, err := request.Spool(strings.NewReader("content"))
	if err != nil {
		t.Fatal(err)
	}
	spooled, err := request.Spool(strings.NewReader(long))
	if err != nil {
		t.Fatal(err)
	}
	for want, bodies := range map[string][]request.Body{"content": {file, short, request.Text("content")}, long: {spooled}} {
		for i, b := range bodies {
			for range 2 { // as a second attempt does
				if got := contentOf(t, b); got != want || b.Size != int64(len(want)) {
					t.Errorf("body %d has %d bytes, says %d, want %d", i, len(got), b.Size, len(want))
				}
			}
		}
	}
	spooled.Discard()
	short.Discard()
	if _, err := request.File(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder as a body: %v", err)
	}
}
