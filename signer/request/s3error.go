package request

import (
	"bytes"
	"encoding/xml"
	"net/http"
)

// failsInBody reports whether S3 may answer a request with 200 and an error in the body, because it answers before it
// knows the result: CopyObject, UploadPartCopy and CompleteMultipartUpload. Other bodies may be objects, which must
// not be parsed as errors.
func failsInBody(r *http.Request, service string) bool {
	if service != "s3" && service != "s3express" && service != "" {
		return false
	}
	query := r.URL.Query()
	switch r.Method {
	case http.MethodPut:
		return r.Header.Get("X-Amz-Copy-Source") != "" || query.Has("X-Amz-Copy-Source") || query.Has("x-amz-copy-source")
	case http.MethodPost:
		return query.Has("uploadId")
	}
	return false
}

// errorDocument reports whether a body is S3's <Error>. S3 sends blanks before it to keep the connection open.
func errorDocument(body []byte) bool {
	decoder := xml.NewDecoder(bytes.NewReader(bytes.TrimLeft(body, " \t\r\n")))
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name.Local == "Error"
		}
	}
}
