//go:build unix

package ptytest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// client speaks tmux's control mode (tmux(1), "CONTROL MODE"): one command per line, its answer between %begin and
// %end or %error, and notifications such as %output between answers.
type client struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers chan reply
	changed chan struct{} // of capacity 1: the screen may have changed since the last receive
	asking  sync.Mutex
	done    chan struct{}
}

type reply struct {
	text string
	err  error
}

func connect(cmd *exec.Cmd) (*client, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start tmux: %w", err)
	}
	c := &client{
		cmd: cmd, in: in,
		answers: make(chan reply, 1), changed: make(chan struct{}, 1), done: make(chan struct{}),
	}
	go c.read(bufio.NewReader(out))
	// The first answer is for the command that started the client.
	if answer, ok := <-c.answers; !ok || answer.err != nil {
		c.close()
		return nil, fmt.Errorf("start tmux: %w", errors.Join(answer.err, errors.New(complaint.String())))
	}
	return c, nil
}

// read passes answers to run, and notifications to changed.
func (c *client) read(out *bufio.Reader) {
	defer close(c.done)
	defer close(c.answers)
	var block []string
	inside := false
	for {
		line, err := out.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSuffix(line, "\n")
		word, _, _ := strings.Cut(line, " ")
		switch {
		case inside && (word == "%end" || word == "%error"):
			answer := reply{text: strings.Join(block, "\n")}
			if word == "%error" {
				answer.err = errors.New(answer.text)
			}
			inside = false
			c.answers <- answer
		case inside:
			block = append(block, line)
		case word == "%begin":
			inside, block = true, nil
		default:
			select {
			case c.changed <- struct{}{}:
			default:
			}
		}
	}
}

var errGone = errors.New("the terminal is gone")

// run quotes and sends a command and returns its output.
func (c *client) run(words ...string) (string, error) {
	c.asking.Lock()
	defer c.asking.Unlock()
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quote(word)
	}
	if _, err := io.WriteString(c.in, strings.Join(quoted, " ")+"\n"); err != nil {
		return "", errGone
	}
	select {
	case answer, ok := <-c.answers:
		if !ok {
			return "", errGone
		}
		return answer.text, answer.err
	case <-time.After(Limit):
		return "", errors.New("tmux does not answer")
	}
}

// quote quotes a word for tmux. Within single quotes no character is special.
func quote(word string) string {
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// close ends the client, even if the server has ended it already.
func (c *client) close() {
	_ = c.in.Close()
	select {
	case <-c.done:
	case <-time.After(Limit):
		_ = c.cmd.Process.Kill()
		<-c.done
	}
	_ = c.cmd.Wait()
}
