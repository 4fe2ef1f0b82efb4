package exec

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Parent is the name of the process that started lanyard, or "".
func Parent() string {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return ""
	}
	defer windows.CloseHandle(snapshot) //nolint:errcheck // nothing was written
	var entry windows.ProcessEntry32
	entry.Size = uint32(unsafe.Sizeof(entry))
	want := uint32(os.Getppid()) //nolint:gosec // Windows process ids are 32 bits wide
	for err = windows.Process32First(snapshot, &entry); err == nil; err = windows.Process32Next(snapshot, &entry) {
		if entry.ProcessID == want {
			return windows.UTF16ToString(entry.ExeFile[:])
		}
	}
	return ""
}
