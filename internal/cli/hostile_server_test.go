//go:build linux

package cli

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// A hostileKind keeps a client busy forever. It gets the connection after the request was read, until the client or
// the test closes it.
type hostileKind func(conn net.Conn)

// hostileKinds are servers that must neither block a command nor fill its memory.
func hostileKinds() map[string]hostileKind {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	json := ok + "Transfer-Encoding: chunked\r\n\r\n"
	block := strings.Repeat(" ", 64<<10)
	chunk := fmt.Sprintf("%x\r\n%s\r\n", len(block), block)
	return map[string]hostileKind{
		"never answers":       func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) },
		"drips the head":      func(conn net.Conn) { repeat(conn, "HTTP/1.1 200 OK\r\nX-Long: ", "x", drip) },
		"drips the body":      func(conn net.Conn) { repeat(conn, json, "1\r\n \r\n", drip) },
		"drips a refusal":     func(conn net.Conn) { repeat(conn, "HTTP/1.1 503 Busy\r\nContent-Length: 9999\r\n\r\n", " ", drip) },
		"hints for ever":      func(conn net.Conn) { repeat(conn, "", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", drip) },
		"floods the head":     func(conn net.Conn) { repeat(conn, "HTTP/1.1 200 OK\r\nX-Long: ", block, 0) },
		"floods with headers": func(conn net.Conn) { repeat(conn, "HTTP/1.1 200 OK\r\n", "X-Many: "+block+"\r\n", 0) },
		"floods the body":     func(conn net.Conn) { repeat(conn, json, chunk, 0) },
		"floods a refusal":    func(conn net.Conn) { repeat(conn, "HTTP/1.1 400 Bad\r\n\r\n", block, 0) },
		"redirects for ever":  redirectAway,
		"redirects and hangs": func(conn net.Conn) {
			repeat(conn, "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 99\r\n\r\n", "", drip)
		},
		"resets the connection": reset,
		"hangs up":              func(net.Conn) {},
	}
}

// drip is the pause between two bytes of a slow server.
const drip = 100 * time.Millisecond

// repeat writes head, and then more forever.
func repeat(conn net.Conn, head, more string, pause time.Duration) {
	_, err := io.WriteString(conn, head)
	for err == nil {
		if _, err = io.WriteString(conn, more); pause > 0 {
			time.Sleep(pause)
		}
		if more == "" {
			_, err = conn.Read(make([]byte, 1))
		}
	}
}

func redirectAway(conn net.Conn) {
	repeat(conn, "", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /"+time.Now().Format("150405.000000000")+"\r\nContent-Length: 0\r\n\r\n", drip)
}

func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// A hostileFront passes requests to AWS until it turns hostile.
type hostileFront struct {
	aws  http.Handler
	kind atomic.Pointer[hostileKind] // nil: none
	// only is the beginning of the paths at which it is hostile.
	only atomic.Pointer[string]
}

// turn makes the server hostile at paths with a prefix; a nil kind ends that.
func (f *hostileFront) turn(kind hostileKind, only string) {
	f.only.Store(&only)
	if kind == nil {
		f.kind.Store(nil)
		return
	}
	f.kind.Store(&kind)
}

func (f *hostileFront) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind := f.kind.Load()
	if kind == nil || !strings.HasPrefix(r.URL.Path, *f.only.Load()) {
		f.aws.ServeHTTP(w, r)
		return
	}
	_, _ = io.Copy(io.Discard, r.Body)
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	(*kind)(conn)
}
