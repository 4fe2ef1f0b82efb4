package torture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"
)

// longForm reports whether every fault is to be tried rather than a sample.
func longForm() bool { return os.Getenv("LANYARD_TORTURE") == "1" }

// sample is how many faults of a scenario the short form tries.
const sample = 2

// slow is how long a try takes that waits for something.
const slow = 10 * time.Second

// maxDeaths is how often the keyring may stop in a scenario.
const maxDeaths = 50

// TestTortureFaults kills and fails the system calls of every command that writes, one in each try.
// LANYARD_TORTURE_ONLY is a regular expression of the faults to try, "scenario: fault".
func TestTortureFaults(t *testing.T) {
	requireSupervision(t)
	w := newWorld(t)
	only := regexp.MustCompile(os.Getenv("LANYARD_TORTURE_ONLY"))
	var tries, failures, repeats atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d tries, %d failures; %d more were repeated because GNOME Keyring had stopped itself", tries.Load(), failures.Load(), repeats.Load())
	})
	for _, sc := range scenarios() {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			h := w.prepare(t, sc)
			clean, before, after := h.cleanRun()
			faults := slices.DeleteFunc(everyFault(clean.calls), func(f fault) bool { return !only.MatchString(sc.name + ": " + f.String()) })
			if !longForm() {
				faults = spread(faults, sample)
			}
			failed := 0
			for _, f := range faults {
				start := time.Now()
				why := h.try(f, before, after)
				if taken := time.Since(start); taken > slow {
					t.Logf("%v took %v", f, taken.Round(time.Second))
				}
				if why != "" {
					failed++
					t.Errorf("%v: %s", f, why)
				}
			}
			tries.Add(int64(len(faults)))
			failures.Add(int64(failed))
			if h.ring != nil {
				repeats.Add(int64(h.ring.deaths))
			}
			t.Logf("%d calls, %d tries, %d failures", len(clean.calls), len(faults), failed)
		})
	}
}

// requireSupervision skips a test where the kernel refuses to hand over system calls, as in some containers.
// The long form fails there.
func requireSupervision(t *testing.T) {
	t.Helper()
	cmd := exec.Command("true")
	var launcher bytes.Buffer
	cmd.Stderr = &launcher
	_, err := supervise(cmd, t.TempDir(), fault{}, false)
	switch {
	case err != nil && !longForm():
		t.Skipf("no faults are tried: this system does not let a test supervise system calls: %v: %s", err, launcher.String())
	case err != nil:
		t.Fatalf("supervise system calls: %v: %s", err, launcher.String())
	}
}

// admitted matches the warnings about what a command could not do besides its own work.
var admitted = regexp.MustCompile(`lanyard: .*(not cached: |is not shared with other programs: |is not kept: |it worked, but can't be kept: |list the entries: |still noted as begun: |its newest sessions are not: |warning: account )`)

// cleanRun runs the command without a fault and returns its calls, and the states around it.
func (h *home) cleanRun() (tr *trace, before, after *state) {
	h.t.Helper()
	h.reset()
	before, err := h.look()
	must(h.t, err)
	h.reset()
	done := h.attempt(fault{})
	if done.err != nil {
		h.t.Fatalf("without a fault: %v\n%s", done.err, done.output)
	}
	after, err = h.look()
	must(h.t, err)
	return done.trace, before, after
}

// everyFault lists what can happen to the calls of a run.
func everyFault(calls []call) (faults []fault) {
	met := map[string]int{}
	for _, c := range calls {
		met[c.String()]++
		for _, errno := range append(slices.Clone(c.errnos), killed) {
			faults = append(faults, fault{c.String(), met[c.String()], errno})
		}
	}
	return faults
}

// spread picks n of the faults, at even distances.
func spread(faults []fault, n int) (picked []fault) {
	if len(faults) <= n {
		return faults
	}
	for i := range n {
		picked = append(picked, faults[(2*i+1)*len(faults)/(2*n)])
	}
	return picked
}

