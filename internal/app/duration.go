package app

import (
	"fmt"
	"time"
)

// Left says how much time remains: "11h58m", "4m10s", "expired"; nothing for a zero time.
func Left(until, now time.Time) string {
	d := until.Sub(now)
	switch {
	case until.IsZero():
		return ""
	case d <= 0:
		return "expired"
	}
	return Short(d)
}

// Short writes a duration with its two largest units.
func Short(d time.Duration) string {
	switch {
	case d >= 24*time.Hour:
		return fmt.Sprintf("%dd%dh", int(d.Hours())/24, int(d.Hours())%24)
	case d >= time.Hour:
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	case d >= time.Minute:
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%ds", int(d.Seconds()))
}
