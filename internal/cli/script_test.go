package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lanyard/internal/fakeaws"
	"lanyard/internal/sdktest"
)

// clockEnv shifts the program's clock in scripts. It exists in the test binary only.
const clockEnv = "LANYARD_TEST_CLOCK_OFFSET"

// frozenEnv stops the clock at a time of RFC 3339.
const frozenEnv = "LANYARD_TEST_CLOCK"

// peakEnv names a file into which the program writes its peak memory, in KiB, when it ends. The
// peak that the system reports for a child includes its parent's memory.
const peakEnv = "LANYARD_TEST_PEAK"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lanyard": func() { os.Exit(mainWithClock()) },
		"gosdk":   func() { os.Exit(sdkMain()) },
	})
}

func mainWithClock() int {
	sys := Process()
	sys.WorkFactor = 15 // the least: scrypt would take much of the tests' time
	if offset, err := time.ParseDuration(os.Getenv(clockEnv)); err == nil {
		sys.Now = func() time.Time { return time.Now().Add(offset) }
	}
	if at, err := time.Parse(time.RFC3339, os.Getenv(frozenEnv)); err == nil {
		sys.Now = func() time.Time { return at }
	}
	code := Run(sys)
	if file := os.Getenv(peakEnv); file != "" {
		status, _ := os.ReadFile("/proc/self/status")
		_, peak, _ := strings.Cut(string(status), "VmHWM:")
		peak, _, _ = strings.Cut(peak, "kB")
		_ = os.WriteFile(file, []byte(strings.TrimSpace(peak)), 0o600)
	}
	return code
}

// TestScripts drives the real program: every file of testdata/script is one behaviour. Each script
// has a home of its own, an AWS on loopback (see newScriptWorld) and a keychain in a file.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join("..", "..", "testdata", "script", "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	testscript.Run(t, scriptParams(scripts...))
}

func scriptParams(scripts ...string) testscript.Params {
	return testscript.Params{
		Files:               scripts,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setupScript,
		Condition:           scriptCondition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"calls": cmdCalls, "code": cmdCode, "fault": cmdFault, "subst": cmdSubst, "waitcalls": cmdWaitCalls,
			"parallel": cmdParallel, "clean": cmdClean, "mode": cmdMode, "clockskew": cmdClockSkew, "approval": cmdApproval, "sso": cmdSSO,
			"occupy": cmdOccupy, "console": cmdConsole, "remote": cmdRemote, "tls": cmdTLS,
			"redirect": cmdRedirect, "raw": cmdRaw,
		},
	}
}

// scriptWorld is the AWS of one script.
type scriptWorld struct {
	server  *fakeaws.Server
	serial  string
	secrets []string
	// given are the files that a script itself put a secret into.
	given map[string]bool
}

type worldKey struct{}

