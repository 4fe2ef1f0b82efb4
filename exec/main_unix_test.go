//go:build unix

package exec_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"testing"

	"lanyard/exec"
)

// roleVar makes the test binary play another program.
const roleVar = "LANYARD_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVar) {
	case "":
		os.Exit(m.Run())
	case "run":
		code, err := exec.Run(context.Background(), exec.Command{
			Args: os.Args[1:], Env: withRole("listen"), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		})
		os.Exit(codeOf(code, err))
	case "replace":
		fmt.Println(os.Getpid())
		err := exec.Replace(os.Args[1:], withRole(""))
		os.Exit(codeOf(0, err))
	case "listen":
		listen()
	}
}

func codeOf(code int, err error) int {
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	if err != nil {
		return 125
	}
	return code
}

func withRole(role string) []string {
	var env []string
	for _, entry := range os.Environ() {
		if len(entry) <= len(roleVar) || entry[:len(roleVar)+1] != roleVar+"=" {
			env = append(env, entry)
		}
	}
	return append(env, roleVar+"="+role)
}

// listen tells what signals come, and ends at SIGTERM or SIGQUIT with 10 and the number of interrupts that came.
func listen() {
	ignored := signal.Ignored(syscall.SIGHUP) // Notify changes that
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGCONT)
	fmt.Println("ready", ignored)
	interrupts := 0
	for sig := range signals {
		if sig == syscall.SIGTERM || sig == syscall.SIGQUIT {
			os.Exit(10 + interrupts) // not 0, at which the race detector waits a second
		}
		if sig == syscall.SIGINT {
			interrupts++
		}
		fmt.Println("got", strconv.Quote(sig.String()))
	}
}
