//go:build unix

// Command processbench measures whole runs of lanyard: CPU time (user and system) and peak memory, as wait4
// reports them. Runs alternate with a Go program that only execs "true", so that both see the same machine load.
// It creates its own homes, with a local AWS behind them.
//
//	go run ./internal/processbench [-n RUNS] LANYARD
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// floorSource is the Go program to compare with.
const floorSource = `package main

import (
	"os"
	"syscall"
)

func main() { _ = syscall.Exec("/bin/true", []string{"true"}, os.Environ()) }
`

func main() {
	runs := flag.Int("n", 100, "measured runs of each command")
	flag.Parse()
	if err := report(*runs, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "processbench:", err)
		os.Exit(1)
	}
}

// subject is one command line to measure, and its targets.
type subject struct {
	name   string
	env    []string
	args   []string
	target string
}

// A sample holds the measurements of one run.
type sample struct {
	cpu time.Duration
	rss int64 // KiB
}

func report(runs int, lanyard string) error {
	dir, err := os.MkdirTemp("", "lanyard-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	floor, err := buildFloor(dir)
	if err != nil {
		return err
	}
	if lanyard, err = filepath.Abs(lanyard); err != nil {
		return err
	}
	subjects, closeWorld, err := layOut(dir, lanyard)
	if err != nil {
		return err
	}
	defer closeWorld()
	fmt.Printf("%-38s %10s %8s %10s  %s\n", "median of whole processes", "CPU", "× floor", "peak RSS", "target")
	for _, s := range subjects {
		if err := compare(s, floor, runs); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

func buildFloor(dir string) (string, error) {
	source := filepath.Join(dir, "floor.go")
	if err := os.WriteFile(source, []byte(floorSource), 0o600); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "floor")
	out, err := exec.Command("go", "build", "-o", path, source).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the floor: %w: %s", err, out)
	}
	return path, nil
}

// compare alternates a subject with the floor and prints the medians.
func compare(s subject, floor string, runs int) error {
	var own, base []sample
	for i := range runs + 5 {
		a, err := measure(s.args, s.env)
		if err != nil {
			return err
		}
		b, err := measure([]string{floor}, s.env)
		if err != nil {
			return err
		}
		if i >= 5 { // the first runs warm the page cache
			own, base = append(own, a), append(base, b)
		}
	}
	cpu, ground := medianCPU(own), medianCPU(base)
	fmt.Printf("%-38s %10v %7.2f× %6.1f MiB  %s\n", s.name, cpu.Round(10*time.Microsecond),
		float64(cpu)/float64(ground), float64(peak(own))/1024, s.target)
	return nil
}

// measure runs a command to its end.
func measure(args, env []string) (sample, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the program that is measured
	cmd.Env = env
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return sample{}, err
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return sample{}, fmt.Errorf("this system tells no resource usage")
	}
	return sample{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), usage.Maxrss}, nil
}

func medianCPU(samples []sample) time.Duration {
	times := make([]time.Duration, len(samples))
	for i, s := range samples {
		times[i] = s.cpu
	}
	slices.Sort(times)
	return times[len(times)/2]
}

func peak(samples []sample) (most int64) {
	for _, s := range samples {
		most = max(most, s.rss)
	}
	return most
}
