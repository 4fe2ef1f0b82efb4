package ui

import (
	"fmt"
	"strings"
	"time"

	"lanyard/internal/duration"
	"lanyard/signer/request"

	"github.com/charmbracelet/x/ansi"
)

// phase is a part of an attempt: when it began, how long it took.
type phase struct {
	name       string
	from, took time.Duration
}

// phasesOf are the parts of an attempt in their order; those that were not are left out.
func phasesOf(t request.Timing) []phase {
	var all []phase
	at := time.Duration(0)
	add := func(name string, took time.Duration) {
		if took > 0 {
			all = append(all, phase{name, at, took})
			at += took
		}
	}
	add("DNS", t.DNS)
	add("Connect", t.Connect)
	add("TLS", t.TLS)
	add("Send", t.Sent-at)
	add("First byte", t.FirstByte-at)
	add("Transfer", t.Total-at)
	return all
}

// timingLines draw each attempt as bars on one scale.
func timingLines(attempts []request.Attempt, width int) []request.Line {
	var longest time.Duration
	for _, attempt := range attempts {
		for _, p := range phasesOf(attempt.Timing) {
			longest = max(longest, p.from+p.took)
		}
	}
	if longest == 0 {
		return []request.Line{plain(request.ClassNote, "Nothing was measured.")}
	}
	const name, number = 12, 8
	scale := max(4, width-2-name-number-1)
	var lines []request.Line
	for i, attempt := range attempts {
		lines = append(lines, request.Line{Opens: true, Spans: attemptSpans(i, attempt)})
		for _, p := range phasesOf(attempt.Timing) {
			from := int(int64(scale) * int64(p.from) / int64(longest))
			halves := int(2 * int64(scale) * int64(p.took) / int64(longest))
			bar := strings.Repeat("━", halves/2) + strings.Repeat("╸", halves%2)
			if halves == 0 {
				bar = "╸"
			}
			from = min(from, scale-ansi.StringWidth(bar))
			bar = pad(strings.Repeat(" ", max(0, from))+bar, scale)
			took := duration.Measured(p.took)
			took = strings.Repeat(" ", max(0, number-ansi.StringWidth(took))) + took
			lines = append(lines, inside(as(request.ClassKey, pad(p.name, name)), as(p.class(), bar), as(request.ClassText, " "+took)))
		}
		last := request.Line{Closes: true}
		if attempt.Why != "" {
			last.Spans = []request.Span{as(classWarn, "  again: "+attempt.Why)}
		}
		lines = append(lines, last)
	}
	return lines
}

// class is the colour of a bar: what the network takes, what the server takes, what the transfer takes.
func (p phase) class() request.Class {
	switch p.name {
	case "First byte":
		return classWarn
	case "Transfer", "Send":
		return classGood
	}
	return request.ClassKey
}

func attemptSpans(i int, a request.Attempt) []request.Span {
	spans := []request.Span{as(classTitle, fmt.Sprintf("Attempt %d", i+1))}
	switch {
	case a.Status >= 400:
		spans = append(spans, as(classBad, strings.TrimRight(fmt.Sprintf("  ✗ %d %s", a.Status, a.Code), " ")))
	case a.Status > 0:
		spans = append(spans, as(classGood, fmt.Sprintf("  %d", a.Status)))
	case a.Err != "":
		spans = append(spans, as(classBad, "  ✗ "+a.Err))
	}
	rest := "  " + duration.Measured(a.Timing.Total)
	if a.Timing.Reused {
		rest += ", connection used again"
	}
	if a.Region != "" {
		rest += ", for " + a.Region
	}
	return append(spans, as(request.ClassNote, rest))
}
