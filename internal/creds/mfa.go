package creds

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/internal/duration"
	"lanyard/internal/run"
)

const (
	// codeTries is how often a person is asked for one session.
	codeTries = 3
	// codeLimit bounds what is read of an mfa_process.
	codeLimit = 4 << 10
)

// Reasons shown with the prompt for another code.
const (
	retryRefused   = "The code was refused. Each code works once: wait for the next one."
	retryMalformed = "A code has six digits."
	retrySpent     = "The last code has been used for another session. Each code works once: wait for the next one."
)

// withCode calls produce with a code of the hop's device, or without one if it needs none. A person is
// asked again after a wrong code; the other sources would only give the same one.
func (j *job) withCode(ctx context.Context, h *planStep, produce func(code string) (*session, error)) (*session, error) {
	if h.serial == "" {
		return produce("")
	}
	if code, err := j.givenCode(ctx, h); err != nil || code != "" {
		if err != nil {
			return nil, err
		}
		return produce(code)
	}
	retry := ""
	if j.codeUsed {
		retry = retrySpent
	}
	for try := 1; ; try++ {
		code, err := j.askCode(ctx, h, retry)
		if err != nil {
			return nil, err
		}
		if IsCode(code) {
			j.codeUsed = true
			s, err := produce(code)
			if !errors.Is(err, ErrWrongCode) || try == codeTries {
				return s, err
			}
			retry = retryRefused
			continue
		}
		if try == codeTries {
			return nil, fmt.Errorf("%w: a code has six digits", ErrWrongCode)
		}
		retry = retryMalformed
	}
}

// givenCode returns the code that is available without a prompt: the request's, or else the output of
// the profile's mfa_process. It returns "" if there is neither.
func (j *job) givenCode(ctx context.Context, h *planStep) (string, error) {
	code, origin := "", ""
	if j.req.MFACode != "" && !j.codeUsed {
		code, origin, j.codeUsed = strings.TrimSpace(j.req.MFACode), "given", true
	} else if command := h.mfaProcess(); command != "" {
		text, err := j.runProgram(ctx, h, run.Command{Args: run.Shell(command), Limit: codeLimit})
		if err != nil {
			return "", fmt.Errorf("mfa_process: %w", err)
		}
		code, origin = strings.TrimSpace(string(text)), "of mfa_process"
	}
	if origin != "" && !IsCode(code) {
		return "", fmt.Errorf("%w: the code %s has not six digits", ErrWrongCode, origin)
	}
	return code, nil
}

func (h *planStep) mfaProcess() string {
	if h.step.Settings == nil {
		return ""
	}
	return h.step.Settings.Get("mfa_process")
}

// askCode asks the person, if there is one.
func (j *job) askCode(ctx context.Context, h *planStep, retry string) (string, error) {
	if j.Person == nil || j.unattended {
		return "", &codeError{h.serial, ErrPersonNeeded}
	}
	asking, cancel := context.WithTimeout(ctx, j.wait())
	defer cancel()
	code, err := j.Person.MFACode(asking, MFARequest{Profile: j.plan.Profile, Serial: h.serial, Retry: retry})
	switch {
	case err == nil:
		return strings.TrimSpace(code), nil
	case ctx.Err() != nil:
		// Interrupted at the prompt: those who wait must not be prompted one after another.
		return "", &codeError{h.serial, fmt.Errorf("%w: %w", ErrDeclined, ctx.Err())}
	case asking.Err() != nil:
		return "", &codeError{h.serial, fmt.Errorf("%w: no answer within %s", ErrDeclined, duration.Exact(j.wait()))}
	}
	return "", &codeError{h.serial, err}
}

// IsCode reports whether text has the form that STS accepts of a virtual device: six digits.
func IsCode(text string) bool {
	return len(text) == 6 && strings.Trim(text, "0123456789") == ""
}
