package cli

import (
	"net"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lanyard/internal/fakeaws"
)

// corpStartURL is where the sso-session corp signs in.
const corpStartURL = "https://corp.awsapps.com/start"

// corpSSO is the Identity Center of corp. Every sign-in is approved at once (see cmdApproval).
func corpSSO() fakeaws.SSOSpec {
	return fakeaws.SSOSpec{StartURL: corpStartURL, Region: "eu-west-1", Accounts: []fakeaws.SSOAccount{
		{ID: "111122223333", Name: "Home", Email: "home@corp.example", Roles: []string{"Admin", "ReadOnly"}},
		{ID: "444455556666", Name: "Other", Email: "other@corp.example", Roles: []string{"Admin"}},
	}}
}

// cmdApproval says what the person at the browser does: approval approve|deny|ask.
func cmdApproval(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(worldOf(ts).server.SetApproval(fakeaws.Approval{Mode: fakeaws.ApprovalMode(args[0])}))
}

// cmdSSO changes Identity Center: sso revoke (every session), sso forget-clients, sso
// forget-refresh-tokens, sso device-life 2s, sso remove-account ID, sso many ACCOUNTS ROLES.
func cmdSSO(ts *testscript.TestScript, _ bool, args []string) {
	world := worldOf(ts).server.World()
	spec := corpSSO()
	switch args[0] {
	case "revoke":
		world.RevokeSSO(corpStartURL)
	case "forget-clients":
		world.ForgetClients()
	case "forget-refresh-tokens":
		world.RevokeRefreshTokens()
	case "device-life":
		life, err := time.ParseDuration(args[1])
		ts.Check(err)
		spec.DeviceLife = life
		ts.Check(world.AddSSO(spec))
	case "remove-account":
		spec.Accounts = slices.DeleteFunc(spec.Accounts, func(a fakeaws.SSOAccount) bool { return a.ID == args[1] })
		ts.Check(world.AddSSO(spec))
	default:
		ts.Fatalf("unknown: sso %s", args[0])
	}
}

// cmdOccupy takes a free port on this machine for as long as the script runs: occupy VARIABLE.
func cmdOccupy(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Setenv(args[0], port)
}

// sharedTokens reports that a file is one in which tokens are shared on purpose.
func sharedTokens(path string) bool {
	return strings.Contains(filepath.ToSlash(path), "/.aws/sso/cache/")
}
