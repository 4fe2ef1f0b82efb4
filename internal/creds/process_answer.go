package creds

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/redact"
	"lanyard/profiles"
)

// processAnswer is the JSON output of a credential_process:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
type processAnswer struct {
	Version         int
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
	AccountID       accountID `json:"AccountId"`
}

// accountID is the id of an account, which some programs write as a number, without its leading zeros.
type accountID string

// UnmarshalJSON implements json.Unmarshaler.
func (a *accountID) UnmarshalJSON(text []byte) error {
	if n, err := strconv.ParseUint(string(text), 10, 64); err == nil {
		*a = accountID(fmt.Sprintf("%012d", n))
		return nil
	}
	return json.Unmarshal(text, (*string)(a))
}

// readProcess reads the answer of a credential_process. Errors don't quote it: it may hold secrets.
func (j *job) readProcess(out []byte) (*session, error) {
	var a processAnswer
	if err := json.Unmarshal(out, &a); err != nil {
		return nil, errors.New("its answer is not the JSON that it should be")
	}
	if a.Version != 1 {
		return nil, fmt.Errorf("its answer has version %d instead of 1", a.Version)
	}
	if a.AccessKeyID == "" || a.SecretAccessKey == "" {
		return nil, errors.New("its answer lacks AccessKeyId or SecretAccessKey")
	}
	s := &session{
		Credentials: Credentials{
			AccessKeyID: a.AccessKeyID, SecretAccessKey: redact.New(a.SecretAccessKey), SessionToken: redact.New(a.SessionToken),
			AccountID: string(a.AccountID),
		},
		kind: profiles.KindProcess, obtained: j.now(),
	}
	if a.Expiration == "" {
		return s, nil
	}
	expires, ok := parseExpiration(a.Expiration)
	if !ok {
		return nil, errors.New("its Expiration is not an RFC 3339 time")
	}
	if s.Expires = expires; !s.alive(j.now()) {
		return nil, fmt.Errorf("its credentials: %w", ErrExpired)
	}
	return s, nil
}

// parseExpiration reads the spellings of a time with its zone that botocore reads and programs use:
// RFC 3339, with a blank for the T or before the zone, with +0100, +01 or UTC for the zone, without
// seconds, in ISO 8601's basic form, and HTTP's dates.
func parseExpiration(text string) (time.Time, bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	iso := regexp.MustCompile(`^([-\d]+)[T ]([:.,\d]+) ?(Z|UTC|GMT|[-+][:\d]+)$`)
	if parts := iso.FindStringSubmatch(text); parts != nil {
		zone := parts[3]
		if zone == "UTC" || zone == "GMT" {
			zone = "Z"
		}
		text = parts[1] + "T" + parts[2] + zone
	}
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04Z07:00", "20060102T150405Z0700",
		http.TimeFormat,
	} {
		if t, err := time.Parse(layout, text); err == nil { // which takes fractions of a second and any case too
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
