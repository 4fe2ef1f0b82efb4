package secretservice

import (
	"bufio"
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// TestBusDiesInAMessage connects to a bus that dies after half of its first reply. The kernel resets the
// connection, because the bus has not read the rest of the client's call.
func TestBusDiesInAMessage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bus")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		few := bufio.NewReaderSize(conn, 16) // the smallest buffer, shorter than a call
		for {
			line, err := few.ReadString('\n')
			switch {
			case err != nil:
				return
			case strings.HasSuffix(line, "AUTH\r\n"):
				_, _ = conn.Write([]byte("REJECTED EXTERNAL\r\n"))
			case strings.HasPrefix(line, "AUTH"):
				_, _ = conn.Write([]byte("OK 0123456789abcdef0123456789abcdef\r\n"))
			case strings.HasPrefix(line, "NEGOTIATE"):
				_, _ = conn.Write([]byte("AGREE_UNIX_FD\r\n"))
			case strings.HasPrefix(line, "BEGIN"):
				_, _ = few.ReadByte()
				// The fixed part of a reply, which announces 64 bytes of header fields.
				_, _ = conn.Write([]byte{'l', 2, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 64, 0, 0, 0})
				return
			}
		}
	}()
	b := &bus{getenv: func(name string) string {
		if name == "DBUS_SESSION_BUS_ADDRESS" {
			return "unix:path=/nowhere;unix:guid=0,path=" + path
		}
		return ""
	}}
	if _, err := b.connect(context.Background()); err == nil {
		t.Error("connected to a bus that died")
	}
}
