//go:build unix

package lock

import "syscall"

const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
