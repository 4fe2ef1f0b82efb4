package cli

import (
	"github.com/rogpeppe/go-internal/testscript"

	"lanyard/internal/fakeaws"
)

// cmdApproval says what the person at the browser does: approval approve|deny|ask.
func cmdApproval(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(worldOf(ts).server.SetApproval(fakeaws.Approval{Mode: fakeaws.ApprovalMode(args[0])}))
}

// cmdSSO makes Identity Center forget: sso revoke (every session), sso forget-clients, sso
// forget-refresh-tokens.
func cmdSSO(ts *testscript.TestScript, _ bool, args []string) {
	world := worldOf(ts).server.World()
	switch args[0] {
	case "revoke":
		world.RevokeSSO(corpStartURL)
	case "forget-clients":
		world.ForgetClients()
	case "forget-refresh-tokens":
		world.RevokeRefreshTokens()
	default:
		ts.Fatalf("unknown: sso %s", args[0])
	}
}
