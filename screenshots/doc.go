// Package screenshots holds the README's pictures and the code that makes them: it draws frames of the
// program, text with SGR sequences as View returns it, to PNG. The tests make every picture again and fail
// if one differs from the program; "make screenshots" updates them.
package screenshots
