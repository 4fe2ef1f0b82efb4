package cli

import (
	"encoding/pem"
	"net/http/httptest"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdTLS puts the AWS behind TLS as well, at TLS_URL, with a certificate that is not trusted: tls FILE
// writes it.
func cmdTLS(ts *testscript.TestScript, _ bool, args []string) {
	server := httptest.NewTLSServer(worldOf(ts).server)
	ts.Defer(server.Close)
	ts.Setenv("TLS_URL", server.URL)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o600))
}
