package signer

import (
	"fmt"
	"time"
)

// ParseTime parses a time in the format of signatures: 20150830T123600Z.
func ParseTime(text string) (time.Time, error) {
	at, err := time.Parse(timeFormat, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("not a time like %s: %q", timeFormat, text)
	}
	return at, nil
}

// appendStamp appends a UTC time in timeFormat. It is faster than AppendFormat, which parses the layout each time.
func appendStamp(dst []byte, at time.Time) []byte {
	year, month, day := at.Date()
	if year < 0 || year > 9999 {
		return at.AppendFormat(dst, timeFormat)
	}
	hour, minute, second := at.Clock()
	dst = appendTwo(appendTwo(appendTwo(appendTwo(dst, year/100), year%100), int(month)), day)
	dst = appendTwo(appendTwo(appendTwo(append(dst, 'T'), hour), minute), second)
	return append(dst, 'Z')
}

const digits = "0123456789"

func appendTwo(dst []byte, n int) []byte { return append(dst, digits[n/10], digits[n%10]) }