func setupScript(env *testscript.Env) error {
	w, vars, err := newScriptWorld()
	if err != nil {
		return err
	}
	url, err := w.server.Start()
	if err != nil {
		return err
	}
	env.Defer(func() {
		_ = w.server.Close()
		// No file may hold a secret unless the script itself wrote it there.
		if err := w.checkFiles(env.WorkDir, w.given); err != nil {
			env.T().Fatal(err)
		}
	})
	home := filepath.Join(env.WorkDir, "home")
	for _, dir := range []string{home, filepath.Join(home, ".aws")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	vars["HOME"] = home
	vars["USERPROFILE"] = home
	vars["USER"] = "alice"
	vars["AWS_ENDPOINT_URL"] = url
	vars["LANYARD_HOME"] = filepath.Join(home, "lanyard")
	vars["LANYARD_KEYCHAIN"] = "file"
	vars["LANYARD_KEYCHAIN_PASSPHRASE"] = passphrase
	vars["LANYARD_KEYCHAIN_CACHE"] = "1m"
	vars["AWS_MAX_ATTEMPTS"] = "1"
	vars["BROWSER"] = "curl -sL -o /dev/null"
	for name, value := range vars {
		env.Setenv(name, value)
	}
	w.secrets = append(w.secrets, passphrase)
	env.Values[worldKey{}] = w
	return nil
}

const passphrase = "correct horse battery staple"

// newScriptWorld makes alice of account 111122223333 with keys and an MFA device, and roles of
// account 444455556666: Deploy (trusts alice), Admin (trusts her with MFA), Audit (external id),
// Hub → Spoke → Leaf (a chain), Forbidden (trusts neither). Local is a role of her own account.
func newScriptWorld() (*scriptWorld, map[string]string, error) {
	const home, other = "111122223333", "444455556666"
	world := fakeaws.NewWorld()
	alice, err := world.AddUser("alice", home)
	if err != nil {
		return nil, nil, err
	}
	device, err := world.AddMFA(alice.ARN, "alice")
	if err != nil {
		return nil, nil, err
	}
	role := func(name string) string { return "arn:aws:iam::" + other + ":role/" + name }
	for _, spec := range []fakeaws.RoleSpec{
		{Name: "Deploy", Trust: []string{alice.ARN}, MaxSession: 12 * time.Hour},
		{Name: "Admin", Trust: []string{alice.ARN}, RequireMFA: true, MaxSession: 12 * time.Hour},
		{Name: "Second", Trust: []string{alice.ARN}, RequireMFA: true},
		{Name: "Audit", Trust: []string{alice.ARN}, ExternalID: "ticket-42"},
		{Name: "Hub", Trust: []string{alice.ARN}},
		{Name: "Spoke", Trust: []string{role("Hub")}},
		{Name: "Leaf", Trust: []string{role("Spoke")}},
		{Name: "Forbidden", Trust: []string{"arn:aws:iam::999999999999:root"}},
	} {
		spec.AccountID = other
		if _, err := world.AddRole(spec); err != nil {
			return nil, nil, err
		}
	}
	if _, err := world.AddRole(fakeaws.RoleSpec{Name: "Local", AccountID: home, Trust: []string{alice.ARN}}); err != nil {
		return nil, nil, err
	}
	if err := world.AddSSO(corpSSO()); err != nil {
		return nil, nil, err
	}
	ssoAdmin, err := world.SSORoleARN(corpStartURL, home, "Admin")
	if err != nil {
		return nil, nil, err
	}
	if _, err := world.AddRole(fakeaws.RoleSpec{Name: "FromSSO", AccountID: other, Trust: []string{ssoAdmin}}); err != nil {
		return nil, nil, err
	}
	if err := setConsole(world, alice.ARN, home); err != nil {
		return nil, nil, err
	}
	if err := world.AddBucket("attic", "eu-west-1"); err != nil {
		return nil, nil, err
	}
	w := &scriptWorld{given: map[string]bool{}, server: fakeaws.New(world, sdktest.Verifier{}, fakeaws.Options{}), serial: device.Serial}
	if err := w.server.SetApproval(fakeaws.Approval{Mode: fakeaws.ApproveAll}); err != nil {
		return nil, nil, err
	}
	w.secrets = []string{alice.SecretAccessKey.Reveal(), device.Seed.Reveal()}
	return w, map[string]string{
		"ALICE_ID": alice.AccessKeyID, "ALICE_SECRET": alice.SecretAccessKey.Reveal(), "ALICE_MFA": device.Serial,
	}, nil
}

func worldOf(ts *testscript.TestScript) *scriptWorld { return ts.Value(worldKey{}).(*scriptWorld) }

// cmdCalls checks how often an STS operation was called: calls AssumeRole 1.
func cmdCalls(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: calls ACTION COUNT")
	}
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	if got := worldOf(ts).server.Calls(args[0]); got != want {
		ts.Fatalf("%s was called %d times, want %d", args[0], got, want)
	}
}

// cmdWaitCalls waits for a number of calls of an STS operation: waitcalls AssumeRole 1.
func cmdWaitCalls(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 3000 {
		if worldOf(ts).server.Calls(args[0]) >= want {
			return
		}
		<-tick.C
	}
	ts.Fatalf("%s was not called %d times", args[0], want)
}

// cmdCode puts an unused MFA code of alice's device into CODE.
func cmdCode(ts *testscript.TestScript, _ bool, _ []string) {
	w := worldOf(ts)
	code, err := w.server.World().Code(w.serial)
	ts.Check(err)
	ts.Setenv("CODE", code.Value)
}

