package request

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/duration"
)

const (
	// longestBackoff is where exponential backoff ends, as in the AWS SDKs.
	longestBackoff = 20 * time.Second
	// longestRetryAfter is how long a server may make us wait; one that asks for more has its answer shown.
	longestRetryAfter = 5 * time.Minute
	// skewFrom is how far a clock may be off before it explains a refusal, as in the AWS SDKs: AWS
	// itself tolerates five minutes, S3 fifteen.
	skewFrom = 4 * time.Minute
)

// step is what follows an attempt.
type step struct {
	again bool
	event Event
}

// next decides what follows an attempt: what would mend it is tried before what would repeat it.
func (t *transfer) next(ctx context.Context, a *Answer, err error) step {
	if err != nil {
		if !errors.Is(err, ErrDropped) {
			return step{}
		}
		return t.repair(ErrDropped.Error(), 0)
	}
	if a.Error == nil {
		return step{}
	}
	for _, mend := range []func(context.Context, *Answer) (step, bool){t.move, t.follow, t.setClock, t.renew} {
		if s, ok := mend(ctx, a); ok {
			return s
		}
	}
	if !transient(a) {
		return step{}
	}
	after, ok := retryAfter(a.Header, a.received)
	if ok && after > longestRetryAfter {
		t.notes = append(t.notes, fmt.Sprintf("the server wants %s of patience, which is too long", after))
		return step{}
	}
	why := strings.TrimSpace(fmt.Sprintf("%d %s", a.Status, firstOf(a.Error.Code, a.Reason)))
	if a.endless {
		return t.repair(why, after)
	}
	return t.retry(why, after)
}

// repair repeats an attempt whose answer did not come to its end. All such attempts share one time limit:
// connections that only ever break, and errors without an end, are one exchange.
func (t *transfer) repair(why string, after time.Duration) step {
	if t.uploaded.Swap(0) >= expectFrom {
		t.begun = time.Now() // it was worth its time
	}
	s := t.retry(why, after)
	if t.Timeout > 0 && time.Since(t.begun)+s.event.Wait > t.Timeout {
		return step{}
	}
	t.shared = true
	return s
}

// retry repeats the attempt after a while, if it may.
func (t *transfer) retry(why string, after time.Duration) step {
	if t.retries >= t.Retries {
		return step{}
	}
	wait := after
	if wait == 0 {
		wait = jitter(backoff(t.RetryBase, t.retries))
	}
	t.retries++
	return step{true, Event{Kind: EventRetry, Why: why, Wait: wait}}
}

// backoff doubles with each retry.
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

// transient reports whether the same request may well succeed later.
func transient(a *Answer) bool {
	if a.Failed {
		return true
	}
	switch a.Status {
	case http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported: // these do not pass
		return false
	}
	return a.Status >= http.StatusInternalServerError || slices.Contains(throttlingCodes(), a.Error.Code)
}

// throttlingCodes are those of https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html,
// some of which come with status 400, and its transient ones.
func throttlingCodes() []string {
	return []string{
		"BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
		"ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException",
		"SlowDown", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
		"TransactionInProgressException", "RequestTimeout", "RequestTimeoutException", "IDPCommunicationError",
	}
}

// retryAfter reads Retry-After, seconds or a date (RFC 9110, 10.2.3), and S3's and Lambda's own in
// milliseconds.
func retryAfter(header http.Header, now time.Time) (time.Duration, bool) {
	if ms, err := strconv.ParseInt(header.Get("X-Amz-Retry-After"), 10, 32); err == nil && ms > 0 {
		return time.Duration(ms) * time.Millisecond, true
	}
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		if date, err := http.ParseTime(header.Get("Date")); err == nil {
			now = date
		}
		return max(at.Sub(now), 0), true
	}
	return 0, false
}

// setClock signs once more by the server's clock, unless the time of signing was given.
func (t *transfer) setClock(_ context.Context, a *Answer) (step, bool) {
	off, ok := a.skew()
	if !ok || t.corrected || t.Anonymous || !t.sign.Time.IsZero() || !clockCode(a.Error) && !saysNothing(a.Error) {
		return step{}, false
	}
	t.corrected, t.offset = true, off
	t.notes = append(t.notes, skewWords(off))
	return step{true, Event{Kind: EventSkew, Why: skewWords(off), Offset: off}}, true
}

// skew is how far the server's clock was ahead of ours, if that is worth mentioning.
func (a *Answer) skew() (time.Duration, bool) {
	date, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return 0, false
	}
	off := date.Sub(a.received).Round(time.Second)
	return off, off.Abs() >= skewFrom
}

func skewWords(off time.Duration) string {
	return "this machine's clock is " + duration.Skew(off) + " the server's"
}

// clockCode reports the refusals that a wrong clock leads to.
func clockCode(e *Error) bool {
	switch e.Code {
	case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
		"SignatureDoesNotMatch", "AuthFailure", "RequestTimeTooSkewedException":
		return true
	}
	return strings.HasPrefix(e.Message, "Signature expired") || strings.HasPrefix(e.Message, "Signature not yet current")
}

// saysNothing reports a refusal that does not say why, as a HEAD's, an empty body, a page of a proxy or
// API Gateway's {"message":"Forbidden"} do not: a wrong clock may be the reason.
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

// renew signs once more with new credentials after AWS said that the old ones had ended.
func (t *transfer) renew(ctx context.Context, a *Answer) (step, bool) {
	if t.renewed || t.Anonymous || !expiredCode(a.Error) {
		return step{}, false
	}
	t.renewed = true
	keys, err := t.Credentials(ctx, true)
	if err != nil || keys.AccessKeyID == t.keys.AccessKeyID {
		return step{}, false // the answer tells the person what there is to do
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
