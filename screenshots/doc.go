// Package screenshots makes the pictures of the program that the README shows: its own frames, drawn
// as a terminal would draw them, to SVG and PNG. The pictures lie beside the code; the tests make them
// anew from the program and fail when they differ, so that none goes stale. "make screenshots" takes
// the differences over.
//
// Nothing here emulates a terminal: a frame is text with SGR sequences, as the program's View returns it.
package screenshots