// try runs the command with one fault, looks at what is left, runs it again and looks once more. It
// returns what is wrong, or "".
func (h *home) try(f fault, before, after *state) string {
	h.t.Helper()
	h.reset()
	first := h.attempt(f)
	if strings.Contains(first.output, "goroutine ") {
		return "the program crashed:\n" + first.output
	}
	if first.hung {
		return fmt.Sprintf("it did not end within %v: %s", patience, first.output)
	}
	if first.err != nil && !errors.As(first.err, new(*exec.ExitError)) {
		return first.err.Error()
	}
	if h.ring != nil && !h.ring.alive() {
		// GNOME Keyring itself stops at times at a fatal error of GLib. reset starts it again.
		if h.ring.deaths++; h.ring.deaths > maxDeaths {
			return "GNOME Keyring stopped too often"
		}
		return h.try(f, before, after)
	}
	left, err := h.look()
	if err != nil {
		return fmt.Sprintf("afterwards: %v (first run: %v: %s)", err, first.err, first.output)
	}
	if harm := left.harm(before, after, h.scenario); harm != "" {
		return fmt.Sprintf("%s (first run: %v: %s)", harm, first.err, first.output)
	}
	differs := left.differs(after)
	switch {
	case first.err == nil && admitted.MatchString(first.output):
		// The command did what it was for, and said what it could not do besides.
	case first.err == nil && differs != "":
		return fmt.Sprintf("it reported success: %s\n%s", differs, first.output)
	case first.err == nil:
		return h.sweeps(left)
	case f.errno != killed && differs == "" && after.differs(before) != "" && h.scenario.run[0] != "logout" && !admitted.MatchString(first.output):
		return "it reported a failure, but everything is done: " + first.output
	}
	if h.scenario.toggles && differs == "" {
		return h.sweeps(left)
	}
	second := h.attempt(fault{})
	end, err := h.look()
	if err != nil {
		return fmt.Sprintf("after the second run: %v", err)
	}
	if h.scenario.adopts {
		end.list = strings.ReplaceAll(end.list, " login ready", " login valid")
		// It then writes nothing beside its sessions, so nothing is swept there yet.
		end.names = slices.DeleteFunc(end.names, func(name string) bool { return strings.HasPrefix(name, cacheFolder+".lanyard-") })
	}
	differs = end.differs(after)
	if second.err != nil && differs != "" {
		return fmt.Sprintf("the second run failed: %v: %s; %s (first run: %v: %s)", second.err, second.output, differs, first.err, first.output)
	}
	if differs != "" {
		return fmt.Sprintf("after the second run: %s (first run: %v: %s)", differs, first.err, first.output)
	}
	return h.sweeps(end)
}

// sweeps writes once more beside the AWS files where a temporary file is left, which has to be gone then.
func (h *home) sweeps(left *state) string {
	h.t.Helper()
	if len(left.temporary()) == 0 {
		return ""
	}
	if _, err := h.ask("profile", "add", "sweeper", "region=eu-west-1"); err != nil {
		return err.Error()
	}
	swept, err := h.look()
	if err != nil {
		return err.Error()
	}
	if names := swept.temporary(); len(names) > 0 {
		return fmt.Sprintf("left over, also after the next write: %q", names)
	}
	return ""
}

// cheapen wraps the vault key of a file store again with little work, which would take most of the time.
func (h *home) cheapen() {
	t := h.t
	t.Helper()
	path := filepath.Join(h.dir, "lanyard", "state", "vault")
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	must(t, err)
	var record map[string]any
	must(t, json.Unmarshal(text, &record))
	if record["age"] == nil {
		return
	}
	var file struct{ Age []byte }
	must(t, json.Unmarshal(text, &file))
	if bytes.Contains(file.Age, []byte(" 8\n")) {
		return
	}
	words := passphrase
	plain, err := unwrap(file.Age, words)
	if err != nil {
		words = otherPassphrase
		plain, err = unwrap(file.Age, words)
	}
	must(t, err)
	recipient, err := age.NewScryptRecipient(words)
	must(t, err)
	recipient.SetWorkFactor(8)
	var wrapped bytes.Buffer
	into, err := age.Encrypt(&wrapped, recipient)
	must(t, err)
	_, err = io.Copy(into, plain)
	must(t, err)
	must(t, into.Close())
	record["age"] = wrapped.Bytes()
	text, err = json.MarshalIndent(record, "", "  ")
	must(t, err)
	must(t, os.WriteFile(path, append(text, '\n'), 0o600))
}

func unwrap(wrapped []byte, words string) (io.Reader, error) {
	identity, err := age.NewScryptIdentity(words)
	if err != nil {
		return nil, err
	}
	return age.Decrypt(bytes.NewReader(wrapped), identity)
}
