//go:build !unix

package readfile

// Windows has neither flag: its named pipes are not in folders, and Lstat finds the links.
const (
	nonBlock = 0
	noFollow = 0
)
