package fakeaws

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	payloadHeader   = "X-Amz-Content-Sha256"
	unsignedPayload = "UNSIGNED-PAYLOAD"
	longestPresign  = 7 * 24 * time.Hour
)

// authenticate checks a request like S3, which signs paths as sent and takes the payload hash from a header:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
func (s *s3Service) authenticate(c *call, sig *signature) (credential, *apiError) {
	if refusal := s.checkPlace(c, sig); refusal != nil {
		return credential{}, refusal
	}
	if refusal := s.checkTime(sig); refusal != nil {
		return credential{}, refusal
	}
	payload := c.Header.Get(payloadHeader)
	switch {
	case sig.inQuery && payload == "":
		payload = unsignedPayload
	case payload == "":
		return credential{}, newError(http.StatusBadRequest, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256")
	}
	caller, refusal := s.server.verify(c, sig, scheme{asSent: true, payload: payload})
	if refusal != nil {
		refusal.fields = append(refusal.fields, field{"AWSAccessKeyId", sig.keyID}, field{"SignatureProvided", sig.value})
		return credential{}, refusal
	}
	if strings.HasPrefix(payload, "STREAMING-") {
		c.body, refusal = s.unchunk(c, sig, caller, payload)
		return caller, refusal
	}
	return caller, checkPayload(c, payload)
}

// checkPlace refuses a request for another region than the bucket's, and names the right one.
func (s *s3Service) checkPlace(c *call, sig *signature) *apiError {
	b := s.server.world.bucket(s.place(c.Request).bucket)
	if b == nil {
		return nil
	}
	if at := s.region(c.Host); at != "" && at != b.region {
		refusal := newError(http.StatusMovedPermanently, "PermanentRedirect", "The bucket you are attempting to access must be addressed "+
			"using the specified endpoint. Please send all future requests to this endpoint.")
		refusal.headers = []field{{"X-Amz-Bucket-Region", b.region}}
		refusal.fields = []field{{"Endpoint", b.name + ".s3." + b.region + ".amazonaws.com"}, {"Bucket", b.name}}
		return refusal
	}
	if sig.region == b.region || sig.goodFor(b.region) {
		return nil
	}
	code, what := "AuthorizationHeaderMalformed", "The authorization header is malformed"
	if sig.inQuery {
		code, what = "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter"
	}
	refusal := newError(http.StatusBadRequest, code, what+"; the region '"+sig.region+"' is wrong; expecting '"+b.region+"'")
	refusal.fields = []field{{"Region", b.region}}
	return refusal
}

func (s *s3Service) checkTime(sig *signature) *apiError {
	now := s.server.now()
	show := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	if sig.inQuery {
		end := sig.at.Add(sig.lifetime)
		switch {
		case sig.lifetime <= 0 || sig.lifetime > longestPresign:
			return newError(http.StatusBadRequest, "AuthorizationQueryParametersError", "X-Amz-Expires must be between 1 and 604800 seconds")
		case now.After(end):
			refusal := newError(http.StatusForbidden, "AccessDenied", "Request has expired")
			refusal.fields = []field{
				{"X-Amz-Expires", strconv.Itoa(int(sig.lifetime.Seconds()))}, {"Expires", show(end)}, {"ServerTime", show(now)},
			}
			return refusal
		}
		return nil
	}
	if off := now.Sub(sig.at); off.Abs() > maxSkew {
		refusal := newError(http.StatusForbidden, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
		refusal.fields = []field{
			{"RequestTime", sig.at.UTC().Format(timeFormat)},
			{"ServerTime", show(now)},
			{"MaxAllowedSkewMilliseconds", strconv.Itoa(int(maxSkew.Milliseconds()))},
		}
		return refusal
	}
	return nil
}

func checkPayload(c *call, payload string) *apiError {
	if payload == unsignedPayload {
		return nil
	}
	sum := sha256.Sum256(c.body)
	if found := hex.EncodeToString(sum[:]); found != payload {
		refusal := newError(http.StatusBadRequest, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.")
		refusal.fields = []field{{"ClientComputedContentSHA256", payload}, {"S3ComputedContentSHA256", found}}
		return refusal
	}
	return nil
}
