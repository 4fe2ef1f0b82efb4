package fakeaws

import (
	"regexp"
	"sync"
)

// lazily compiles an expression at its first use, because the program that contains the demo's AWS rarely runs the
// demo.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
