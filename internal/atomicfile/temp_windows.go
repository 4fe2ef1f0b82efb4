package atomicfile

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// hold does nothing: Windows forbids renaming a file that is held, so the process id in its name
// tells whether the owner is alive.
func hold(*os.File) (release func(), ok bool) { return func() {}, true }

// removeStale removes a temporary file whose process is gone.
func removeStale(path string, pid int) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid)) //nolint:gosec // process ids fit
	if err == nil {
		_ = windows.CloseHandle(process)
		return
	}
	if errors.Is(err, windows.ERROR_INVALID_PARAMETER) { // there is no such process
		_ = os.Remove(path)
	}
}
