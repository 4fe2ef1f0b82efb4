package fakeaws

import (
	"fmt"
	"net/http"
)

// apiError is a refusal in AWS's words.
type apiError struct {
	status        int
	code, message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

// The codes, statuses and texts below are those of the real STS and IAM, which clients match on:
// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, and for the texts and
// for the status of ExpiredToken (403, though models say 400) the answers that people quote in
// the issues of the SDKs.

func errMissingToken() *apiError {
	return &apiError{http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token"}
}

func errIncomplete(format string, a ...any) *apiError {
	return &apiError{http.StatusBadRequest, "IncompleteSignature", fmt.Sprintf(format, a...)}
}

func errSignature(format string, a ...any) *apiError {
	return &apiError{http.StatusForbidden, "SignatureDoesNotMatch", fmt.Sprintf(format, a...)}
}

func errMismatch() *apiError {
	return errSignature("The request signature we calculated does not match the signature you provided. " +
		"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
}

func errInvalidToken() *apiError {
	return &apiError{http.StatusForbidden, "InvalidClientTokenId", "The security token included in the request is invalid."}
}

func errExpired() *apiError {
	return &apiError{http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired"}
}

func errDenied(format string, a ...any) *apiError {
	return &apiError{http.StatusForbidden, "AccessDenied", fmt.Sprintf(format, a...)}
}

func errNotAuthorized(who, action, resource string) *apiError {
	return errDenied("User: %s is not authorized to perform: %s on resource: %s", who, action, resource)
}

func errValidation(format string, a ...any) *apiError {
	return &apiError{http.StatusBadRequest, "ValidationError", fmt.Sprintf(format, a...)}
}

// errConstraint is the message of a parameter that its model refuses.
func errConstraint(value, name, constraint string) *apiError {
	return errValidation("1 validation error detected: Value %s at '%s' failed to satisfy constraint: Member must %s",
		value, name, constraint)
}

func errInvalidAction(action, version string) *apiError {
	if version == "" {
		version = "NO_VERSION_SPECIFIED"
	}
	return &apiError{
		http.StatusBadRequest, "InvalidAction",
		fmt.Sprintf("Could not find operation %s for version %s", action, version),
	}
}

func errThrottled() *apiError {
	return &apiError{http.StatusBadRequest, "Throttling", "Rate exceeded"}
}

func errInternal(status int) *apiError {
	if status == http.StatusServiceUnavailable {
		return &apiError{status, "ServiceUnavailable", "Service is unable to handle request."}
	}
	return &apiError{status, "InternalFailure", "An internal error has occurred. Retry your request, but if the problem persists, contact us."}
}