// cmdFault makes the AWS misbehave: fault KIND [ACTION [MESSAGE [CODE]]] [NAME=VALUE…], fault slow ACTION
// DELAY; fault none ends it. With "once:" before the kind the next call alone meets it.
func cmdFault(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	if args[0] == "none" {
		w.server.ClearFaults()
		return
	}
	f := fakeaws.Fault{Status: 500, Delay: time.Second}
	kind, once := strings.CutPrefix(args[0], "once:")
	if f.Kind = fakeaws.FaultKind(kind); once {
		f.Times = 1
	}
	args = slices.DeleteFunc(args, func(arg string) bool {
		name, value, ok := strings.Cut(arg, "=")
		switch {
		case !ok:
			return false
		case name == "status":
			f.Status, _ = strconv.Atoi(value)
		case name == "times":
			f.Times, _ = strconv.Atoi(value)
		case name == "code":
			f.Code = value
		case name == "account":
			f.Account = value
		case name == "retry-after":
			f.RetryAfter = value
		}
		return true
	})
	if len(args) > 1 {
		f.Action = args[1]
	}
	switch {
	case len(args) > 2 && f.Kind == fakeaws.Slow:
		delay, err := time.ParseDuration(args[2])
		ts.Check(err)
		f.Delay = delay
	case len(args) > 3:
		f.Status, f.Code = 400, args[3]
	case len(args) > 2:
		message, err := strconv.Unquote(`"` + args[2] + `"`)
		ts.Check(err)
		f.Message = message
	}
	ts.Check(w.server.Inject(f))
}

// cmdClockSkew moves AWS's clock: clockskew 20m.
func cmdClockSkew(ts *testscript.TestScript, _ bool, args []string) {
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	worldOf(ts).server.SetClockOffset(d)
}

// cmdSubst replaces $NAME in files by the script's variables.
func cmdSubst(ts *testscript.TestScript, _ bool, args []string) {
	for _, file := range args {
		path := ts.MkAbs(file)
		text, err := os.ReadFile(path)
		ts.Check(err)
		ts.Check(os.WriteFile(path, []byte(os.Expand(string(text), ts.Getenv)), 0o600))
		worldOf(ts).given[path] = true
	}
}

// cmdClean fails if a secret stands in one of the files or folders, or in stdout or stderr: alice's
// secret key, the seed of her device, the passphrase, a token. "! clean" wants one there.
func cmdClean(ts *testscript.TestScript, neg bool, args []string) {
	for _, arg := range args {
		var err error
		if arg == "stdout" || arg == "stderr" {
			err = worldOf(ts).check(arg, ts.ReadFile(arg))
		} else {
			err = worldOf(ts).checkFiles(ts.MkAbs(arg), nil)
		}
		if (err != nil) != neg {
			ts.Fatalf("clean %s: %v", arg, err)
		}
	}
}

func (w *scriptWorld) check(what, text string) error {
	for _, secret := range w.secrets {
		if strings.Contains(text, secret) {
			return fmt.Errorf("%s holds a secret", what)
		}
	}
	if sharedTokens(what) {
		return nil
	}
	for _, secret := range w.server.World().SSOSecrets() {
		if strings.Contains(text, secret) {
			return fmt.Errorf("%s holds a token of Identity Center", what)
		}
	}
	return nil
}

// checkFiles looks for secrets in every file below root, other than the given ones.
func (w *scriptWorld) checkFiles(root string, except map[string]bool) error {
	return filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err != nil || !info.Mode().IsRegular() || except[path] {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return w.check(path, string(text))
	})
}

// cmdMode checks a file's permissions: mode 600 FILE….
func cmdMode(ts *testscript.TestScript, _ bool, args []string) {
	for _, file := range args[1:] {
		st, err := os.Stat(ts.MkAbs(file))
		ts.Check(err)
		if got := strconv.FormatUint(uint64(st.Mode().Perm()), 8); got != args[0] {
			ts.Fatalf("%s has mode %s, want %s", file, got, args[0])
		}
	}
}
