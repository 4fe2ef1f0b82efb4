package signer

import (
	"fmt"
	"time"
)

// ParseTime reads a time as a signature writes it: 20150830T123600Z.
func ParseTime(text string) (time.Time, error) {
	at, err := time.Parse(TimeFormat, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("not a time like %s: %q", TimeFormat, text)
	}
	return at, nil
}
