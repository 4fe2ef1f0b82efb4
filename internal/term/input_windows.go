package term

import "os"

// NewInput returns f: the Windows console delivers key events, not bytes.
func NewInput(f *os.File) *os.File { return f }
