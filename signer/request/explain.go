package request

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lanyard/signer"
)

// dissect parses the error of an answer from a service, "" if that is unknown. Read still returns the whole body.
func (a *Answer) dissect(service string) {
	a.URL = a.mask.Replace(a.request.URL.String())
	a.Sent = maskHeader(a.mask, a.request.Header)
	a.Sent.Set("Host", firstOf(a.request.Host, a.request.URL.Host))
	a.Signing = Masked(a.signing)
	succeeded := a.Status < http.StatusMultipleChoices || a.Status == http.StatusNotModified
	if succeeded && !(a.Status == http.StatusOK && failsInBody(a.request, service)) {
		return
	}
	body, whole, err := a.Begin(readLimit)
	if succeeded && !errorDocument(body) {
		return
	}
	if a.endless = err != nil || !whole; !a.endless {
		// Errors about signatures repeat what was signed, session token included.
		body = []byte(a.mask.Replace(string(body)))
		a.body, a.Size = strings.NewReader(string(body)), int64(len(body))
		a.Finish()
	}
	a.Failed = succeeded
	a.Error = ParseError(a.Method, a.Status, a.Header, body)
	a.Error.Reason, a.Error.Skew = a.Reason, a.offset()
	if to := a.location(); to != nil {
		a.Redirect = to.Scheme + "://" + to.Host
	}
}

// explain adds what is known about a refusal beyond its message.
func (t *transfer) explain(a *Answer) {
	if a.Error == nil {
		return
	}
	if a.Redirect != "" {
		a.Why = append(a.Why, fmt.Sprintf("the redirect to %q is not followed", a.Redirect))
	}
	if ended := presignEnd(a); !ended.IsZero() {
		a.Why = append(a.Why, fmt.Sprintf("the presigned URL ended at %s", ended.UTC().Format(time.RFC3339)))
	}
	if t.Anonymous {
		return
	}
	t.explainTime(a)
	if !signatureCode(a.Error) {
		return
	}
	if region := a.Error.Region; region != "" && region != t.sign.Region {
		a.Why = append(a.Why, fmt.Sprintf("wrong region: it wants %s, not %s", region, t.sign.Region))
	}
	if a.signing != nil && a.Error.Code != "AuthorizationHeaderMalformed" {
		t.compare(a)
	}
}

// explainTime adds that the time of signing may be the reason of a refusal, unless the clock was corrected already.
func (t *transfer) explainTime(a *Answer) {
	silent := saysNothing(a.Error)
	off, skewed := a.skew()
	if skewed && !t.corrected && (silent || signatureCode(a.Error)) {
		a.Why = append(a.Why, skewWords(off))
	}
	if t.sign.Time.IsZero() || mismatch(a.Error) || !silent && !clockCode(a.Error) {
		return
	}
	date, err := http.ParseTime(a.Header.Get("Date"))
	if err == nil && (!silent || date.Sub(t.sign.Time).Abs() >= skewFrom) {
		a.Why = append(a.Why, fmt.Sprintf("it is signed for %s, and by the server's clock it is %s",
			t.sign.Time.UTC().Format(http.TimeFormat), date.UTC().Format(http.TimeFormat)))
	}
}

// compare compares the texts that the server would have signed with ours.
func (t *transfer) compare(a *Answer) {
	ours := a.signing
	e := a.Error
	e.CanonicalRequest = strings.TrimSuffix(e.CanonicalRequest, "\n")
	if e.CanonicalRequest == "" && e.StringToSign == "" {
		if len(a.Why) == 0 && mismatch(e) {
			a.Why = append(a.Why, "the server does not say what it expected to be signed")
		}
		return
	}
	if e.CanonicalRequest != "" {
		// The server's text was masked with the body.
		a.Mismatch = append(a.Mismatch, signer.Compare(a.mask.Replace(ours.CanonicalRequest), a.mask.Replace(e.CanonicalRequest))...)
	}
	if e.StringToSign != "" {
		for _, d := range signer.CompareStringToSign(ours.StringToSign, e.StringToSign) {
			if d.Part == "canonical request" && len(a.Mismatch) > 0 {
				continue // it follows from the other differences
			}
			a.Mismatch = append(a.Mismatch, d)
		}
	}
	for _, d := range a.Mismatch {
		a.Why = append(a.Why, d.Why)
	}
	if len(a.Mismatch) == 0 && mismatch(e) {
		a.Why = append(a.Why, "the server signs the very same text: the secret access key is not that of "+t.keys.AccessKeyID)
	}
}

func mismatchCode(code string) bool {
	return code == "SignatureDoesNotMatch" || code == "InvalidSignatureException"
}

// mismatch reports whether the server computed another signature. The codes alone also stand for wrong times and
// scopes.
func mismatch(e *Error) bool {
	return mismatchCode(e.Code) && (e.CanonicalRequest != "" || strings.Contains(e.Message, "does not match"))
}

// signatureCode reports whether a refusal concerns the signature of the request.
func signatureCode(e *Error) bool {
	return mismatchCode(e.Code) || clockCode(e) || e.CanonicalRequest != "" ||
		strings.HasPrefix(e.Code, "Authorization") || e.Code == "PermanentRedirect" || e.Code == "IncompleteSignatureException" ||
		e.Code == "IncompleteSignature" || e.Code == "XAmzContentSHA256Mismatch"
}

// presignEnd returns the expiry of a refused presigned URL if it has passed, else zero.
func presignEnd(a *Answer) time.Time {
	query := a.request.URL.Query()
	at, err := signer.ParseTime(query.Get("X-Amz-Date"))
	seconds, errSeconds := strconv.Atoi(query.Get("X-Amz-Expires"))
	if err != nil || errSeconds != nil {
		return time.Time{}
	}
	now := a.received
	if date, err := http.ParseTime(a.Header.Get("Date")); err == nil {
		now = date
	}
	if end := at.Add(time.Duration(seconds) * time.Second); now.After(end) {
		return end
	}
	return time.Time{}
}
