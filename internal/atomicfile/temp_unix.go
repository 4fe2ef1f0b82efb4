//go:build unix

package atomicfile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// hold locks a temporary file, through a second descriptor that outlives the caller's Close: the
// lock tells other processes, also those of other containers, that the owner is alive. It reports
// false if the file was swept in the moment before. File systems without locks sweep nothing.
func hold(f *os.File) (release func(), ok bool) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return func() {}, true
	}
	release = func() { _ = unix.Close(fd) }
	if flock(fd, unix.LOCK_EX) != nil {
		return release, true
	}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err == nil && st.Nlink == 0 {
		release()
		return nil, false
	}
	return release, true
}

// removeStale removes a temporary file that no process holds.
func removeStale(path string, _ int) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer func() { _ = unix.Close(fd) }()
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
		return
	}
	if flock(fd, unix.LOCK_EX|unix.LOCK_NB) == nil {
		_ = unix.Unlink(path)
	}
}

func flock(fd, how int) error {
	for {
		if err := unix.Flock(fd, how); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
