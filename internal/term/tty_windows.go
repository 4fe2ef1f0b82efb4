package term

import (
	"os"

	"golang.org/x/sys/windows"
)

func openTTY() (*TTY, error) {
	in, err := os.OpenFile("CONIN$", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	out, err := os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		_ = in.Close()
		return nil, err
	}
	return &TTY{in: in, out: out}, nil
}

// foreground is always true: a Windows console has no process groups that own its input.
func (t *TTY) foreground() bool { return true }

func (t *TTY) hideInput() (restore func(), err error) {
	handle := windows.Handle(t.in.Fd())
	var old uint32
	if err := windows.GetConsoleMode(handle, &old); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(handle, old&^windows.ENABLE_ECHO_INPUT); err != nil {
		return nil, err
	}
	return func() { _ = windows.SetConsoleMode(handle, old) }, nil
}
