//go:build unix

package settings

import (
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// othersWrite are the mode bits that let the group or everybody write.
const othersWrite fs.FileMode = 0o022

func checkOwner(path string, st fs.FileInfo, home string) error {
	owner, known := ownerOf(st)
	self := os.Geteuid()
	switch {
	case !known, owner == self:
	case self == 0 && ownsHome(owner, home):
	case self == 0:
		return &FolderError{path, fmt.Sprintf("it belongs to the user %d", owner), []string{"chown", "-R", "0", path}}
	default:
		return &FolderError{path, fmt.Sprintf("it belongs to the user %d", owner), []string{"sudo", "chown", "-R", strconv.Itoa(self), path}}
	}
	if st.Mode()&othersWrite != 0 {
		return &FolderError{path, fmt.Sprintf("other users can write to it (mode %04o)", st.Mode().Perm()), []string{"chmod", "go-w", path}}
	}
	return nil
}

// ownsHome lets root work in the home folder of the person who became root.
func ownsHome(owner int, home string) bool {
	st, err := os.Stat(home)
	if err != nil {
		return false
	}
	of, known := ownerOf(st)
	return known && of == owner
}

func ownerOf(st fs.FileInfo) (uid int, known bool) {
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(sys.Uid), true
}
