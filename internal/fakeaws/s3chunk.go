package fakeaws

import (
	"bytes"
	"context"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// unchunk undoes aws-chunked, checking the signature of each chunk where there are some:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
func (s *s3Service) unchunk(c *call, sig *signature, caller credential, payload string) ([]byte, *apiError) {
	var check *v4.StreamSigner
	switch payload {
	case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD":
		seed, err := hex.DecodeString(sig.value)
		if err != nil {
			return nil, errMismatch()
		}
		keys := aws.Credentials{AccessKeyID: caller.id, SecretAccessKey: caller.secret.Reveal()}
		check = v4.NewStreamSigner(keys, sig.service, sig.region, seed)
	case "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
	default:
		return nil, newError(http.StatusNotImplemented, "NotImplemented", "A header you provided implies functionality that is not implemented.")
	}
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
		if check != nil {
			// The SDK's signer of event streams makes the string to sign of chunks where there are no
			// headers.
			want, err := check.GetSignature(context.Background(), nil, chunk, sig.at)
			if err != nil || parameters != "chunk-signature="+hex.EncodeToString(want) {
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
