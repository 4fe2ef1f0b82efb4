// Package duration writes durations for people: one short form for the time left, one exact form for limits
// and settings, one in words for what is only roughly known, one for measurements.
package duration

import (
	"fmt"
	"strings"
	"time"
)

// Left returns how much time remains until a moment: "11h58m", "4m10s" or "expired", and "" for a zero time.
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

// Short returns a duration in its two largest units: "2d3h", "11h58m", "4m10s", "9s".
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

// Exact returns a duration as a person would type it: "5m" where time.Duration writes "5m0s".
func Exact(d time.Duration) string {
	text := d.String()
	for _, end := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, end) {
			text = text[:len(text)-2]
		}
	}
	return text
}

// Skew returns which way this computer's clock is off when a server's is ahead of it by off: "40 min behind",
// "3 days ahead of".
func Skew(off time.Duration) string {
	way := "behind"
	if off < 0 {
		way = "ahead of"
	}
	return rough(off.Abs()) + " " + way
}

// rough returns a duration in one unit.
func rough(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d.Hours())/24)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
	case d >= time.Minute:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}

// Measured returns a measured duration in three digits at most: "120 µs", "4.2 ms", "38 ms", "1.5 s".
func Measured(d time.Duration) string {
	switch {
	case d <= 0:
		return "0 ms"
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Truncate(time.Second).String()
}
