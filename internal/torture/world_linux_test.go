package torture

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/internal/fakeaws"
	"lanyard/internal/sdktest"
)

const (
	passphrase      = "correct horse battery staple"
	otherPassphrase = "incorrect horse battery staple"

	account, otherAccount = "111122223333", "444455556666"
	corpStartURL          = "https://corp.awsapps.com/start"
)

// world is the AWS of all tries, and the program that they run.
type world struct {
	program string
	env     []string // without what is a home's own
	key     fakeaws.Keys
}

func newWorld(t *testing.T) *world {
	t.Helper()
	aws := fakeaws.NewWorld()
	alice, err := aws.AddUser("alice", account)
	must(t, err)
	_, err = aws.AddRole(fakeaws.RoleSpec{Name: "Deploy", AccountID: otherAccount, Trust: []string{alice.ARN}, MaxSession: 12 * time.Hour})
	must(t, err)
	must(t, aws.SetConsoleUser(alice.ARN))
	must(t, aws.AddSSO(fakeaws.SSOSpec{StartURL: corpStartURL, Region: "eu-west-1", Accounts: []fakeaws.SSOAccount{
		{ID: account, Name: "Home", Email: "home@corp.example", Roles: []string{"Admin", "ReadOnly"}},
		{ID: otherAccount, Name: "Other", Email: "other@corp.example", Roles: []string{"Admin"}},
	}}))
	server := fakeaws.New(aws, sdktest.Verifier{}, fakeaws.Options{})
	must(t, server.SetApproval(fakeaws.Approval{Mode: fakeaws.ApproveAll}))
	url, err := server.Start()
	must(t, err)
	t.Cleanup(func() { _ = server.Close() })
	return &world{
		program: build(t),
		key:     alice.Keys,
		env: []string{
			"PATH=" + os.Getenv("PATH"), "USER=alice", "AWS_ENDPOINT_URL=" + url, "AWS_MAX_ATTEMPTS=1",
			"BROWSER=curl -sL -o /dev/null", "LANYARD_KEYCHAIN_CACHE=0",
		},
	}
}

// build builds the program as the scripts run it, without the race detector: the test binary of internal/cli
// is the program where its name is lanyard, and gives a new passphrase the cheapest scrypt.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lanyard")
	cmd := exec.Command("go", "test", "-c", "-o", path, "lanyard/internal/cli")
	cmd.Env = append(os.Environ(), "GOFLAGS=", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build lanyard: %v\n%s", err, out)
	}
	return path
}

// fill replaces the placeholders of a file's text.
func (w *world) fill(text string) string {
	return strings.NewReplacer("$ALICE_ID", w.key.AccessKeyID, "$ALICE_SECRET", w.key.SecretAccessKey.Reveal()).Replace(text)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
