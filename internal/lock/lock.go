// Package lock keeps two processes, or two goroutines, from doing the same work at once.
//
// A lock is an advisory lock (flock, LockFileEx) on a file that is never deleted, so the kernel
// drops it when its holder dies. Who holds it is told in a file beside it, since Windows forbids
// reading a locked file. A holder whose work failed may leave the class of its error for those
// who waited, so that fifty waiters do not ask one person the same question fifty times.
// Locks never nest: release one before acquiring the next.
package lock

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
)

const (
	// failureLife is how long the failure of a holder speaks for those who waited for it.
	failureLife = 10 * time.Second
	// pollMin and pollMax bound the pause between two tries; flock(2) cannot be cancelled.
	pollMin = 2 * time.Millisecond
	pollMax = 50 * time.Millisecond
	// sidecarLimit bounds what is read of a holder or failure file.
	sidecarLimit = 4 << 10
)

// Dir is a folder of locks. It is made when the first lock is acquired.
type Dir string

// Holder is a process that holds a lock.
type Holder struct {
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// TimeoutError says that a lock was not free in time.
type TimeoutError struct {
	Waited time.Duration
	Holder Holder // the zero Holder when it is not known
}

func (e *TimeoutError) Error() string {
	if e.Holder.PID == 0 {
		return fmt.Sprintf("still locked after %v", e.Waited)
	}
	return fmt.Sprintf("still locked after %v by process %d (%s)", e.Waited, e.Holder.PID, e.Holder.Command)
}

// Lock is a lock that is held.
type Lock struct {
	file    *flock.Flock
	base    string
	waited  bool
	failure string
}

// failure is what a holder leaves for its waiters.
type failure struct {
	Class string    `json:"class"`
	At    time.Time `json:"at"`
}

// Acquire takes the lock called name, which may be any text. It gives up with a *TimeoutError
// after wait, or with the context's error. Other errors come from the file system and mean that
// this folder can hold no locks.
func (d Dir) Acquire(ctx context.Context, name string, wait time.Duration) (*Lock, error) {
	if err := atomicfile.MkdirAll(string(d)); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(name))
	base := filepath.Join(string(d), hex.EncodeToString(sum[:12]))
	if f, err := atomicfile.Create(base + ".lock"); err == nil { // else it is there, or Acquire fails below
		_ = f.Close()
	}
	// A FIFO or a link in the lock's place is refused, not waited for or followed.
	l := &Lock{file: flock.New(base+".lock", flock.SetPermissions(atomicfile.FileMode), flock.SetFlag(os.O_CREATE|os.O_RDONLY|openFlags)), base: base}
	start := time.Now()
	pause := pollMin
	for {
		ok, err := l.file.TryLock()
		if err != nil {
			return nil, err
		}
		if ok {
			break
		}
		l.waited = true
		left := wait - time.Since(start)
		if left <= 0 {
			_ = l.file.Close()
			return nil, &TimeoutError{Waited: wait, Holder: readHolder(base)}
		}
		select {
		case <-ctx.Done():
			_ = l.file.Close()
			return nil, ctx.Err()
		case <-time.After(min(left, pause/2+rand.N(pause))): //nolint:gosec // jitter needs no secrecy
		}
		pause = min(2*pause, pollMax)
	}
	l.failure = readFailure(base, start)
	l.tellHolder()
	return l, nil
}

// Failure returns the class of error that a holder left while this caller waited, or "".
func (l *Lock) Failure() string {
	if !l.waited {
		return ""
	}
	return l.failure
}

// Fail leaves the class of an error for those who wait now. Call it before Release.
func (l *Lock) Fail(class string) error {
	text, err := json.Marshal(failure{Class: class, At: time.Now()})
	if err != nil {
		return err
	}
	return atomicfile.Options{NoFollow: true}.Write(l.base+".failed", text)
}

// Release gives the lock up. It may be called twice. Work that is done stays done when it fails, and the
// kernel drops the lock with the process, so callers may ignore the error.
func (l *Lock) Release() error {
	if !l.file.Locked() {
		return nil
	}
	err := os.Remove(l.base + ".holder")
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	unlocking := l.file.Unlock()
	if unlocking != nil {
		// The file is still open and locked: the process would wait for itself at the next Acquire.
		unlocking = l.file.Unlock()
	}
	return errors.Join(err, unlocking)
}

// tellHolder writes who holds the lock. It is a courtesy: a full disk must not fail the work.
func (l *Lock) tellHolder() {
	text, err := json.Marshal(Holder{PID: os.Getpid(), Command: command(), Since: time.Now()})
	if err == nil {
		_ = writeNew(l.base+".holder", text)
	}
}

// writeNew replaces a small file without following a link.
func writeNew(path string, text []byte) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := atomicfile.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// command names the program and its subcommand; the other arguments are nobody's business.
func command() string {
	name := filepath.Base(os.Args[0])
	if len(os.Args) > 1 && os.Args[1] != "" && os.Args[1][0] != '-' {
		name += " " + os.Args[1]
	}
	return name
}

func readHolder(base string) (h Holder) {
	_ = readJSON(base+".holder", &h)
	return h
}

func readFailure(base string, since time.Time) string {
	var f failure
	if readJSON(base+".failed", &f) != nil {
		return ""
	}
	// One from the future was written by a wrong clock.
	if age := time.Since(f.At); f.At.Before(since) || age < 0 || age > failureLife {
		return ""
	}
	return f.Class
}

func readJSON(path string, v any) error {
	text, err := readfile.ReadNoFollow(path, sidecarLimit)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}
