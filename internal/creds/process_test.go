package creds_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
)

// script is a credential_process that prints text and counts its runs.
func script(t *testing.T, text string) (step profiles.Step, runs func() int) {
	t.Helper()
	folder := t.TempDir()
	path, count := filepath.Join(folder, "my tool"), filepath.Join(folder, "count")
	body := fmt.Sprintf("#!/bin/sh\necho run >>%q\ncat <<'EOF'\n%s\nEOF\n", count, text)
	if err := os.WriteFile(path, []byte(body), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	return profiles.Step{Kind: profiles.KindProcess, Profile: "tool", Process: fmt.Sprintf("%q --for 'a b'", path)}, func() int {
		text, _ := os.ReadFile(count)
		return strings.Count(string(text), "run")
	}
}

func answer(expires time.Time) string {
	return fmt.Sprintf(`{"Version":1,"AccessKeyId":"ASIAPROCESS","SecretAccessKey":"s","SessionToken":"t","Expiration":%q,"AccountId":"111122223333"}`,
		expires.Format(time.RFC3339))
}

func TestProcess(t *testing.T) {
	h := newHouse(t)
	step, runs := script(t, answer(h.now().Add(time.Hour)))
	for range 2 {
		c := h.resolve(plan(step), creds.Options{})
		if c.AccessKeyID != "ASIAPROCESS" || c.SecretAccessKey.Reveal() != "s" || c.SessionToken.Reveal() != "t" || c.AccountID != account || c.Expires.IsZero() {
			t.Errorf("got %+v", c)
		}
	}
	if runs() != 1 {
		t.Errorf("run %d times, want once", runs())
	}
}

func TestProcessWithoutEndIsAskedEachTime(t *testing.T) {
	h := newHouse(t)
	step, runs := script(t, fmt.Sprintf(`{"Version":1,"AccessKeyId":%q,"SecretAccessKey":%q}`, h.user.AccessKeyID, h.user.SecretAccessKey.Reveal()))
	if c := h.resolve(plan(step), creds.Options{}); c.Temporary() || !c.Expires.IsZero() {
		t.Errorf("got %+v", c)
	}
	h.resolve(plan(step, h.role(fakeaws.RoleSpec{Name: "deploy"})), creds.Options{})
	if runs() != 2 || h.store.puts != 1 {
		t.Errorf("run %d times, %d entries; want 2 runs, and the role's entry only", runs(), h.store.puts)
	}
}

func TestProcessAnswers(t *testing.T) {
	h := newHouse(t)
	for text, want := range map[string]string{
		"hunter2":                         "not the JSON",
		`{"Version":2}`:                   "version 2",
		`{"Version":1,"AccessKeyId":"A"}`: "lacks",
		answer(h.now().Add(-time.Minute)): "expired",
		`{"Version":1,"AccessKeyId":"A","SecretAccessKey":"hunter2","Expiration":"soon"}`: "RFC 3339",
	} {
		step, _ := script(t, text)
		_, err := h.Resolve(t.Context(), plan(step), creds.Options{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
	for line, want := range map[string]string{
		"/nowhere/tool":                      "no such file",
		`sh -c 'echo "no luck" >&2; exit 4'`: "exit status 4: no luck",
		`sh -c "oops`:                        "closing quote",
	} {
		_, err := h.Resolve(t.Context(), plan(profiles.Step{Kind: profiles.KindProcess, Profile: "p", Process: line}), creds.Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", line, err, want)
		}
	}
}

func TestProcessCycle(t *testing.T) {
	h := newHouse(t)
	shown := profiles.Step{Kind: profiles.KindProcess, Profile: "b c", Process: `sh -c 'echo "$LANYARD_PROCESS_CHAIN" >&2; exit 1'`}
	_, err := h.Resolve(t.Context(), plan(shown), creds.Options{})
	if err == nil || !strings.Contains(err.Error(), `["b c"]`) {
		t.Errorf("got %v, want the chain that the child sees", err)
	}
	h.env["LANYARD_PROCESS_CHAIN"] = `["a","b c","d"]`
	_, err = h.Resolve(t.Context(), plan(shown), creds.Options{Refresh: true})
	if !errors.Is(err, creds.ErrCycle) || !strings.Contains(err.Error(), `"b c" → "d" → "b c"`) {
		t.Errorf("got %v, want the cycle named", err)
	}
	getenv := func(name string) string { return h.env[name] }
	if err := creds.CheckCycle(getenv, "d"); !errors.Is(err, creds.ErrCycle) {
		t.Errorf("got %v, want ErrCycle", err)
	}
	if err := creds.CheckCycle(getenv, "e"); err != nil {
		t.Error(err)
	}
}

// TestProcessExpiration reads the times that botocore reads, and refuses those without a zone.
func TestProcessExpiration(t *testing.T) {
	const eight = "2099-01-01T08:00:00Z"
	for text, want := range map[string]string{
		"2099-01-01T08:00:00Z":                  eight,
		"2099-01-01t08:00:00z":                  eight,
		"2099-01-01T09:00:00+01:00":             eight,
		"2099-01-01T03:00:00-0500":              eight,
		"2099-01-01T09:00:00+01":                eight,
		"2099-01-01 08:00:00+00:00":             eight,
		"2099-01-01 08:00:00 +0000":             eight,
		"2099-01-01 08:00:00 UTC":               eight,
		"2099-01-01T08:00:00 UTC":               eight,
		"2099-01-01 08:00:00.5 UTC":             "2099-01-01T08:00:00.5Z",
		"2099-01-01T08:00:00,5Z":                "2099-01-01T08:00:00.5Z",
		"2099-01-01T08:00:00.123456789Z":        "2099-01-01T08:00:00.123456789Z",
		"2099-01-01 03:00:00.123456-0500":       "2099-01-01T08:00:00.123456Z",
		"2099-01-01T08:00Z":                     eight,
		"20990101T080000Z":                      eight,
		"Thu, 01 Jan 2099 08:00:00 GMT":         eight,
		" 2099-01-01T08:00:00Z ":                eight,
		"2099-01-01T08:00:00":                   "",
		"2099-01-01 08:00:00 EST":               "",
		"2099-01-01":                            "",
		"4070937600":                            "",
		"2099-13-01T08:00:00Z":                  "",
		"2099-01-01T08:00:00Z2099-01-01T08:00Z": "",
	} {
		h := newHouse(t)
		step, _ := script(t, fmt.Sprintf(`{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"t","Expiration":%q}`, text))
		c, err := h.Resolve(t.Context(), plan(step), creds.Options{})
		switch got := c.Expires.Format(time.RFC3339Nano); {
		case want == "" && err == nil:
			t.Errorf("%q was read as %s", text, got)
		case want != "" && (err != nil || got != want):
			t.Errorf("%q was read as %s, %v; want %s", text, got, err, want)
		}
	}
}

// TestProcessAccount reads an account id however it is written.
func TestProcessAccount(t *testing.T) {
	for text, want := range map[string]string{
		`"111122223333"`: account, `111122223333`: account, `12345678`: "000012345678", `null`: "", `""`: "",
	} {
		h := newHouse(t)
		step, _ := script(t, fmt.Sprintf(`{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","AccountId":%s}`, text))
		if c := h.resolve(plan(step), creds.Options{}); c.AccountID != want {
			t.Errorf("%s was read as %q, want %q", text, c.AccountID, want)
		}
	}
}
