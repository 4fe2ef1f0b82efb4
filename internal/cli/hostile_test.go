//go:build linux

package cli

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// hostileTimeout is the --timeout of the commands. Those still running after hostileLimit are killed; it is
	// much longer because the machine may be busy.
	hostileTimeout = "1s"
	hostileLimit   = 12 * time.Second
	// hostileMemory is the largest memory of a command, in KiB.
	hostileMemory = 200 << 10
)

// hostileBrowser returns a code at once, without loading the page.
const hostileBrowser = `to=$(printf %s "$1" | sed 's/.*redirect_uri=\([^&]*\).*/\1/; s/%3A/:/g; s/%2F/\//g')
state=$(printf %s "$1" | sed 's/.*[?&]state=\([^&]*\).*/\1/')
exec curl -s -o /dev/null "$to?state=$state&code=c"
`

const hostileConfig = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
[sso-session twin]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[profile twin]
sso_session = twin
sso_account_id = 111122223333
sso_role_name = ReadOnly
[profile beyond]
role_arn = arn:aws:iam::444455556666:role/FromSSO
source_profile = sso
[profile dev]
login_session = arn:aws:iam::111122223333:user/alice
region = eu-west-1
[profile leaf]
role_arn = arn:aws:iam::444455556666:role/Leaf
source_profile = spoke
[profile spoke]
role_arn = arn:aws:iam::444455556666:role/Spoke
source_profile = hub
[profile hub]
role_arn = arn:aws:iam::444455556666:role/Hub
source_profile = alice
[profile alice]
region = eu-west-1
`

// hostileCommands are commands that use the network, run in a home where everything is signed in. later moves
// the clock ahead, so that valid credentials are due for renewal.
func hostileCommands() []hostileCommand {
	var list []hostileCommand
	add := func(later time.Duration, only string, args ...string) {
		list = append(list, hostileCommand{args, only, later})
	}
	add(0, "/", "login", "--sso-session", "corp", "--refresh")
	add(0, "/", "login", "--sso-session", "corp", "--refresh", "--device")
	add(0, "/token", "login", "--sso-session", "corp", "--refresh", "--device")
	add(0, "/token", "login", "--sso-session", "corp", "--refresh")
	add(0, "/", "login", "--sso-session", "new", "--start-url", "https://new.awsapps.com/start", "--sso-region", "eu-west-2")
	add(0, "/", "login", "--sso-session", "new", "--start-url", "$URL/start")
	add(0, "/", "login", "--sso-session", "new", "--start-url", "$URL/start", "--sso-region", "eu-west-2")
	add(0, "/", "login", "--console", "another")
	add(0, "/", "login", "dev", "--refresh")
	add(0, "/", "login", "--all", "--refresh")
	add(0, "/", "logout", "sso")
	add(0, "/", "logout", "--all")
	add(0, "/", "exec", "sso", "--refresh", "--", "true")
	add(50*time.Minute, "/", "exec", "sso", "--", "true")
	add(50*time.Minute, "/", "whoami", "sso")
	add(50*time.Minute, "/", "whoami", "beyond")
	add(7*time.Hour+50*time.Minute, "/", "whoami", "beyond")
	add(0, "/", "exec", "leaf", "--refresh", "--", "true")
	add(50*time.Minute, "/", "exec", "leaf", "--", "true")
	add(0, "/", "exec", "dev", "--refresh", "--", "true")
	add(11*time.Minute, "/", "exec", "dev", "--", "true")
	add(11*time.Minute, "/", "whoami", "dev")
	add(0, "/", "env", "alice")
	add(0, "/", "exec", "alice", "--role-arn", "Hub", "--", "true")
	add(0, "/", "credential-process", "sso", "--refresh")
	add(0, "/", "whoami", "alice")
	add(0, "/", "whoami", "sso")
	add(0, "/", "keys", "add", "second", "--stdin")
	add(0, "/", "keys", "import", "filed", "--from", "$HOME/filed")
	add(0, "/", "sso", "accounts", "--sso-session", "corp", "--refresh")
	add(0, "/assignment/roles", "sso", "accounts", "--sso-session", "corp", "--refresh")
	add(0, "/assignment/roles", "sso", "roles", "--sso-session", "corp", "--refresh")
	add(7*time.Hour+50*time.Minute, "/", "sso", "roles", "--sso-session", "corp", "--refresh")
	add(0, "/", "sync", "--sso-session", "corp", "--yes")
	return list
}

type hostileCommand struct {
	args  []string
	only  string
	later time.Duration
}

// TestTortureHostileServers checks that with any hostile server every command ends soon after --timeout, in bounded
// memory, with an error.
func TestTortureHostileServers(t *testing.T) {
	h := newHostileHome(t)
	kinds := hostileKinds()
	all := os.Getenv("LANYARD_TORTURE") != ""
	names := slices.Sorted(maps.Keys(kinds))
	if !all {
		names = []string{"never answers", "drips the body", "floods the head", "floods the body", "resets the connection"}
	}
	for k, name := range names {
		t.Run(name, func(t *testing.T) {
			for _, only := range []string{"/", "/token", "/assignment/roles"} {
				h.front.turn(kinds[name], only)
				var running sync.WaitGroup
				for i, c := range hostileCommands() {
					if c.only == only && (all || i%len(names) == k) {
						running.Go(func() { h.withstands(t, i, c) })
					}
				}
				running.Wait()
				h.url.CloseClientConnections()
			}
		})
	}
}

// TestLogoutAllIsParallel: logout calls all servers at once, so that one that hangs delays no other. The front
// answers the two revocations when both have come.
func TestLogoutAllIsParallel(t *testing.T) {
	h := newHostileHome(t)
	var both sync.WaitGroup
	both.Add(2)
	aws := h.front.aws
	h.front.aws = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/logout" {
			both.Done()
			both.Wait()
		}
		aws.ServeHTTP(w, r)
	})
	out, err := h.command(t.Context(), h.home, "false", []string{"logout", "--all"}).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("3 sign-ins ended")) {
		t.Errorf("%v: %s", err, out)
	}
}

// hostileHome is a home with sign-ins, keys and cached credentials, to be copied for each command.
type hostileHome struct {
	front *hostileFront
	url   *httptest.Server
	home  string
	keys  string // alice's, as keys add --stdin reads them
}

func newHostileHome(t *testing.T) *hostileHome {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("no curl")
	}
	w, vars, err := newScriptWorld()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.server.Start(); err != nil { // where its pages are
		t.Fatal(err)
	}
	front := &hostileFront{aws: w.server}
	h := &hostileHome{
		front: front, url: httptest.NewServer(front), home: t.TempDir(),
		keys: "[alice]\naws_access_key_id = " + vars["ALICE_ID"] + "\naws_secret_access_key = " + vars["ALICE_SECRET"] + "\n",
	}
	t.Cleanup(func() {
		h.url.CloseClientConnections()
		h.url.Close()
		_ = w.server.Close()
	})
	for name, text := range map[string]string{
		".aws/config": hostileConfig, ".aws/credentials": h.keys, "browser.sh": hostileBrowser, "filed": strings.Replace(h.keys, "alice", "filed", 1),
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(h.home, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(h.home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"keys", "add", "stored", "--stdin"},
		{"login", "--sso-session", "corp"},
		{"login", "--sso-session", "twin"},
		{"login", "dev"},
		{"exec", "sso", "--", "true"},
		{"exec", "beyond", "--", "true"},
		{"exec", "leaf", "--", "true"},
		{"sync", "--sso-session", "corp", "--dry-run"},
	} {
		cmd := h.command(t.Context(), h.home, "curl -sL -o /dev/null", args)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
	}
	return h
}

func (h *hostileHome) command(ctx context.Context, home, browser string, args []string) *exec.Cmd {
	args = append([]string{}, args...)
	for i := range args {
		args[i] = strings.NewReplacer("$URL", h.url.URL, "$HOME", home).Replace(args[i])
	}
	cmd := exec.CommandContext(ctx, "lanyard", args...)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USER=alice", "TMPDIR=" + home, "BROWSER=" + browser, "AWS_ENDPOINT_URL=" + h.url.URL,
		"LANYARD_HOME=" + filepath.Join(home, "lanyard"), "LANYARD_KEYCHAIN=file", "LANYARD_KEYCHAIN_PASSPHRASE=" + passphrase, "LANYARD_KEYCHAIN_CACHE=5m",
	}
	cmd.Stdin = strings.NewReader(h.keys)
	return cmd
}

// withstands runs a command in its own home.
func (h *hostileHome) withstands(t *testing.T, i int, c hostileCommand) {
	home := filepath.Join(t.TempDir(), strconv.Itoa(i))
	if err := os.CopyFS(home, os.DirFS(h.home)); err != nil {
		t.Error(err)
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), hostileLimit)
	defer cancel()
	cmd := h.command(ctx, home, "sh "+filepath.Join(home, "browser.sh"), append(c.args, "--timeout", hostileTimeout, "--wait", "20s"))
	if i := slices.Index(c.args, "--"); i >= 0 {
		args := append(append(append([]string{}, c.args[:i]...), "--timeout", hostileTimeout), c.args[i:]...)
		cmd = h.command(ctx, home, "sh "+filepath.Join(home, "browser.sh"), args)
	}
	peak := filepath.Join(home, "peak")
	cmd.Env = append(cmd.Env, clockEnv+"="+c.later.String(), peakEnv+"="+peak)
	var out, trouble bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &trouble
	began := time.Now()
	err := cmd.Run()
	took := time.Since(began).Round(10 * time.Millisecond)
	memory, _ := os.ReadFile(peak)
	t.Logf("%v %s KiB %q from %s, %v later: %v: %s%s", took, memory, c.args, c.only, c.later, err, trouble.String(), out.String())
	switch {
	case ctx.Err() != nil:
		t.Errorf("%q at %q, %v later: still running after %v", c.args, c.only, c.later, hostileLimit)
	case err == nil && c.later == 0:
		t.Errorf("%q at %q: it succeeded: %s", c.args, c.only, out.String())
	case err != nil && !strings.Contains(trouble.String(), "lanyard: "):
		t.Errorf("%q at %q: %v without a reason: %s", c.args, c.only, err, trouble.String())
	}
	if kib, err := strconv.Atoi(string(memory)); err == nil && kib > hostileMemory {
		t.Errorf("%q at %q: it took %d KiB", c.args, c.only, kib)
	}
}
