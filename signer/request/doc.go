// Package request sends signed requests and takes their answers apart: retries, clocks that are off,
// regions that are wrong, the errors of every AWS protocol, bodies to look at, and in words why a
// signature was refused.
//
// It finds no credentials and prints nothing. A [Sender] sends; what it meets on the way it tells
// through Events; an [Answer] holds what came back, its body still to be read.
//
// The protocols: https://smithy.io/2.0/aws/protocols/index.html
package request
