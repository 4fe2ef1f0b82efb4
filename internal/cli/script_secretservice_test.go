//go:build linux

package cli

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lanyard/internal/secretservicetest"
)

type busKey struct{}

// TestSecretServiceScripts is TestScripts on a real GNOME Keyring, one for each script.
func TestSecretServiceScripts(t *testing.T) {
	buses := map[string]*secretservicetest.Bus{}
	scripts, err := filepath.Glob(filepath.Join("..", "..", "testdata", "secretservice", "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		buses[strings.TrimSuffix(filepath.Base(script), ".txtar")] = secretservicetest.Start(t)
	}
	p := scriptParams(scripts...)
	p.Setup = func(env *testscript.Env) error {
		bus := buses[strings.TrimPrefix(filepath.Base(env.WorkDir), "script-")]
		env.Values[busKey{}] = bus
		if err := setupScript(env); err != nil {
			return err
		}
		env.Vars = append(env.Vars, bus.Env()...)
		env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
		env.Setenv("LANYARD_KEYCHAIN", "")
		env.Setenv("LANYARD_KEYCHAIN_PASSPHRASE", "")
		return nil
	}
	bus := func(ts *testscript.TestScript) *secretservicetest.Bus {
		return ts.Value(busKey{}).(*secretservicetest.Bus)
	}
	// keyring stop|start|lock
	p.Cmds["keyring"] = func(ts *testscript.TestScript, _ bool, args []string) {
		switch args[0] {
		case "stop":
			bus(ts).StopKeyring(t)
		case "start":
			bus(ts).StartKeyring(t)
		case "lock":
			bus(ts).Lock(t)
		}
	}
	// dbuscalls MOST COMMAND ARG…: runs a command, which may make so many calls on the bus.
	p.Cmds["dbuscalls"] = func(ts *testscript.TestScript, _ bool, args []string) {
		most, err := strconv.Atoi(args[0])
		ts.Check(err)
		calls := bus(ts).Calls(t, func() {
			cmd := exec.Command(findCommand(ts, args[1]), args[2:]...)
			cmd.Env = append(scriptEnviron(ts), bus(ts).Env()...)
			cmd.Env = append(cmd.Env, "HOME="+ts.Getenv("HOME"))
			if out, err := cmd.CombinedOutput(); err != nil {
				ts.Fatalf("%v: %s", err, out)
			}
		})
		ts.Logf("%d calls: %v", len(calls), calls)
		if len(calls) > most {
			ts.Fatalf("%d calls on the bus, %d at most: %v", len(calls), most, calls)
		}
	}
	testscript.Run(t, p)
}
