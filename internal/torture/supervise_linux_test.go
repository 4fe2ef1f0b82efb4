package torture

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A fault is what happens to one call of a run: an error in its place, or the process's death before it.
type fault struct {
	call  string // as call.String gives it
	nth   int    // which of the calls that read so, from 1
	errno syscall.Errno
}

func (f fault) String() string {
	what := "killed"
	if f.errno != killed {
		what = unix.ErrnoName(f.errno)
	}
	return fmt.Sprintf("%s at %s (%d)", what, f.call, f.nth)
}

// A trace is what a supervised run did.
type trace struct {
	calls []call
	hit   bool // the fault was met
}

// The kernel's struct seccomp_notif and seccomp_notif_resp.
type (
	notification struct {
		id         uint64
		pid, flags uint32
		number     uint32
		arch       uint32
		ip         uint64
		args       [6]uint64
	}
	answer struct {
		id    uint64
		value int64
		errno int32
		flags uint32
	}
)

// supervise runs a command, meets its system calls with the fault, and waits for it. If ~/.aws/config is
// mounted, each rename to it fails besides.
func supervise(cmd *exec.Cmd, home string, f fault, mounted bool) (*trace, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	mine, theirs := os.NewFile(uintptr(pair[0]), "control"), os.NewFile(uintptr(pair[1]), "control")
	defer mine.Close()
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd.Args = append([]string{self, cmd.Path}, cmd.Args[1:]...)
	cmd.Path = self
	cmd.Env = append(cmd.Env, traceeEnv+"=1")
	cmd.ExtraFiles = []*os.File{theirs}
	err = cmd.Start()
	_ = theirs.Close()
	if err != nil {
		return nil, err
	}
	listener, err := receive(int(mine.Fd()))
	if err != nil {
		_ = cmd.Process.Kill()
		return nil, errors.Join(err, cmd.Wait())
	}
	defer unix.Close(listener)
	over := make(chan error, 1)
	wake, waker, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer wake.Close()
	go func() {
		over <- cmd.Wait()
		_ = waker.Close()
	}()
	s := &supervisor{
		listener: listener, fault: f, trace: &trace{},
		observer: &observer{pid: cmd.Process.Pid, home: home, sockets: map[uint64]string{}},
	}
	if err := s.serve(int(wake.Fd())); err != nil {
		_ = cmd.Process.Kill()
		return nil, errors.Join(err, <-over)
	}
	return s.trace, <-over
}

// receive takes the filter's listener from the launcher.
func receive(control int) (int, error) {
	space := make([]byte, unix.CmsgSpace(4))
	n, oobn, _, _, err := unix.Recvmsg(control, make([]byte, 1), space, unix.MSG_CMSG_CLOEXEC)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, errors.New("the launcher ended: a seccomp filter with a listener is refused")
	}
	messages, err := unix.ParseSocketControlMessage(space[:oobn])
	if err != nil {
		return 0, err
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return 0, err
	}
	return fds[0], nil
}

type supervisor struct {
	*observer
	listener int
	fault    fault
	mounted  bool
	trace    *trace
	running  bool // the launcher has become the program
	met      int  // calls that read as the fault's
}

// serve answers notifications until wake ends.
func (s *supervisor) serve(wake int) error {
	for {
		fds := []unix.PollFd{{Fd: int32(s.listener), Events: unix.POLLIN}, {Fd: int32(wake), Events: unix.POLLIN}}
		if _, err := unix.Poll(fds, -1); err != nil {
			if errors.Is(err, unix.EINTR) {
				continue
			}
			return err
		}
		if fds[0].Revents&unix.POLLIN == 0 {
			if fds[1].Revents != 0 {
				return nil
			}
			// Every process under the filter has ended; the waiter is about to say so.
			fds = fds[1:]
			_, _ = unix.Poll(fds, -1)
			return nil
		}
		var n notification
		if err := s.ioctl(unix.SECCOMP_IOCTL_NOTIF_RECV, unsafe.Pointer(&n)); err != nil {
			if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EINTR) {
				continue // the caller was killed meanwhile
			}
			return err
		}
		a := s.judge(&n)
		if err := s.ioctl(unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(&a)); err != nil && !errors.Is(err, unix.ENOENT) {
			return err
		}
	}
}

func (s *supervisor) ioctl(request uint, argument unsafe.Pointer) error {
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(s.listener), uintptr(request), uintptr(argument))
	if errno != 0 {
		return errno
	}
	return nil
}

// judge decides what becomes of a call.
func (s *supervisor) judge(n *notification) answer {
	proceed := answer{id: n.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
	if n.number == unix.SYS_EXECVE {
		s.running = true
		return proceed
	}
	if !s.running || !s.ours(int(n.pid)) {
		return proceed
	}
	c, ok := s.name(n.number, n.args)
	if !ok {
		return proceed
	}
	s.trace.calls = append(s.trace.calls, c)
	otherwise := proceed
	if s.mounted && c.String() == "rename ~/.aws/config" {
		otherwise = answer{id: n.id, errno: -int32(unix.EBUSY)}
	}
	if s.trace.hit || c.String() != s.fault.call {
		return otherwise
	}
	if s.met++; s.met != s.fault.nth {
		return otherwise
	}
	s.trace.hit = true
	if s.fault.errno == killed {
		_ = unix.Kill(s.pid, unix.SIGKILL)
		return proceed
	}
	return answer{id: n.id, errno: -int32(s.fault.errno)}
}

// ours reports whether a thread is the program's own, not one of a child's.
func (s *supervisor) ours(tid int) bool {
	if tid == s.pid {
		return true
	}
	_, err := os.Stat(fmt.Sprintf("/proc/%d/task/%d", s.pid, tid))
	return err == nil
}
