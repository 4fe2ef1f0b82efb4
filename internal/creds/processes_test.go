package creds_test

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/internal/atomicfile"
	"lanyard/internal/creds"
	"lanyard/internal/lock"
	"lanyard/internal/redact"
	"lanyard/keychain"
	"lanyard/profiles"
)

// helperEnv makes the test binary a process that resolves; its value says what answers for the
// person: "hang" says "asking" and hangs, any other is the code. With RECURSE in the environment it
// resolves a role instead, whose source is the profile of that name with the program COMMAND.
const helperEnv = "LANYARD_TEST_CREDS_PERSON"

func TestMain(m *testing.M) {
	if how := os.Getenv(helperEnv); how != "" {
		os.Exit(helper(how))
	}
	os.Exit(m.Run())
}

// helper resolves the keys of its environment to an MFA session and prints its access key id.
func helper(how string) int {
	folder := os.Getenv("FOLDER")
	p := &person{answer: func() (string, error) {
		if how == "hang" {
			fmt.Println("asking")
			select {}
		}
		return how, nil
	}}
	r := &creds.Resolver{
		Store: folderStore(filepath.Join(folder, "store")), Locks: lock.Dir(filepath.Join(folder, "locks")),
		Person: p, Now: time.Now, Getenv: os.Getenv, Environ: os.Environ(), Wait: time.Minute,
	}
	asked := plan(profiles.Step{
		Kind: profiles.KindStatic, Profile: "base", Settings: &profiles.Profile{}, MFASerial: os.Getenv("SERIAL"),
		Keys: profiles.Keys{AccessKeyID: os.Getenv("KEY"), SecretAccessKey: redact.New(os.Getenv("SECRET"))},
	})
	if profile := os.Getenv("RECURSE"); profile != "" {
		asked = plan(
			profiles.Step{Kind: profiles.KindProcess, Profile: profile, Process: os.Getenv("COMMAND")},
			profiles.Step{Kind: profiles.KindAssumeRole, Profile: "r", Role: profiles.Role{ARN: "arn:aws:iam::" + account + ":role/r"}},
		)
	}
	c, err := r.Resolve(context.Background(), asked, creds.Options{})
	if err != nil {
		fmt.Println(err)
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(c.AccessKeyID)
	return 0
}

// start starts a helper; its first line comes on the channel.
func (h *house) start(folder, how string) (*exec.Cmd, <-chan string) {
	h.Helper()
	cmd := exec.CommandContext(h.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), helperEnv+"="+how, "FOLDER="+folder,
		"KEY="+h.user.AccessKeyID, "SECRET="+h.user.SecretAccessKey.Reveal(), "SERIAL="+h.mfa.Serial,
		"AWS_ENDPOINT_URL_STS="+h.aws.URL())
	out, err := cmd.StdoutPipe()
	if err != nil {
		h.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		h.Fatal(err)
	}
	line := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(out).ReadString('\n')
		line <- strings.TrimSpace(text)
		_ = cmd.Wait()
	}()
	return cmd, line
}

func TestProcessesShareOneCode(t *testing.T) {
	h := newHouse(t)
	code, err := h.code()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	var lines []<-chan string
	for range 8 {
		_, line := h.start(folder, code)
		lines = append(lines, line)
	}
	first := <-lines[0]
	for _, line := range lines[1:] {
		if got := <-line; got != first || !strings.HasPrefix(got, "ASIA") {
			t.Errorf("one process got %q, another %q", first, got)
		}
	}
	h.calls("GetSessionToken", 1)
}

// below is a house whose programs are lanyards that share its locks.
func below(t *testing.T, environ ...string) *house {
	h := newHouse(t)
	folder := t.TempDir()
	h.Locks, h.Store = lock.Dir(filepath.Join(folder, "locks")), folderStore(filepath.Join(folder, "store"))
	h.Environ = append(os.Environ(), append(environ, helperEnv+"=000000", "FOLDER="+folder,
		"KEY="+h.user.AccessKeyID, "SECRET="+h.user.SecretAccessKey.Reveal(), "SERIAL="+h.mfa.Serial, "AWS_ENDPOINT_URL_STS="+h.aws.URL())...)
	return h
}

