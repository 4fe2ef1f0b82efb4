package request

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/duration"
)

const (
	// longestBackoff bounds the exponential backoff, as in the AWS SDKs.
	longestBackoff = 20 * time.Second
	// longestRetryAfter bounds the wait that a server may ask for. Its answer is final if it asks for more.
	longestRetryAfter = 5 * time.Minute
	// skewFrom is the clock difference from which a refusal is blamed on the clock, as in the AWS SDKs. AWS
	// itself tolerates five minutes, S3 fifteen.
	skewFrom = 4 * time.Minute
)

// step is the decision after an attempt.
type step struct {
	again bool
	event Event
}

// next decides what follows an attempt. It prefers corrections of the request to a mere repetition.
func (t *transfer) next(ctx context.Context, a *Answer, err error) step {
	if err != nil {
		if !t.mayPass(err) {
			return step{}
		}
		why := ErrDropped
		if !errors.Is(err, why) {
			why = ErrUnreachable
		}
		return t.repair(why.Error(), 0)
	}
	if a.Error == nil {
		return step{}
	}
	for _, mend := range []func(context.Context, *Answer) (step, bool){t.move, t.follow, t.setClock, t.renew} {
		if s, ok := mend(ctx, a); ok {
			return s
		}
	}
	if !a.Error.Transient() && !a.Failed {
		return step{}
	}
	after, ok := retryAfter(a.Header, a.received)
	if ok && after > longestRetryAfter {
		t.notes = append(t.notes, fmt.Sprintf("the server wants %s of patience, which is too long", after))
		return step{}
	}
	why := strings.TrimSpace(fmt.Sprintf("%d %s", a.Status, firstOf(a.Error.Code, a.Reason)))
	switch {
	case a.Status == http.StatusTooManyRequests && t.ThrottledRetries > 0:
		return t.retryThrottled(why, after)
	case a.endless, t.whole:
		return t.repair(why, after)
	}
	return t.retry(why, after)
}

// mayPass reports whether a repetition may get an answer after an attempt that failed with err.
func (t *transfer) mayPass(err error) bool {
	if errors.Is(err, ErrDropped) {
		return true
	}
	var op *net.OpError
	var dns *net.DNSError
	notFound := errors.As(err, &dns) && dns.IsNotFound
	return t.RetryUnreachable && !notFound && errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
}

// repair repeats an attempt whose answer broke off, and any attempt of a Call. All such attempts share one time
// limit, so that a server can't hold a request forever with broken connections or endless errors.
func (t *transfer) repair(why string, after time.Duration) step {
	if t.uploaded.Swap(0) >= expectFrom {
		t.begun = time.Now() // a long upload starts a new limit
	}
	s := t.retry(why, after)
	if t.Timeout > 0 && time.Since(t.begun)+s.event.Wait > t.Timeout {
		return step{}
	}
	t.shared = true
	return s
}

// retry repeats the attempt after a pause, if there are retries left.
func (t *transfer) retry(why string, after time.Duration) step {
	if t.retries >= t.Retries {
		return step{}
	}
	t.retries++
	return t.again(why, after, t.retries)
}

// retryThrottled is like retry, for a service that throttles the requests.
func (t *transfer) retryThrottled(why string, after time.Duration) step {
	if t.throttled >= t.ThrottledRetries {
		return step{}
	}
	t.throttled++
	s := t.again(why, after, t.throttled)
	t.begun = time.Now().Add(s.event.Wait)
	return s
}

// again returns retry number n, from 1. It waits for after, or for a random time if that is 0.
func (t *transfer) again(why string, after time.Duration, n int) step {
	if after == 0 {
		after = jitter(backoff(t.RetryBase, n-1))
	}
	return step{true, Event{Kind: EventRetry, Why: why, Wait: after}}
}

// backoff returns the longest pause before a retry. It doubles with each retry.
func backoff(base time.Duration, retries int) time.Duration {
	if base <= 0 {
		base = DefaultRetryBase
	}
	for range retries {
		if base *= 2; base >= longestBackoff {
			break
		}
	}
	return min(base, longestBackoff)
}

