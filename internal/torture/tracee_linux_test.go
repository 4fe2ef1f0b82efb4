package torture

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// traceeFailed is the exit code of a launcher that could not start its program.
	traceeFailed = 97
	// passedFD is the socket that the test gives the launcher, controlFD its number from then on: high, so
	// that the program never opens a file under it.
	passedFD, controlFD = 3, 1000
)

// launchTracee installs the filter, sends its listener to the test and becomes the program argv.
func launchTracee(argv []string) error {
	runtime.LockOSThread() // a filter belongs to a thread, and execve keeps the calling thread's
	if err := unix.Dup3(passedFD, controlFD, unix.O_CLOEXEC); err != nil {
		return fmt.Errorf("move the control socket: %w", err)
	}
	_ = unix.Close(passedFD)
	var env []string
	for _, line := range os.Environ() {
		if line != traceeEnv+"=1" {
			env = append(env, line)
		}
	}
	listener, err := installFilter()
	if err != nil {
		return fmt.Errorf("install the seccomp filter: %w", err)
	}
	// From here on only calls that the filter lets through: the test does not listen yet.
	if err := unix.Sendmsg(controlFD, []byte{0}, unix.UnixRights(listener), nil, 0); err != nil {
		return fmt.Errorf("send the listener: %w", err)
	}
	_ = unix.Close(listener)
	return syscall.Exec(argv[0], argv, env)
}

// installFilter makes the kernel hand the calls of the table, and execve, to whoever has the listener.
func installFilter() (listener int, err error) {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return 0, err
	}
	filter := buildFilter()
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	flags := uintptr(unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
	fd, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&prog)))
	if errno != 0 {
		return 0, errno
	}
	return int(fd), nil
}

// buildFilter returns the BPF program. Offsets are those of struct seccomp_data.
func buildFilter() []unix.SockFilter {
	const (
		loadWord  = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		jumpEqual = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		ret       = unix.BPF_RET | unix.BPF_K
		nr, arg0  = 0, 16
	)
	filter := []unix.SockFilter{
		{Code: loadWord, K: arg0},
		{Code: jumpEqual, K: controlFD, Jf: 1},
		{Code: ret, K: unix.SECCOMP_RET_ALLOW}, // the launcher's own message
		{Code: loadWord, K: nr},
	}
	numbers := []uint32{unix.SYS_EXECVE}
	for number := range calls {
		numbers = append(numbers, number)
	}
	for i, number := range numbers {
		filter = append(filter, unix.SockFilter{Code: jumpEqual, K: number, Jt: uint8(len(numbers) - i)})
	}
	return append(filter,
		unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_USER_NOTIF})
}
