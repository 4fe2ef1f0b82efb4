package cli

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"

	"lanyard/internal/fakeaws"
)

// setConsole signs alice in to the console in the browser; bob may follow.
func setConsole(world *fakeaws.World, alice, account string) error {
	if _, err := world.AddUser("bob", account); err != nil {
		return err
	}
	return world.SetConsoleUser(alice)
}

// cmdConsole changes the identity or password of the console in the browser: console as ARN, console change-password.
func cmdConsole(ts *testscript.TestScript, _ bool, args []string) {
	world := worldOf(ts).server.World()
	switch args[0] {
	case "as":
		ts.Check(world.SetConsoleUser(args[1]))
	case "change-password":
		world.ChangeConsolePassword()
	default:
		ts.Fatalf("unknown: console %s", args[0])
	}
}

// cmdRemote runs a command on a terminal, opens the shown address as another machine would, and
// types the code from the page: remote right COMMAND ARG…. "wrong" opens an address with another state,
// "garbled" types nonsense first, "nothing" an empty line. The output goes to remote.out.
func cmdRemote(ts *testscript.TestScript, neg bool, args []string) {
	cmd := exec.Command(findCommand(ts, args[1]), args[2:]...)
	cmd.Env, cmd.Dir = scriptEnviron(ts), ts.MkAbs(".")
	terminal, err := pty.Start(cmd)
	ts.Check(err)
	defer terminal.Close()
	const prompt = "Code from the page: "
	var shown bytes.Buffer
	if readUntil(terminal, &shown, prompt) {
		code := pageCode(ts, shown.Bytes(), args[0] == "wrong")
		switch args[0] {
		case "garbled":
			_, _ = io.WriteString(terminal, "c29ycnk\n")
			if !readUntil(terminal, &shown, "not the whole code. An empty line cancels.\r\n"+prompt) {
				ts.Fatalf("it did not ask again: %s", shown.String())
			}
		case "nothing":
			code = ""
		}
		_, _ = io.WriteString(terminal, code+"\n")
		readUntil(terminal, &shown, "")
	}
	err = cmd.Wait()
	ts.Check(os.WriteFile(ts.MkAbs("remote.out"), bytes.ReplaceAll(shown.Bytes(), []byte("\r"), nil), 0o600))
	if (err != nil) != neg {
		ts.Fatalf("%v: %s", err, shown.String())
	}
}

// readUntil reads from a terminal up to a text, or with "" to its end.
func readUntil(terminal io.Reader, into *bytes.Buffer, text string) bool {
	from := into.Len()
	chunk := make([]byte, 4<<10)
	for {
		n, err := terminal.Read(chunk)
		into.Write(chunk[:n])
		if text != "" && bytes.Contains(into.Bytes()[from:], []byte(text)) {
			return true
		}
		if err != nil {
			return false
		}
	}
}

// pageCode opens the address in the output and reads the code from its page.
func pageCode(ts *testscript.TestScript, shown []byte, otherState bool) string {
	address := string(regexp.MustCompile(`http://\S+/v1/authorize\S+`).Find(shown))
	u, err := url.Parse(address)
	ts.Check(err)
	if otherState {
		q := u.Query()
		q.Set("state", "another")
		u.RawQuery = q.Encode()
	}
	resp, err := http.Get(u.String())
	ts.Check(err)
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	ts.Check(err)
	found := regexp.MustCompile(`<code>([^<]+)</code>`).FindSubmatch(page)
	if found == nil {
		ts.Fatalf("no code on the page of %q: %s", address, page)
	}
	return string(bytes.ReplaceAll(found[1], []byte("&#43;"), []byte("+")))
}
