//go:build unix

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// noFollow also keeps the opening of a FIFO from waiting.
const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// links counts the names of a file.
func links(st fs.FileInfo) uint64 {
	if sys, ok := st.Sys().(*syscall.Stat_t); ok {
		return uint64(sys.Nlink) //nolint:unconvert // its type differs between systems
	}
	return 1
}

// keepOwner gives f the owner and group of st.
func keepOwner(f *os.File, st fs.FileInfo) error {
	now, err := f.Stat()
	if err != nil {
		return err
	}
	want, ok := st.Sys().(*syscall.Stat_t)
	have, also := now.Sys().(*syscall.Stat_t)
	if !ok || !also || want.Uid == have.Uid && want.Gid == have.Gid {
		return nil
	}
	return f.Chown(int(want.Uid), int(want.Gid))
}

// inheritOwner gives what root makes to the owner of the folder, who could not use it otherwise.
func inheritOwner(f *os.File, folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	st, err := os.Stat(folder)
	if err != nil {
		return err
	}
	return keepOwner(f, st)
}

// staysPut reports errors that mean that a file can't be replaced by another, and can perhaps be
// written in place: a mount point, a folder that is not writable, an owner that can't be kept.
func staysPut(err error) bool {
	for _, e := range []error{syscall.EBUSY, syscall.EACCES, syscall.EPERM, syscall.EROFS, syscall.EXDEV} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func isUnsupported(err error) bool {
	return errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.ENOSYS)
}
