package exec

import (
	"fmt"
	"os"
	"strings"
)

// Parent is the name of the process that started lanyard, or "".
func Parent() string {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", os.Getppid()))
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(name), "\n")
}
