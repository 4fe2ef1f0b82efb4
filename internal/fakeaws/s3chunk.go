package fakeaws

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

const signedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"

// unchunk decodes aws-chunked, and checks the signatures of signed chunks:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
func (s *s3Service) unchunk(c *call, sig *signature, caller credential, payload string) ([]byte, *apiError) {
	notImplemented := newError(http.StatusNotImplemented, "NotImplemented", "A header you provided implies functionality that is not implemented.")
	if payload != signedChunks && payload != "STREAMING-UNSIGNED-PAYLOAD-TRAILER" {
		return nil, notImplemented
	}
	previous := sig.value
	incomplete := newError(http.StatusBadRequest, "IncompleteBody", "The request body terminated unexpectedly")
	var body []byte
	for rest := c.body; ; {
		line, after, ok := bytes.Cut(rest, []byte("\r\n"))
		size, parameters, _ := strings.Cut(string(line), ";")
		n, err := strconv.ParseUint(size, 16, 31)
		if !ok || err != nil || int(n) > len(after) {
			return nil, incomplete
		}
		chunk := after[:n]
		if payload == signedChunks {
			previous, err = s.server.verifier.ExpectChunk(newSigned(c, sig, scheme{}), caller.secret.Reveal(), previous, chunk)
			if errors.Is(err, errors.ErrUnsupported) {
				return nil, notImplemented
			}
			if err != nil || parameters != "chunk-signature="+previous {
				return nil, errMismatch()
			}
		}
		body = append(body, chunk...)
		if n == 0 {
			break
		}
		rest = bytes.TrimPrefix(after[n:], []byte("\r\n"))
	}
	if length := c.Header.Get("X-Amz-Decoded-Content-Length"); length != strconv.Itoa(len(body)) {
		return nil, incomplete
	}
	return body, nil
}
