// Package versitygwtest starts an S3 server for tests, on loopback and with a folder of its own. Others
// wrote that server, and so it judges what nobody here has a say in. Its version is pinned in
// internal/tools/versitygw.
//
// Where the server can't be built a test skips, unless LANYARD_VERSITYGW says where it is.
package versitygwtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// The one account of the server, its region and its bucket.
const (
	Key    = "AKIDGATEWAY"
	Secret = "gateway+secret/key"
	Region = "eu-central-1"
	Bucket = "attic"
)

const (
	programEnv     = "LANYARD_VERSITYGW"
	programModule  = "github.com/versity/versitygw"
	programPackage = programModule + "/cmd/versitygw"
)

// Start starts the server and returns its address.
func Start(t *testing.T) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the S3 server keeps its objects on POSIX file systems")
	}
	program := build(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	dir := t.TempDir()
	for _, name := range []string{"data", "data/" + Bucket, "side"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	server := exec.Command(program, "--quiet", "--port", address, "--region", Region,
		"posix", "--sidecar", filepath.Join(dir, "side"), filepath.Join(dir, "data"))
	server.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+Key, "ROOT_SECRET_KEY="+Secret)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	await(t, address)
	return "http://" + address
}

// await waits until the server listens.
func await(t *testing.T, address string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		<-tick.C
	}
	t.Fatal("the S3 server does not listen")
}

// build returns the server's program: the one of LANYARD_VERSITYGW, or else one in the user's cache, built
// when it is missing.
func build(t *testing.T) string {
	t.Helper()
	if path := os.Getenv(programEnv); path != "" {
		if _, err := os.Stat(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skip("no cache to build the S3 server in:", err)
	}
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "lanyard").Output()
	if err != nil {
		t.Skip("the S3 server's module can't be found:", err)
	}
	module := filepath.Join(strings.TrimSpace(string(root)), "internal", "tools", "versitygw")
	version, err := exec.Command("go", "-C", module, "list", "-m", "-f", "{{.Version}}", programModule).Output()
	if err != nil {
		t.Skip("the S3 server's module can't be read:", err)
	}
	path := filepath.Join(cache, "lanyard-tests", "versitygw-"+strings.TrimSpace(string(version)))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	temp := fmt.Sprintf("%s.%d", path, os.Getpid())
	command := exec.Command("go", "-C", module, "build", "-o", temp, programPackage)
	command.Env = append(os.Environ(), "GOFLAGS=")
	if out, err := command.CombinedOutput(); err != nil {
		t.Skipf("the S3 server can't be built: %v\n%s", err, out)
	}
	if err := os.Rename(temp, path); err != nil {
		t.Fatal(err)
	}
	return path
}
