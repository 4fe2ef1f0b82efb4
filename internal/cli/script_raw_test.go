package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// rawServer answers each request with the next of its answers, the last one again and again. An answer is
// the text of a file, or one of the ways of misbehaving in misbehaviours.
type rawServer struct {
	listener net.Listener
	answers  []string
	record   string // the file that the requests are written to, "" for none

	mu    sync.Mutex
	count int
	conns []net.Conn
}

// cmdRaw starts a server whose answers the script spells out: raw VAR ANSWER…. VAR gets its address. An
// ANSWER is a file, whose {now+30m} becomes that date, drip, drip-head, flood, flood-head, flood-error,
// redirect, reset, silent, or record=FILE: 200, and the requests are written to FILE.
func cmdRaw(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	s := &rawServer{listener: listener}
	for _, arg := range args[1:] {
		if file, ok := strings.CutPrefix(arg, "record="); ok {
			s.record, arg = ts.MkAbs(file), "record"
			ts.Check(os.WriteFile(s.record, nil, 0o600))
		}
		if misbehaviours()[arg] == nil {
			arg = ts.ReadFile(arg)
		}
		s.answers = append(s.answers, arg)
	}
	ts.Setenv(args[0], "http://"+listener.Addr().String())
	go s.serve()
	ts.Defer(s.close)
}

func (s *rawServer) close() {
	_ = s.listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.conns {
		_ = conn.Close()
	}
}

func (s *rawServer) serve() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns = append(s.conns, conn)
		s.mu.Unlock()
		go s.converse(conn)
	}
}

func (s *rawServer) converse(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		request, err := readRaw(conn, in)
		if err != nil {
			return
		}
		s.mu.Lock()
		answer := s.answers[min(s.count, len(s.answers)-1)]
		s.count++
		if s.record != "" {
			f, err := os.OpenFile(s.record, os.O_APPEND|os.O_WRONLY, 0)
			if err == nil {
				_, _ = f.WriteString(request + "\n")
				_ = f.Close()
			}
		}
		s.mu.Unlock()
		if misbehave := misbehaviours()[answer]; misbehave != nil {
			if misbehave(conn) != nil {
				return
			}
			continue
		}
		if _, err := io.WriteString(conn, rawText(answer)); err != nil {
			return
		}
		if !strings.Contains(answer, "Content-Length:") {
			return // the body ends with the connection
		}
	}
}

// readRaw reads a request, and answers "Expect: 100-continue".
func readRaw(conn io.Writer, in *bufio.Reader) (string, error) {
	var text strings.Builder
	length := 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", err
		}
		text.WriteString(line)
		name, value, _ := strings.Cut(line, ":")
		switch strings.ToLower(name) {
		case "content-length":
			_, _ = fmt.Sscan(value, &length)
		case "expect":
			_, _ = io.WriteString(conn, "HTTP/1.1 100 Continue\r\n\r\n")
		}
		if strings.TrimSpace(line) == "" {
			break
		}
	}
	body := make([]byte, length)
	_, err := io.ReadFull(in, body)
	text.Write(body)
	return text.String(), err
}

// rawText returns a file as an HTTP message: with dates filled in and CRLF in its head.
func rawText(text string) string {
	text = regexp.MustCompile(`\{now([+-]\w+)?\}`).ReplaceAllStringFunc(text, func(at string) string {
		off, _ := time.ParseDuration(strings.TrimPrefix(strings.Trim(at, "{now}"), "+"))
		return time.Now().Add(off).UTC().Format(http.TimeFormat)
	})
	head, body, _ := strings.Cut(text, "\n\n")
	return strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + body
}

// misbehaviours are the ways in which a server keeps a client busy.
func misbehaviours() map[string]func(net.Conn) error {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	again := func(begin, text string, pause time.Duration) func(net.Conn) error {
		return func(conn net.Conn) error {
			_, err := io.WriteString(conn, begin)
			for err == nil {
				_, err = io.WriteString(conn, text)
				time.Sleep(pause)
			}
			return err
		}
	}
	chunk := "10000\r\n" + string(bytes.Repeat([]byte("["), 0x10000)) + "\r\n"
	return map[string]func(net.Conn) error{
		"drip":        again(ok+"\r\n", "[", 50*time.Millisecond),
		"drip-head":   again(ok+"X-Long: ", "x", 50*time.Millisecond),
		"flood":       again(ok+"Transfer-Encoding: chunked\r\n\r\n", chunk, 0),
		"flood-head":  again(ok, "X-Long: "+strings.Repeat("x", 1000)+"\r\n", 0),
		"flood-error": again("HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n", chunk, 0),
		"silent":      func(conn net.Conn) error { _, err := conn.Read(make([]byte, 1)); return err },
		"reset": func(conn net.Conn) error {
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0)
			}
			return io.EOF
		},
		"redirect": func(conn net.Conn) error {
			_, err := io.WriteString(conn, "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")
			return err
		},
		"record": func(conn net.Conn) error {
			_, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			return err
		},
	}
}
