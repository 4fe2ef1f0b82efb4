package exec

import (
	"fmt"
	"os"
	"strings"

	"lanyard/internal/readfile"
)

// commLimit bounds /proc/PID/comm; the kernel cuts a name to 15 bytes.
const commLimit = 64

// Parent is the name of the process that started lanyard, or "".
func Parent() string {
	name, err := readfile.Read(fmt.Sprintf("/proc/%d/comm", os.Getppid()), commLimit)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(name), "\n")
}
