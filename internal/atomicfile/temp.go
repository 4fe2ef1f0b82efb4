package atomicfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// tempPrefix begins the names of temporary files: ".lanyard-PID-RANDOM", both decimal.
const tempPrefix = ".lanyard-"

// createTemp makes a temporary file, mode 0600, after removing those that dead processes left in
// folder: they may hold secrets. The caller calls release once the file is renamed or removed; until
// then no other process takes it for stale.
func createTemp(folder string) (f *os.File, release func(), err error) {
	sweep(folder)
	for {
		f, err = os.CreateTemp(folder, fmt.Sprintf("%s%d-*", tempPrefix, os.Getpid()))
		if err != nil {
			return nil, nil, err
		}
		release, ok := hold(f)
		if ok {
			return f, release, nil
		}
		_ = f.Close() // another process swept it before it was held
	}
}

// Sweep removes the temporary files of dead processes beside the file that path leads to.
func Sweep(path string) {
	if target, err := Resolve(path); err == nil {
		sweep(filepath.Dir(target))
	}
}

// sweep removes the temporary files of dead processes. It does what it can: the write that follows
// reports what is wrong with the folder.
func sweep(folder string) {
	dir, err := os.Open(folder)
	if err != nil {
		return
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	for _, name := range names {
		if pid, ok := tempOwner(name); ok {
			removeStale(filepath.Join(folder, name), pid)
		}
	}
}

// tempOwner reads the process id in the name of a temporary file. Other names, which may be a
// person's own files, are not ok.
func tempOwner(name string) (pid int, ok bool) {
	rest, ok := strings.CutPrefix(name, tempPrefix)
	if !ok {
		return 0, false
	}
	owner, random, ok := strings.Cut(rest, "-")
	if !ok {
		return 0, false
	}
	pid, err := strconv.Atoi(owner)
	if err != nil || pid <= 0 {
		return 0, false
	}
	_, err = strconv.ParseUint(random, 10, 64)
	return pid, err == nil
}
