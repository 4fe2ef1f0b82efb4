package ui

import "lanyard/signer/request"

// The classes of explanations, beside those that bodies have.
const (
	classTitle request.Class = iota + 100
	classGood
	classWarn
	classBad
)

// plain is a line of one class.
func plain(class request.Class, text string) request.Line {
	return request.Line{Spans: []request.Span{as(class, text)}}
}

// inside is a line one step in.
func inside(spans ...request.Span) request.Line { return request.Line{Depth: 1, Spans: spans} }

// as is a piece of a line.
func as(class request.Class, text string) request.Span { return request.Span{Class: class, Text: text} }
