// Package torture holds the fault-injection test: it runs lanyard's commands with one system call killed
// or failing, each in turn, and checks that nothing is lost, that the command succeeds when it is run
// again, and that no temporary file stays. It needs Linux: a seccomp filter hands the system calls to the
// test, which counts them across all threads, as "strace -e inject" cannot.
package torture
