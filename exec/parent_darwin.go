package exec

import (
	"os"

	"golang.org/x/sys/unix"
)

// Parent is the name of the process that started lanyard, or "".
func Parent() string {
	proc, err := unix.SysctlKinfoProc("kern.proc.pid", os.Getppid())
	if err != nil {
		return ""
	}
	return unix.ByteSliceToString(proc.Proc.P_comm[:])
}
