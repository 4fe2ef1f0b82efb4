//go:build linux

package tui_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lanyard/internal/ptytest"
)

// The benchmarks of the full-screen program run the released kind of binary on a pseudo-terminal, with
// ten thousand profiles. They are Linux's: CPU time and memory come from /proc.

const benchProfiles = 10_000

var benchSize = ptytest.Size{W: 120, H: 40}

// benchHome lays out ten thousand roles and builds the program.
func benchHome(b *testing.B) (program string, env []string) {
	b.Helper()
	home := b.TempDir()
	program = filepath.Join(home, "lanyard")
	build := exec.Command("go", "build", "-trimpath", "-o", program, "lanyard")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	var config strings.Builder
	for i := range benchProfiles {
		fmt.Fprintf(&config, "[profile account-%05d]\nregion = eu-west-1\nrole_arn = arn:aws:iam::%012d:role/Deploy\n"+
			"source_profile = dev\noutput = json\n# of team %d\n\n", i, 100000000000+i, i%17)
	}
	for name, text := range map[string]string{
		"config": config.String(), "credentials": "[dev]\naws_access_key_id = AKIADEV0000000000000\naws_secret_access_key = abcdefghijklmnopqrstuvwxyz\n",
	} {
		path := filepath.Join(home, ".aws", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return program, []string{
		"HOME=" + home, "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "LANYARD_HOME=" + filepath.Join(home, "lanyard.d"),
		"LANYARD_KEYCHAIN=file", "LANYARD_KEYCHAIN_PASSPHRASE=benchmarks have no secrets",
	}
}

// BenchmarkUIFirstFrame measures the time from the start to the first frame with profiles.
func BenchmarkUIFirstFrame(b *testing.B) {
	program, env := benchHome(b)
	var took []time.Duration
	var most int64
	for b.Loop() {
		p := ptytest.StartPty(b, benchSize, env, program)
		took = append(took, p.WaitFor("account-00003"))
		p.Quiet(100 * time.Millisecond)
		most = max(most, procStatus(b, p.Cmd.Process.Pid, "VmHWM"))
		p.Stop()
	}
	report(b, took, "ms")
	b.ReportMetric(float64(most)/1024, "peak-MiB")
}

// BenchmarkUIKeys measures the time from a key press to its frame: moving, paging, sorting, filtering.
func BenchmarkUIKeys(b *testing.B) {
	program, env := benchHome(b)
	for name, keys := range map[string][]string{
		"move":   {"j", "j", "j", "k", "\x1b[6~", "\x1b[5~", "G", "g", "j", "k"},
		"filter": {"/", "a", "c", "c", "o", "u", "9", "8", "7", "\x7f", "\x7f", "\x15", "\r"},
		"sort":   {"o", "o", "o", "o", "b", "b", "b", "b"},
	} {
		b.Run(name, func(b *testing.B) {
			p := ptytest.StartPty(b, benchSize, env, program)
			p.WaitFor("account-00003")
			p.Quiet(300 * time.Millisecond)
			pid := p.Cmd.Process.Pid
			used := procTicks(b, pid)
			var took []time.Duration
			for b.Loop() {
				for _, key := range keys {
					took = append(took, p.Answer(key))
					p.Quiet(60 * time.Millisecond) // an escape waits for what may follow it
				}
			}
			report(b, took, "ms")
			b.ReportMetric(float64(procTicks(b, pid)-used)*1000/ticksPerSecond/float64(len(took)), "CPU-ms/key")
			b.ReportMetric(float64(procStatus(b, pid, "VmHWM"))/1024, "peak-MiB")
		})
	}
}

// BenchmarkUIReloads measures memory and CPU time of ten reloads of changed files.
func BenchmarkUIReloads(b *testing.B) {
	const reloads = 10
	program, env := benchHome(b)
	config := filepath.Join(filepath.Dir(program), ".aws", "config")
	p := ptytest.StartPty(b, benchSize, env, program)
	p.WaitFor("account-00003")
	p.Quiet(time.Second)
	pid := p.Cmd.Process.Pid
	used, rounds := procTicks(b, pid), 0
	for b.Loop() {
		for range reloads {
			appendTo(b, config, "# another line\n")
			p.Send("\x12")
			p.Quiet(500 * time.Millisecond)
		}
		rounds++
	}
	b.ReportMetric(float64(procTicks(b, pid)-used)*1000/ticksPerSecond/float64(rounds*reloads), "CPU-ms/reload")
	b.ReportMetric(float64(procStatus(b, pid, "VmRSS"))/1024, "MiB")
	b.ReportMetric(float64(procStatus(b, pid, "VmHWM"))/1024, "peak-MiB")
}

func appendTo(b *testing.B, file, text string) {
	b.Helper()
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkUIIdle measures the program without input, for five seconds per round.
func BenchmarkUIIdle(b *testing.B) {
	const while = 5 * time.Second
	program, env := benchHome(b)
	p := ptytest.StartPty(b, benchSize, env, program)
	p.WaitFor("account-00003")
	p.Quiet(time.Second)
	pid := p.Cmd.Process.Pid
	p.Take()
	used, rounds, written := procTicks(b, pid), 0, 0
	for b.Loop() {
		<-time.After(while)
		rounds++
		written += len(p.Take())
	}
	seconds := float64(rounds) * while.Seconds()
	b.ReportMetric(float64(procTicks(b, pid)-used)/ticksPerSecond/seconds*100, "%CPU")
	b.ReportMetric(float64(written)/seconds, "B/s-written")
	b.ReportMetric(float64(procStatus(b, pid, "VmRSS"))/1024, "MiB")
}

func report(b *testing.B, took []time.Duration, unit string) {
	b.Helper()
	slices.Sort(took)
	at := func(percent int) float64 {
		return float64(took[min(len(took)-1, len(took)*percent/100)]) / float64(time.Millisecond)
	}
	b.ReportMetric(at(50), "p50-"+unit)
	b.ReportMetric(at(99), "p99-"+unit)
	b.ReportMetric(0, "ns/op")
}

// procStatus is a field of /proc/PID/status in KiB.
func procStatus(b *testing.B, pid int, field string) int64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			n, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			return n
		}
	}
	b.Fatalf("no %s in %s", field, text)
	return 0
}

const ticksPerSecond = 100 // USER_HZ, which Linux fixes

// procTicks is the CPU time of a process, user and system: fields 14 and 15 of proc_pid_stat(5).
func procTicks(b *testing.B, pid int) (ticks int64) {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip(err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return ticks
}
