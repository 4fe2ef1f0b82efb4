package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdParallel starts COUNT processes at once: parallel COUNT COMMAND ARG…, with {} in arguments replaced
// by the process's number. Every one must succeed ("!": fail). The distinct standard outputs go to the file parallel.out, each once, with a first
// line "N × "; the standard errors to parallel.err.
func cmdParallel(ts *testscript.TestScript, neg bool, args []string) {
	count, err := strconv.Atoi(args[0])
	ts.Check(err)
	path := findCommand(ts, args[1])
	outs, errs, fails := make([]bytes.Buffer, count), make([]bytes.Buffer, count), make([]error, count)
	var wg sync.WaitGroup
	for i := range count {
		wg.Go(func() {
			cmd := exec.Command(path, numbered(args[2:], i)...)
			cmd.Env = scriptEnviron(ts)
			cmd.Dir = ts.MkAbs(".")
			cmd.Stdout, cmd.Stderr = &outs[i], &errs[i]
			fails[i] = cmd.Run()
		})
	}
	wg.Wait()
	distinct := map[string]int{}
	var stderr strings.Builder
	for i := range count {
		distinct[outs[i].String()]++
		stderr.Write(errs[i].Bytes())
		if (fails[i] != nil) != neg {
			ts.Fatalf("process %d ended with %v: %s", i, fails[i], errs[i].String())
		}
	}
	var stdout strings.Builder
	for text, n := range distinct {
		stdout.WriteString(strconv.Itoa(n) + " × " + text)
	}
	ts.Check(os.WriteFile(ts.MkAbs("parallel.out"), []byte(stdout.String()), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("parallel.err"), []byte(stderr.String()), 0o600))
}

// numbered replaces {} in arguments.
func numbered(args []string, number int) []string {
	numbered := make([]string, len(args))
	for i, arg := range args {
		numbered[i] = strings.ReplaceAll(arg, "{}", strconv.Itoa(number))
	}
	return numbered
}

func findCommand(ts *testscript.TestScript, name string) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		path := filepath.Join(dir, name)
		if st, err := os.Stat(path); err == nil && st.Mode()&0o111 != 0 {
			return path
		}
	}
	ts.Fatalf("no %s in PATH", name)
	return ""
}

// scriptEnviron is the environment that exec gives a script's commands, as far as lanyard reads it.
func scriptEnviron(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{
		"PATH", "HOME", "USER", "TMPDIR", "TESTSCRIPT_COMMAND", "AWS_ENDPOINT_URL", "AWS_MAX_ATTEMPTS", "AWS_CONFIG_FILE",
		"AWS_SHARED_CREDENTIALS_FILE", "LANYARD_HOME", "LANYARD_KEYCHAIN", "LANYARD_KEYCHAIN_PASSPHRASE",
		"LANYARD_KEYCHAIN_CACHE", "LANYARD_MFA_CODE", "LANYARD_AUTO_LOGIN", "BROWSER", "LANYARD_SSO_TOKEN_SHARING", clockEnv,
	} {
		if v := ts.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// scriptCondition knows what a script may need: [has:aws], a program; [root]; [unshare], mount
// namespaces.
func scriptCondition(cond string) (bool, error) {
	if name, ok := strings.CutPrefix(cond, "has:"); ok {
		_, err := exec.LookPath(name)
		return err == nil, nil
	}
	switch cond {
	case "root":
		return os.Getuid() == 0, nil
	case "unshare":
		return exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", os.TempDir()).Run() == nil, nil
	}
	return false, fmt.Errorf("unknown condition %q", cond)
}
