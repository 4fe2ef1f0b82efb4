package fakeaws

import (
	"regexp"
	"sync"
)

// lazily compiles an expression at its first use: the program that holds the demo's AWS starts a
// thousand times for each time that it shows the demo.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
