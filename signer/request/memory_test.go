package request_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"lanyard/signer"
	"lanyard/signer/request"
)

const (
	longBody = 256 << 20
	// mostMemory is what sending or receiving it may allocate in all, client and server together.
	mostMemory = 16 << 20
)

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A body passes through: whatever its length, little is allocated.
func TestLongBodiesTakeLittleMemory(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, err := io.Copy(io.Discard, r.Body); err != nil || r.Method == http.MethodPut && n != longBody {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if r.Method == http.MethodGet {
			_, _ = io.Copy(w, io.LimitReader(zeros{}, longBody))
		}
	}))
	defer server.Close()
	path := filepath.Join(t.TempDir(), "long")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, longBody); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	for _, method := range []string{http.MethodPut, http.MethodGet} {
		r := h.request(t, method, "/bucket/key", signer.Options{Service: "s3", Region: "us-east-1"})
		r.URL.Host = strings.TrimPrefix(server.URL, "http://")
		if method == http.MethodPut {
			var err error
			if r.Body, err = request.File(path); err != nil {
				t.Fatal(err)
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a, err := h.Send(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, a)
		_ = a.Close()
		runtime.ReadMemStats(&after)
		if err != nil || a.Status != 200 || method == http.MethodGet && n != longBody {
			t.Fatalf("%s: %d, %d bytes, %v", method, a.Status, n, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > mostMemory {
			t.Errorf("%s allocated %d bytes", method, used)
		}
	}
}
