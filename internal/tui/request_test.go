//go:build unix

package tui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/internal/ptytest"
)

// A request is composed, refused, corrected and sent, and its answer is saved, on a terminal, against a server
// that checks signatures.
func TestUIRequest(t *testing.T) {
	h := newUIHome(t)
	h.warm(t, "deploy")
	term := h.open(t, ptytest.Size{W: 120, H: 36})
	term.WaitFor("deploy")
	term.Type("/deploy")
	term.WaitFor("/deploy")
	term.Key("Enter")
	term.Type("t")
	term.WaitFor("Nothing was sent yet")
	term.Paste(h.server.URL() + "/?Action=GetCallerIdentity&Version=2011-06-15")
	term.Key("Tab")
	term.Type("sqs")
	term.Key("Tab")
	term.Type("us-east-1")
	term.Key("C-s")
	term.WaitFor("403 Forbidden")
	term.WaitFor("hint:")
	term.Type("e")
	term.Key("BTab", "C-u")
	term.Type("sts")
	term.Key("C-s")
	term.WaitFor("200 OK")
	term.WaitFor("assumed-role/deploy")
	term.Type("2")
	term.WaitFor("X-Amz-Security-Token: ****")
	term.Type("3")
	term.WaitFor("First byte")
	term.Type("4")
	term.WaitFor("Canonical request")
	term.WaitFor("x-amz-security-token:****")
	term.Type("5")
	term.WaitFor("--aws-sigv4")
	path := filepath.Join(t.TempDir(), "answer.xml")
	term.Type("o")
	term.WaitFor("Save the body")
	term.Key("C-u")
	term.Paste(path)
	term.Key("Enter")
	term.WaitFor("holds the body")
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "<GetCallerIdentityResult>") {
		t.Errorf("the file has %q, %v", text, err)
	}
	term.Key("C-r")
	frame := term.WaitFor("Sent before")
	if strings.Count(frame, "Action=GetCaller") < 1 {
		t.Errorf("what was sent is not offered:\n%s", frame)
	}
	term.Key("Escape")
	term.WaitGone("Sent before")
	term.Key("Escape") // two at once would be Alt and Escape
	term.WaitFor("sent before")
	term.Key("Escape")
	term.WaitFor("q quit")
}
