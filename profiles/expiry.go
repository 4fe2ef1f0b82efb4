package profiles

import (
	"strconv"
	"strings"
	"time"
)

// expirySettings are the names under which other programs write a session's expiry beside its keys.
func expirySettings() [6]string {
	return [...]string{
		"x_security_token_expires", "expiration", "aws_expiration", "aws_credential_expiration",
		"aws_session_expiration", "aws_session_token_expiration",
	}
}

// expiry is when the profile's temporary keys end, as another program wrote it; zero if none did. Where
// several wrote it, the last counts: one of them may be left over from older keys.
func (p *Profile) expiry() time.Time {
	var latest time.Time
	for _, key := range expirySettings() {
		if t, ok := ParseTime(p.Get(key)); ok && t.After(latest) {
			latest = t
		}
	}
	return latest
}

// millisecondsFrom is the smallest number that is a Unix time in milliseconds: in seconds it is the year 5138.
const millisecondsFrom = 100_000_000_000

// ParseTime reads a time as programs beside the AWS CLI write it: RFC 3339, with an offset of four digits,
// with a blank for the T, with a fraction, with "UTC" or nothing for the Z, and Unix time.
func ParseTime(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		if n >= millisecondsFrom {
			return time.UnixMilli(n).UTC(), true
		}
		return time.Unix(n, 0).UTC(), true
	}
	text = joinTime(text)
	for _, layout := range []string{
		"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05",
		"20060102T150405Z", time.RFC1123, time.RFC1123Z,
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// joinTime writes "2020-01-01 08:00:00 +0000 UTC" as "2020-01-01T08:00:00+0000".
func joinTime(text string) string {
	const date = len("2020-01-01")
	if len(text) <= date || text[date] != ' ' && text[date] != 'T' && text[date] != 't' {
		return text
	}
	for _, zone := range []string{"UTC", "GMT", "Z", "z"} {
		if rest, ok := strings.CutSuffix(text, zone); ok {
			text = rest
			break
		}
	}
	return text[:date] + "T" + strings.Join(strings.Fields(text[date+1:]), "")
}