// TestProgramThatNeedsItself: the lock of what a program is to serve is held while it runs.
func TestProgramThatNeedsItself(t *testing.T) {
	command := fmt.Sprintf("%q", os.Args[0])
	for profile, want := range map[string]string{
		"p":     `"p" → "r" → "p"`,
		"other": `"p" → "r"`, // another name for the same command line, and for its lock
	} {
		h := below(t, "RECURSE="+profile, "COMMAND="+command)
		_, err := h.Resolve(t.Context(), plan(profiles.Step{Kind: profiles.KindProcess, Profile: "p", Process: command}), creds.Options{})
		if err == nil || !strings.Contains(err.Error(), "in a cycle: "+want) {
			t.Errorf("%s: got %v, want the cycle %s", profile, err, want)
		}
	}

	h := below(t)
	step := h.keysWithMFA()
	step.Settings = &profiles.Profile{Settings: map[string]profiles.Setting{"mfa_process": {Value: command}}}
	step.Profile = "own"
	_, err := h.Resolve(t.Context(), plan(step), creds.Options{})
	if err == nil || !strings.Contains(err.Error(), `in a cycle: "own" → "base"`) {
		t.Errorf("mfa_process: got %v, want the cycle", err)
	}
}

func TestProgramWithoutAnswer(t *testing.T) {
	h := newHouse(t)
	h.Wait = 20 * time.Millisecond
	_, err := h.Resolve(t.Context(), plan(profiles.Step{Kind: profiles.KindProcess, Profile: "p", Process: "sleep 60"}), creds.Options{})
	if err == nil || !strings.HasSuffix(err.Error(), `credential_process: "sleep": no answer within 20ms`) {
		t.Errorf("got %v, want that no answer came", err)
	}
}

func TestKilledHolder(t *testing.T) {
	h := newHouse(t)
	folder := t.TempDir()
	holder, line := h.start(folder, "hang")
	if got := <-line; got != "asking" {
		t.Fatalf("the holder says %q", got)
	}
	h.Locks, h.Store = lock.Dir(filepath.Join(folder, "locks")), folderStore(filepath.Join(folder, "store"))
	ctx := watched{t.Context(), sync.OnceFunc(func() { _ = holder.Process.Kill() })}
	if _, err := h.Resolve(ctx, plan(h.keysWithMFA()), creds.Options{}); err != nil {
		t.Error(err)
	}
	h.asked(1)
}

func TestHolderIsNamed(t *testing.T) {
	h := newHouse(t)
	folder := t.TempDir()
	holder, line := h.start(folder, "hang")
	<-line
	h.Locks, h.Wait = lock.Dir(filepath.Join(folder, "locks")), time.Millisecond
	_, err := h.Resolve(t.Context(), plan(h.keysWithMFA()), creds.Options{})
	want := fmt.Sprintf("process %d (%s", holder.Process.Pid, filepath.Base(os.Args[0]))
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q in it", err, want)
	}
}

// folderStore is a Store that processes share.
type folderStore string

func (f folderStore) path(kind, id string) string { return filepath.Join(string(f), kind+"-"+id) }

func (f folderStore) Get(_ context.Context, kind, id string) ([]byte, error) {
	content, err := os.ReadFile(f.path(kind, id))
	if os.IsNotExist(err) {
		return nil, keychain.ErrNotFound
	}
	return content, err
}

func (f folderStore) Put(_ context.Context, kind, id string, content []byte) error {
	return atomicfile.Write(f.path(kind, id), content)
}

func (f folderStore) Delete(_ context.Context, kind, id string) error {
	err := os.Remove(f.path(kind, id))
	if os.IsNotExist(err) {
		return fs.ErrNotExist
	}
	return err
}
