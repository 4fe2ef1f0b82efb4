package tui

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"lanyard/internal/fakeaws"
	"lanyard/internal/sdktest"
	"lanyard/signer"
	"lanyard/ui"
)

func TestDraftOfForm(t *testing.T) {
	d := draftOf(ui.RequestForm{
		Profile: "p", Method: "POST", URL: "https://x/", Service: "s3", Region: "eu-west-1, us-*", Body: "@home",
		Headers: []ui.HeaderLine{{Name: "A", Value: "1"}}, Options: ui.RequestOptions{SigV4A: true, InQuery: true},
	})
	if d.Sign.Algorithm != signer.SigV4A || strings.Join(d.Sign.RegionSet, " ") != "eu-west-1 us-*" || d.Options.Region != "" || !d.Sign.InQuery {
		t.Errorf("signed with %+v for %q", d.Sign, d.Options.Region)
	}
	if d.Data != "@-" || d.Stdin == nil || !d.HasData || len(d.Header) != 1 || d.Header[0] != "A: 1" {
		t.Errorf("draft %+v", d)
	}
}

func TestCurlOfFormHoldsNoSecret(t *testing.T) {
	got := curlOf(ui.RequestForm{Method: "PUT", URL: "https://b.s3.amazonaws.com/it's", Body: "$x", Headers: []ui.HeaderLine{{Name: "A", Value: "b c"}}}, "s3", "eu-west-1")
	want := strings.Join([]string{
		"curl -X PUT --globoff", "--aws-sigv4 aws:amz:eu-west-1:s3", `--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
		`${AWS_SESSION_TOKEN:+"-HX-Amz-Security-Token: $AWS_SESSION_TOKEN"}`, "-H 'A: b c'", "--data-raw '$x'", `'https://b.s3.amazonaws.com/it'\''s'`,
	}, " \\\n  ")
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := curlOf(ui.RequestForm{Method: "HEAD", URL: "https://x/", Options: ui.RequestOptions{Anonymous: true}}, "", ""); got != "curl --head --globoff https://x/" {
		t.Errorf("unsigned: %s", got)
	}
}

// The service accepts the command from every shell, with and without a session token.
func TestCurlOfFormIsAccepted(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("no curl")
	}
	world := fakeaws.NewWorld()
	server := fakeaws.New(world, sdktest.Verifier{}, fakeaws.Options{})
	if _, err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	user, err := world.AddUser("alice", "111122223333")
	if err != nil {
		t.Fatal(err)
	}
	long := aws.Credentials{AccessKeyID: user.Keys.AccessKeyID, SecretAccessKey: user.Keys.SecretAccessKey.Reveal()}
	client := sts.New(sts.Options{BaseEndpoint: aws.String(server.URL()), Region: "us-east-1", Credentials: aws.CredentialsProviderFunc(
		func(context.Context) (aws.Credentials, error) { return long, nil })})
	session, err := client.GetSessionToken(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	short := aws.Credentials{
		AccessKeyID: *session.Credentials.AccessKeyId, SecretAccessKey: *session.Credentials.SecretAccessKey, SessionToken: *session.Credentials.SessionToken,
	}
	for _, keys := range []aws.Credentials{long, short} {
		for _, form := range []ui.RequestForm{
			{Method: "GET", URL: server.URL() + "/echo/a?b=1&c=2"},
			{Method: "POST", URL: server.URL() + "/echo", Body: `{"it's": "$HOME"}`, Headers: []ui.HeaderLine{{Name: "Content-Type", Value: "application/json"}, {Name: "X-Given", Value: "a b"}}},
		} {
			command := curlOf(form, "execute-api", "eu-west-1")
			for _, shell := range []string{"sh", "bash", "zsh"} {
				if _, err := exec.LookPath(shell); err != nil {
					continue
				}
				cmd := exec.Command(shell, "-c", command)
				cmd.Env = []string{
					"PATH=" + os.Getenv("PATH"), "AWS_ACCESS_KEY_ID=" + keys.AccessKeyID,
					"AWS_SECRET_ACCESS_KEY=" + keys.SecretAccessKey, "AWS_SESSION_TOKEN=" + keys.SessionToken,
				}
				out, err := cmd.Output()
				if err != nil || !strings.Contains(string(out), `"caller":"arn:aws:`) {
					t.Errorf("%s: %s\n%s %v", shell, command, out, err)
				}
			}
		}
	}
}

func TestSentFormsAreBounded(t *testing.T) {
	b := &backend{}
	for i := range 2 * sentKept {
		b.remember(ui.RequestForm{URL: strings.Repeat("x", i)})
	}
	b.remember(ui.RequestForm{URL: "xx", Method: "GET"})
	b.remember(ui.RequestForm{URL: "xx", Method: "GET"})
	if got, _ := b.Sent(t.Context()); len(got) != sentKept || got[0].Method != "GET" || got[1].Method != "" {
		t.Errorf("%d are kept, the latest %q and %q", len(got), got[0].Method, got[1].Method)
	}
	for i := range 5 {
		b.remember(ui.RequestForm{URL: "big", Body: strings.Repeat("x", sentBytes/2) + string(rune('a'+i))})
	}
	if got, _ := b.Sent(t.Context()); len(got) > 2 || got[0].URL != "big" {
		t.Errorf("%d large ones are kept", len(got))
	}
}
