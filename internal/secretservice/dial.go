package secretservice

import (
	"bufio"
	"errors"
	"net"
	"strings"

	"github.com/godbus/dbus/v5"
)

// dial connects to the first address in the list that answers. It opens Unix sockets itself, since godbus's own
// transport panics if a read fails in the middle of a message, for example when the bus daemon is killed.
func dial(addresses string) (*dbus.Conn, error) {
	var failed error
	for address := range strings.SplitSeq(addresses, ";") {
		conn, err := dialOne(address)
		if err == nil {
			return conn, nil
		}
		failed = err
	}
	return nil, failed
}

func dialOne(address string) (*dbus.Conn, error) {
	keys, ok := strings.CutPrefix(address, "unix:")
	if !ok {
		return dbus.Dial(address)
	}
	name, err := socketName(keys)
	if err != nil {
		return nil, err
	}
	socket, err := net.Dial("unix", name)
	if err != nil {
		return nil, err
	}
	return dbus.NewConn(bufferedSocket{socket, bufio.NewReader(socket)})
}

// bufferedSocket reads a message at once, where godbus reads it field by field.
type bufferedSocket struct {
	net.Conn
	reader *bufio.Reader
}

func (s bufferedSocket) Read(into []byte) (int, error) { return s.reader.Read(into) }

// socketName returns the socket in the keys of a "unix:" address. In Go, a leading "@" marks an abstract socket.
func socketName(keys string) (string, error) {
	for key := range strings.SplitSeq(keys, ",") {
		name, value, _ := strings.Cut(key, "=")
		if name != "path" && name != "abstract" {
			continue
		}
		value, err := dbus.UnescapeBusAddressValue(value)
		if name == "abstract" {
			value = "@" + value
		}
		return value, err
	}
	return "", errors.New("the address of the session bus names no socket")
}
