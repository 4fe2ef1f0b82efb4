package secretservice

import (
	"errors"
	"net"
	"syscall"
	"testing"
)

// TestDialErrors expects ErrAbsent for a missing socket and for one without a listener, and ErrFailed otherwise.
func TestDialErrors(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.ENOENT, syscall.ENOTDIR, syscall.ECONNREFUSED} {
		if err := dialError(&net.OpError{Op: "dial", Err: errno}); !errors.Is(err, ErrAbsent) {
			t.Errorf("%v: %v, want ErrAbsent", errno, err)
		}
	}
	for _, errno := range []syscall.Errno{
		syscall.ENOSPC, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOBUFS, syscall.EACCES, syscall.EAGAIN,
		syscall.ETIMEDOUT, syscall.ECONNRESET, syscall.EIO,
	} {
		if err := dialError(&net.OpError{Op: "dial", Err: errno}); !errors.Is(err, ErrFailed) || errors.Is(err, ErrAbsent) {
			t.Errorf("%v: %v, want ErrFailed", errno, err)
		}
	}
}

func TestReplies(t *testing.T) {
	for name, want := range map[string]error{
		"org.freedesktop.DBus.Error.ServiceUnknown":        ErrAbsent,
		"org.freedesktop.DBus.Error.NameHasNoOwner":        ErrAbsent,
		"org.freedesktop.DBus.Error.Spawn.ServiceNotFound": ErrAbsent,
		"org.freedesktop.DBus.Error.Spawn.ChildExited":     ErrAbsent,
		"org.freedesktop.DBus.Error.Spawn.NoMemory":        ErrFailed,
		"org.freedesktop.DBus.Error.Spawn.ForkFailed":      ErrFailed,
		"org.freedesktop.DBus.Error.NoReply":               ErrFailed,
		"org.freedesktop.DBus.Error.NoMemory":              ErrFailed,
		"org.freedesktop.DBus.Error.LimitsExceeded":        ErrFailed,
		"org.freedesktop.DBus.Error.Failed":                ErrFailed,
		"org.freedesktop.DBus.Error.TimedOut":              ErrFailed,
		"com.example.Whatever":                             ErrFailed,
		"org.freedesktop.DBus.Error.AccessDenied":          ErrDenied,
		"org.freedesktop.Secret.Error.IsLocked":            ErrLocked,
		"org.freedesktop.Secret.Error.NoSuchObject":        ErrNotFound,
		"org.freedesktop.DBus.Error.UnknownObject":         ErrNotFound,
		"org.freedesktop.Secret.Error.NoSession":           ErrFailed,
	} {
		if err := replyClass(name); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}
