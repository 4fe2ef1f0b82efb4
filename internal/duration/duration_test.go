package duration_test

import (
	"testing"
	"time"

	"lanyard/internal/duration"
)

func TestForms(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, test := range []struct{ got, want string }{
		{duration.Left(time.Time{}, now), ""},
		{duration.Left(now, now), "expired"},
		{duration.Left(now.Add(250*time.Second), now), "4m10s"},
		{duration.Short(51 * time.Hour), "2d3h"},
		{duration.Short(time.Hour), "1h00m"},
		{duration.Short(9 * time.Second), "9s"},
		{duration.Exact(5 * time.Minute), "5m"},
		{duration.Exact(12 * time.Hour), "12h"},
		{duration.Exact(90 * time.Second), "1m30s"},
		{duration.Exact(20 * time.Minute), "20m"},
		{duration.Skew(40 * time.Minute), "40 min behind"},
		{duration.Skew(-72 * time.Hour), "3 days ahead of"},
		{duration.Measured(120 * time.Microsecond), "120 µs"},
		{duration.Measured(4200 * time.Microsecond), "4.2 ms"},
		{duration.Measured(1500 * time.Millisecond), "1.5 s"},
		{duration.Measured(90 * time.Second), "1m30s"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
