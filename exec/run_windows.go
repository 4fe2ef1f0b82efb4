package exec

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// handled is Ctrl-C and Ctrl-Break, which the console sends to the child as well.
func handled() []os.Signal { return []os.Signal{os.Interrupt} }

func terminalSent(os.Signal) bool { return true }

func terminate(p *os.Process) error { return p.Kill() }

func signalled(*os.ProcessState) (code int, ok bool) { return 0, false }

func unfit(err error) bool {
	return errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_BAD_EXE_FORMAT)
}
