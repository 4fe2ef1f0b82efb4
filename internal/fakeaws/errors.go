package fakeaws

import (
	"fmt"
	"net/http"
)

// apiError is a refusal in AWS's words.
type apiError struct {
	status        int
	code, message string
	// expected is the signature that the request should have had. Most services add its texts to the message.
	expected *Expected
	fields   []field // further elements of an answer in S3's format
	headers  []field
}

// field is one named value.
type field struct{ name, value string }

func newError(status int, code, message string) *apiError {
	return &apiError{status: status, code: code, message: message}
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

// Clients match on codes, statuses and texts, so these equal the real ones of STS and IAM. Sources:
// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, and answers quoted in issues of the SDKs for
// the texts and for the status of ExpiredToken (403; the models say 400).

func errMissingToken() *apiError {
	return newError(http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token")
}

func errIncomplete(format string, a ...any) *apiError {
	return newError(http.StatusBadRequest, "IncompleteSignature", fmt.Sprintf(format, a...))
}

func errSignature(format string, a ...any) *apiError {
	return newError(http.StatusForbidden, "SignatureDoesNotMatch", fmt.Sprintf(format, a...))
}

func errMismatch() *apiError {
	return errSignature("The request signature we calculated does not match the signature you provided. " +
		"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
}

func errInvalidToken() *apiError {
	return newError(http.StatusForbidden, "InvalidClientTokenId", "The security token included in the request is invalid.")
}

func errExpired() *apiError {
	return newError(http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired")
}

func errDenied(format string, a ...any) *apiError {
	return newError(http.StatusForbidden, "AccessDenied", fmt.Sprintf(format, a...))
}

func errNotAuthorized(who, action, resource string) *apiError {
	return errDenied("User: %s is not authorized to perform: %s on resource: %s", who, action, resource)
}

func errValidation(format string, a ...any) *apiError {
	return newError(http.StatusBadRequest, "ValidationError", fmt.Sprintf(format, a...))
}

// errConstraint returns the error for a parameter that violates its model.
func errConstraint(value, name, constraint string) *apiError {
	return errValidation("1 validation error detected: Value %s at '%s' failed to satisfy constraint: Member must %s",
		value, name, constraint)
}

func errInvalidAction(action, version string) *apiError {
	if version == "" {
		version = "NO_VERSION_SPECIFIED"
	}
	return newError(http.StatusBadRequest, "InvalidAction",
		fmt.Sprintf("Could not find operation %s for version %s", action, version))
}

// errThrottled returns the throttling error. Its status depends on the service.
func errThrottled(status int) *apiError {
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		status = http.StatusBadRequest
	}
	return newError(status, "Throttling", "Rate exceeded")
}

func errInternal(status int) *apiError {
	if status == http.StatusServiceUnavailable {
		return newError(status, "ServiceUnavailable", "Service is unable to handle request.")
	}
	return newError(status, "InternalFailure", "An internal error has occurred. Retry your request, but if the problem persists, contact us.")
}
