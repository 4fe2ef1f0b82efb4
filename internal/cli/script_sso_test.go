package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	portal "github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/sts"
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
// forget-refresh-tokens, sso device-life 2s, sso remove-account ID, sso many ACCOUNTS ROLES,
// sso portal URL REGION (corp's accounts at another portal).
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
	case "portal":
		spec.StartURL, spec.Region = args[1], args[2]
		ts.Check(world.AddSSO(spec))
	case "many":
		ts.Check(world.AddSSO(manyAccounts(ts, args[1], args[2])))
	default:
		ts.Fatalf("unknown: sso %s", args[0])
	}
}

// manyAccounts returns an organisation whose portal throttles listing.
func manyAccounts(ts *testscript.TestScript, accounts, roles string) fakeaws.SSOSpec {
	n, err := strconv.Atoi(accounts)
	ts.Check(err)
	m, err := strconv.Atoi(roles)
	ts.Check(err)
	spec := corpSSO()
	spec.ListRate = 1000
	spec.Accounts = nil
	for i := range n {
		a := fakeaws.SSOAccount{ID: fmt.Sprintf("%012d", i+1), Name: fmt.Sprintf("Team %d", i+1), Email: fmt.Sprintf("team%d@corp.example", i+1)}
		for j := range m {
			a.Roles = append(a.Roles, fmt.Sprintf("Role%d", j+1))
		}
		spec.Accounts = append(spec.Accounts, a)
	}
	return spec
}

// cmdRedirect serves redirects to an address for as long as the script runs, as a company's own start URL does:
// redirect VARIABLE ADDRESS. With "loop" each leads to the server itself, with "hang" nothing is answered.
func cmdRedirect(ts *testscript.TestScript, _ bool, args []string) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch args[1] {
		case "loop":
			http.Redirect(w, r, "/again", http.StatusFound)
		case "hang":
			<-r.Context().Done()
		default:
			http.Redirect(w, r, args[1], http.StatusFound)
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.URL)
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

// sdkMain is a program without lanyard's code: gosdk PROFILE prints the caller identity that the AWS SDK for Go gets
// with the profile. It makes each client itself, because those of the SDK's config ignore endpoints from the
// environment.
func sdkMain() int {
	arn, err := sdkCaller(context.Background(), os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(arn)
	return 0
}

func sdkCaller(ctx context.Context, profile string) (string, error) {
	shared, err := config.LoadSharedConfigProfile(ctx, profile)
	if err != nil {
		return "", err
	}
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(shared.SSOSession.SSORegion))
	if err != nil {
		return "", err
	}
	path, err := ssocreds.StandardCachedTokenFilepath(shared.SSOSessionName)
	if err != nil {
		return "", err
	}
	cfg.Credentials = ssocreds.New(portal.NewFromConfig(cfg), shared.SSOAccountID, shared.SSORoleName, shared.SSOSession.SSOStartURL,
		func(o *ssocreds.Options) {
			o.SSOTokenProvider = ssocreds.NewSSOTokenProvider(ssooidc.NewFromConfig(cfg), path)
		})
	who, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, nil)
	if err != nil {
		return "", err
	}
	return *who.Arn, nil
}
