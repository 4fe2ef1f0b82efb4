package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// A callKind describes a system call that can be made to fail.
type callKind struct {
	name string
	// path is the index of the argument that points to a path, or -1: then argument 0 is a descriptor.
	path int
	// errnos are the failures to inject on files; sockets have their own.
	errnos []syscall.Errno
}

// killed stands for SIGKILL in place of an error.
const killed = syscall.Errno(0)

// calls lists what is counted. Go uses the forms with "at" on every architecture.
var calls = map[uint32]callKind{
	unix.SYS_WRITE:           {"write", -1, []syscall.Errno{unix.EIO, unix.ENOSPC}},
	unix.SYS_PWRITE64:        {"write", -1, []syscall.Errno{unix.EIO, unix.ENOSPC}},
	unix.SYS_SENDMSG:         {"write", -1, nil},
	unix.SYS_SENDTO:          {"write", -1, nil},
	unix.SYS_READ:            {"read", -1, []syscall.Errno{unix.EIO}},
	unix.SYS_PREAD64:         {"read", -1, []syscall.Errno{unix.EIO}},
	unix.SYS_RECVMSG:         {"read", -1, nil},
	unix.SYS_RECVFROM:        {"read", -1, nil},
	unix.SYS_FSYNC:           {"fsync", -1, []syscall.Errno{unix.EIO, unix.ENOSPC}},
	unix.SYS_FDATASYNC:       {"fsync", -1, []syscall.Errno{unix.EIO, unix.ENOSPC}},
	unix.SYS_FTRUNCATE:       {"ftruncate", -1, []syscall.Errno{unix.EIO, unix.EPERM}},
	unix.SYS_FCHMOD:          {"fchmod", -1, []syscall.Errno{unix.EPERM}},
	unix.SYS_FCHMODAT:        {"chmod", 1, []syscall.Errno{unix.EPERM}},
	unix.SYS_FCHOWN:          {"fchown", -1, []syscall.Errno{unix.EPERM}},
	unix.SYS_CLOSE:           {"close", -1, []syscall.Errno{unix.EIO}},
	unix.SYS_FLOCK:           {"flock", -1, []syscall.Errno{unix.EIO, unix.ENOLCK}},
	unix.SYS_RENAMEAT:        {"rename", 3, []syscall.Errno{unix.EIO, unix.EBUSY, unix.ENOSPC}},
	unix.SYS_RENAMEAT2:       {"rename", 3, []syscall.Errno{unix.EIO, unix.EBUSY, unix.ENOSPC}},
	unix.SYS_UNLINKAT:        {"unlink", 1, []syscall.Errno{unix.EIO, unix.EBUSY}},
	unix.SYS_LINKAT:          {"link", 3, []syscall.Errno{unix.EIO, unix.EPERM}},
	unix.SYS_SYMLINKAT:       {"symlink", 2, []syscall.Errno{unix.EIO}},
	unix.SYS_MKDIRAT:         {"mkdir", 1, []syscall.Errno{unix.EIO, unix.ENOSPC}},
	unix.SYS_OPENAT:          {"open", 1, []syscall.Errno{unix.EIO, unix.EMFILE}},
	unix.SYS_GETDENTS64:      {"readdir", -1, []syscall.Errno{unix.EIO}},
	unix.SYS_CONNECT:         {"connect", -1, []syscall.Errno{unix.ENOSPC, unix.EAGAIN}},
	unix.SYS_SOCKET:          {"socket", -1, []syscall.Errno{unix.EMFILE, unix.ENOBUFS}},
	unix.SYS_UTIMENSAT:       {"utimes", 1, []syscall.Errno{unix.EPERM}},
	unix.SYS_ADD_KEY:         {"add_key", -1, []syscall.Errno{unix.EDQUOT, unix.ENOSYS}},
	unix.SYS_KEYCTL:          {"keyctl", -1, []syscall.Errno{unix.EPERM, unix.ENOSYS}},
	unix.SYS_COPY_FILE_RANGE: {"copy", 2, []syscall.Errno{unix.EIO}},
}

// A call is one system call as the test names it.
type call struct {
	name   string // "write"
	target string // a path below the home, "unix" or "inet"
	errnos []syscall.Errno
}

func (c call) String() string { return c.name + " " + c.target }

// An observer names the calls of one process.
type observer struct {
	pid     int
	home    string
	sockets map[uint64]string // descriptor → family
}

// name returns the call that args make, and whether it is one that may fail: not the program's
// conversation with its terminal, nor the runtime's with itself.
func (o *observer) name(number uint32, args [6]uint64) (call, bool) {
	kind := calls[number]
	c := call{name: kind.name, errnos: kind.errnos}
	switch {
	case kind.name == "add_key" || kind.name == "keyctl":
		return c, true
	case kind.name == "socket":
		c.target = family(uint16(args[0]))
		return c, c.target != ""
	case kind.name == "connect":
		var sockaddr [2]byte
		_ = o.memory(args[1], sockaddr[:])
		c.target = family(uint16(sockaddr[0]) | uint16(sockaddr[1])<<8)
		o.sockets[args[0]] = c.target
		return c, c.target != ""
	case kind.path >= 0 && kind.name != "copy":
		c.target = o.pathAt(args[kind.path])
		if kind.name == "open" && args[2]&(unix.O_WRONLY|unix.O_RDWR|unix.O_CREAT) == 0 {
			c.name = "open to read"
		} else if kind.name == "open" {
			c.errnos = append([]syscall.Errno{unix.ENOSPC}, c.errnos...)
		}
	default:
		link, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", o.pid, args[0]))
		if err != nil {
			return c, false
		}
		if strings.HasPrefix(link, "socket:") {
			c.target, c.errnos = o.sockets[args[0]], []syscall.Errno{unix.ECONNRESET}
			return c, c.target != "" && kind.name != "close"
		}
		c.target = link
	}
	return c, o.relevant(&c)
}

// relevant reports whether a path is of interest and shortens it.
func (o *observer) relevant(c *call) bool {
	path, ok := strings.CutPrefix(c.target, o.home)
	if !ok {
		return false
	}
	c.target = randomPart.ReplaceAllString("~"+path, "*")
	return true
}

// randomPart is what differs in the name of a file from run to run.
var randomPart = regexp.MustCompile(`[0-9a-f]{16,}|[0-9]{5,}`)

func family(f uint16) string {
	switch f {
	case unix.AF_UNIX:
		return "unix"
	case unix.AF_INET, unix.AF_INET6:
		return "inet"
	}
	return ""
}

func (o *observer) pathAt(pointer uint64) string {
	buffer := make([]byte, 512)
	if o.memory(pointer, buffer) != nil {
		return ""
	}
	if end := slices.Index(buffer, 0); end >= 0 {
		buffer = buffer[:end]
	}
	path := string(buffer)
	if !filepath.IsAbs(path) {
		return ""
	}
	return filepath.Clean(path)
}

// memory reads from the process; fewer bytes than asked for are no error.
func (o *observer) memory(pointer uint64, into []byte) error {
	f, err := os.Open(fmt.Sprintf("/proc/%d/mem", o.pid))
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := f.ReadAt(into, int64(pointer))
	if n > 0 {
		return nil
	}
	return err
}
