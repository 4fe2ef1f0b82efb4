package demo

import (
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"lanyard/internal/atomicfile"
	"lanyard/internal/fakeaws"
	"lanyard/internal/redact"
)

var (
	//go:embed config.ini
	configFile string
	//go:embed credentials.ini
	credentialsFile string
)

// Home is a folder that stands for a person's home, and the local AWS that its files belong to.
type Home struct {
	Dir string
	// Serial is the MFA device whose codes a person is asked for.
	Serial string

	server     *fakeaws.Server
	passphrase redact.Secret
}

// The places in the folder. AWS's are where the SDKs and the CLI look under HOME, since not
// everything of theirs follows a variable.
func (h *Home) config() string      { return filepath.Join(h.Dir, ".aws", "config") }
func (h *Home) credentials() string { return filepath.Join(h.Dir, ".aws", "credentials") }
func (h *Home) lanyard() string     { return filepath.Join(h.Dir, ".lanyard") }
func (h *Home) bin() string         { return filepath.Join(h.Dir, "bin") }

// Lay fills the server's world and writes the files of a home that goes with it. The server has
// to be started, and dir should be new: what it holds is overwritten.
func Lay(dir string, server *fakeaws.Server) (*Home, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("lay out the demo: %w", err)
	}
	who, err := populate(server.World())
	if err != nil {
		return nil, fmt.Errorf("lay out the demo: %w", err)
	}
	h := &Home{Dir: dir, Serial: who.device.Serial, server: server, passphrase: redact.New(rand.Text())}
	fill := strings.NewReplacer(
		"{{serial}}", who.device.Serial,
		"{{ci-serial}}", who.ciDevice.Serial,
		"{{external-id}}", auditExternalID,
		"{{console-login}}", who.dev.ARN,
		"{{default-id}}", who.personal.AccessKeyID,
		"{{default-secret}}", who.personal.SecretAccessKey.Reveal(),
		"{{dev-id}}", who.dev.AccessKeyID,
		"{{dev-secret}}", who.dev.SecretAccessKey.Reveal(),
		"{{ci-id}}", who.ci.AccessKeyID,
		"{{ci-secret}}", who.ci.SecretAccessKey.Reveal(),
		"{{expired-id}}", who.expired.AccessKeyID,
		"{{expired-secret}}", who.expired.SecretAccessKey.Reveal(),
		"{{expired-token}}", who.expired.SessionToken.Reveal(),
	)
	for path, content := range map[string]string{
		h.config():      fill.Replace(configFile),
		h.credentials(): fill.Replace(credentialsFile),
		// The person's own are not read, and zsh without one starts a questionnaire.
		filepath.Join(h.Dir, ".bashrc"): `PS1='(demo) \w \$ '` + "\n",
		filepath.Join(h.Dir, ".zshrc"):  `PROMPT='(demo) %~ %# '` + "\n",
	} {
		if err := atomicfile.Write(path, []byte(content)); err != nil {
			return nil, fmt.Errorf("lay out the demo: %w", err)
		}
	}
	for _, folder := range []string{h.lanyard(), h.bin()} {
		if err := os.MkdirAll(folder, atomicfile.FolderMode); err != nil {
			return nil, fmt.Errorf("lay out the demo: %w", err)
		}
	}
	return h, nil
}

// Install puts a command "lanyard", which is the program self, "mfa-code" and "approve" on the demo's
// PATH. The latter two run "lanyard demo --mfa-code URL" and "lanyard demo --approve URL", whose work
// Code and Approve do: a shell has no way of its own to ask a server that exists everywhere.
func (h *Home) Install(self string) error {
	program, ending := "lanyard", ""
	scripts := map[string]string{
		"mfa-code": "#!/bin/sh\nexec lanyard demo --mfa-code '" + h.codeURL("") + "'\"${1:-" + h.Serial + "}\"\n",
		"approve":  "#!/bin/sh\nexec lanyard demo --approve '" + h.server.URL() + "' -- \"$@\"\n",
	}
	if runtime.GOOS == "windows" {
		program, ending = "lanyard.exe", ".cmd"
		// A percent sign is doubled in a batch file; the URLs have none.
		scripts = map[string]string{
			"mfa-code": "@set serial=%1\r\n@if \"%1\"==\"\" set serial=" + h.Serial +
				"\r\n@lanyard demo --mfa-code " + h.codeURL("") + "%serial%\r\n",
			"approve": "@lanyard demo --approve " + h.server.URL() + " -- %*\r\n",
		}
	}
	if err := link(self, filepath.Join(h.bin(), program)); err != nil {
		return fmt.Errorf("put lanyard on the demo's PATH: %w", err)
	}
	for name, text := range scripts {
		path := filepath.Join(h.bin(), name+ending)
		if err := atomicfile.Write(path, []byte(text)); err != nil {
			return fmt.Errorf("put %s on the demo's PATH: %w", name, err)
		}
		if err := os.Chmod(path, atomicfile.FolderMode); err != nil {
			return fmt.Errorf("put %s on the demo's PATH: %w", name, err)
		}
	}
	return nil
}

// codeURL returns the address of a device's current code at the local AWS.
func (h *Home) codeURL(serial string) string { return h.server.URL() + fakeaws.CodePath + serial }

// link makes name another name of a program: a symbolic link, or a copy where that takes rights
// that people seldom have (Windows).
func link(program, name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if runtime.GOOS != "windows" {
		return os.Symlink(program, name)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	return os.WriteFile(name, content, atomicfile.FolderMode)
}
