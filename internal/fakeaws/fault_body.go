package fakeaws

import (
	"bytes"
	"compress/gzip"
	"net/http"
)

// hugeBody is the length of the body of the fault Huge.
const hugeBody = 100 << 20

// huge answers with a very long error.
func huge(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = w.Write([]byte("<ErrorResponse><Error><Code>Huge</Code><Message>"))
	block := bytes.Repeat([]byte("no "), 1<<18)
	for sent := 0; sent < hugeBody; sent += len(block) {
		if _, err := w.Write(block); err != nil {
			return // the client has closed the connection
		}
	}
}

// gzipped compresses the answer.
type gzipped struct {
	http.ResponseWriter
	body   bytes.Buffer
	status int
}

func (g *gzipped) WriteHeader(status int) { g.status = status }

func (g *gzipped) Write(p []byte) (int, error) { return g.body.Write(p) }

func (g *gzipped) close() {
	g.Header().Set("Content-Encoding", "gzip")
	g.Header().Del("Content-Length")
	if g.status != 0 {
		g.ResponseWriter.WriteHeader(g.status)
	}
	compress := gzip.NewWriter(g.ResponseWriter)
	_, _ = compress.Write(g.body.Bytes()) // the client may be gone
	_ = compress.Close()
}
