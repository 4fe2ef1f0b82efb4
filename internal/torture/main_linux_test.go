package torture

import (
	"fmt"
	"os"
	"testing"
)

// traceeEnv makes the test binary the launcher of a traced program.
const traceeEnv = "LANYARD_TORTURE_TRACEE"

func TestMain(m *testing.M) {
	if os.Getenv(traceeEnv) != "" {
		fmt.Fprintln(os.Stderr, launchTracee(os.Args[1:]))
		os.Exit(traceeFailed)
	}
	os.Exit(m.Run())
}