// Transient reports whether the same request may succeed later.
func (e *Error) Transient() bool {
	switch e.Status {
	case 0:
		return !errors.Is(e.Err, ErrTimeout) && !errors.Is(e.Err, context.DeadlineExceeded)
	case http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported: // permanent
		return false
	}
	return e.Status >= http.StatusInternalServerError || slices.Contains(throttlingCodes(), e.Code)
}

// throttlingCodes returns the throttling and transient codes of
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html. Some come with status 400.
func throttlingCodes() []string {
	return []string{
		"BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
		"ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException",
		"SlowDown", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
		"TransactionInProgressException", "RequestTimeout", "RequestTimeoutException", "IDPCommunicationError",
	}
}

// retryAfter parses Retry-After, which is in seconds or a date (RFC 9110, 10.2.3), and X-Amz-Retry-After of S3 and
// Lambda, which is in milliseconds.
func retryAfter(header http.Header, now time.Time) (time.Duration, bool) {
	if ms, err := strconv.ParseInt(header.Get("X-Amz-Retry-After"), 10, 32); err == nil && ms > 0 {
		return time.Duration(ms) * time.Millisecond, true
	}
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1e6)) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		if date, err := http.ParseTime(header.Get("Date")); err == nil {
			now = date
		}
		return max(at.Sub(now), 0), true
	}
	return 0, false
}

// setClock signs again by the server's clock, unless the caller set the time of signing.
func (t *transfer) setClock(_ context.Context, a *Answer) (step, bool) {
	off, ok := a.skew()
	if !ok || t.corrected || t.Anonymous || !t.sign.Time.IsZero() || !clockCode(a.Error) && !saysNothing(a.Error) {
		return step{}, false
	}
	if t.whole { // the AWS SDKs count it as a retry
		if t.retries >= t.Retries {
			return step{}, false
		}
		t.retries++
	}
	t.corrected, t.offset = true, off
	t.notes = append(t.notes, skewWords(off))
	return step{true, Event{Kind: EventSkew, Why: skewWords(off), Offset: off}}, true
}

// skew returns the offset of the server's clock, and whether it is large enough to explain a refusal.
func (a *Answer) skew() (time.Duration, bool) {
	off := a.offset().Round(time.Second)
	return off, off.Abs() >= skewFrom
}

// offset returns how far the server's clock is ahead of this machine's, by the answer's Date; 0 if not known.
func (a *Answer) offset() time.Duration {
	date, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return 0
	}
	return date.Sub(a.received)
}

func skewWords(off time.Duration) string {
	return "this machine's clock is " + duration.Skew(off) + " the server's"
}

// clockCode reports whether a wrong clock leads to such a refusal.
func clockCode(e *Error) bool {
	switch e.Code {
	case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
		"SignatureDoesNotMatch", "AuthFailure", "RequestTimeTooSkewedException":
		return true
	}
	return strings.HasPrefix(e.Message, "Signature expired") || strings.HasPrefix(e.Message, "Signature not yet current")
}

// saysNothing reports whether a refusal gives no reason, so that a wrong clock may be the reason: the answer to a
// HEAD, an empty body, the page of a proxy, or API Gateway's {"message":"Forbidden"}.
func saysNothing(e *Error) bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
	default:
		return false
	}
	switch e.Code {
	case "":
		return true
	case statusCode(e.Status), "ForbiddenException":
		return e.Message == "" || e.Message == e.Reason
	}
	return false
}

// renew signs again with new credentials if AWS answers that the old ones have expired.
func (t *transfer) renew(ctx context.Context, a *Answer) (step, bool) {
	if t.renewed || t.Anonymous || !expiredCode(a.Error) {
		return step{}, false
	}
	t.renewed = true
	keys, err := t.Credentials(ctx, true)
	if err != nil || keys.AccessKeyID == t.keys.AccessKeyID {
		return step{}, false // the answer is shown instead
	}
	t.keys = keys
	t.notes = append(t.notes, "the credentials had ended and were renewed")
	return step{true, Event{Kind: EventRenew, Why: a.Error.Code}}, true
}

func expiredCode(e *Error) bool {
	switch e.Code {
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
		return true
	case "RequestExpired", "UnrecognizedClientException", "InvalidClientTokenId":
		return strings.Contains(e.Message, "token included in the request is expired")
	}
	return false
}
