package lock_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/internal/lock"
)

const holderEnv = "LANYARD_TEST_LOCK_HOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holderEnv); dir != "" {
		if _, err := lock.Dir(dir).Acquire(context.Background(), "x", time.Minute); err != nil {
			os.Exit(1)
		}
		os.Stdout.WriteString("held\n")
		select {}
	}
	os.Exit(m.Run())
}

func TestExclusion(t *testing.T) {
	dir := lock.Dir(t.TempDir())
	var inside, most, total int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			l, err := dir.Acquire(t.Context(), "x", time.Minute)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			inside++
			total++
			most = max(most, inside)
			mu.Unlock()
			mu.Lock()
			inside--
			mu.Unlock()
			if err := l.Release(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most != 1 || total != 20 {
		t.Errorf("%d inside at once, %d in all; want 1 and 20", most, total)
	}
}

func TestTimeoutNamesTheHolder(t *testing.T) {
	dir := lock.Dir(t.TempDir())
	l, err := dir.Acquire(t.Context(), "x", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	_, err = dir.Acquire(t.Context(), "x", 20*time.Millisecond)
	var timeout *lock.TimeoutError
	if !errors.As(err, &timeout) || timeout.Holder.PID != os.Getpid() {
		t.Errorf("error = %v, want a TimeoutError naming process %d", err, os.Getpid())
	}
	if _, err := dir.Acquire(t.Context(), "y", 0); err != nil {
		t.Errorf("another name was locked too: %v", err)
	}
}

func TestFailureReachesWaitersOnly(t *testing.T) {
	dir := lock.Dir(t.TempDir())
	first, err := dir.Acquire(t.Context(), "x", 0)
	if err != nil {
		t.Fatal(err)
	}
	waiter := make(chan string)
	go func() {
		l, err := dir.Acquire(t.Context(), "x", time.Minute)
		if err != nil {
			waiter <- err.Error()
			return
		}
		defer l.Release()
		waiter <- l.Failure()
	}()
	waitForWaiter(t, dir)
	if err := errors.Join(first.Fail("declined"), first.Release()); err != nil {
		t.Fatal(err)
	}
	if got := <-waiter; got != "declined" {
		t.Errorf("the waiter saw %q, want %q", got, "declined")
	}
	later, err := dir.Acquire(t.Context(), "x", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer later.Release()
	if got := later.Failure(); got != "" {
		t.Errorf("one who came later saw %q", got)
	}
}

// waitForWaiter returns once a second caller has surely tried the lock: a further Acquire, begun
// after it, has timed out.
func waitForWaiter(t *testing.T, dir lock.Dir) {
	t.Helper()
	if _, err := dir.Acquire(t.Context(), "x", 200*time.Millisecond); err == nil {
		t.Fatal("the lock was free")
	}
}

func TestKilledHolderFreesTheLock(t *testing.T) {
	dir := t.TempDir()
	holder := exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), holderEnv+"="+dir)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); strings.TrimSpace(line) != "held" {
		t.Fatalf("the holder said %q", line)
	}
	if _, err := lock.Dir(dir).Acquire(t.Context(), "x", 0); err == nil {
		t.Fatal("two processes hold the lock")
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()
	l, err := lock.Dir(dir).Acquire(t.Context(), "x", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	if got := l.Failure(); got != "" {
		t.Errorf("a killed holder left %q", got)
	}
}
