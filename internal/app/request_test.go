package app_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/internal/app"
	"lanyard/signer"
)

func newApp(t *testing.T) *app.App {
	t.Helper()
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "[profile dev]\nregion = eu-west-3\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n"
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return app.New(app.Config{
		Environ: []string{"LANYARD_HOME=" + filepath.Join(home, "lanyard"), "LANYARD_KEYCHAIN=file"},
		Home:    home, Now: func() time.Time { return time.Unix(1440938160, 0) }, Profile: "dev", Warn: func(string) {},
	})
}

func TestGuess(t *testing.T) {
	a := newApp(t)
	for address, want := range map[string][2]string{
		"https://dynamodb.us-east-2.amazonaws.com/": {"dynamodb", "us-east-2"},
		"https://bucket.s3.amazonaws.com/key":       {"s3", "us-east-1"},
		"https://example.com/":                      {"", "eu-west-3"},
		"no address":                                {"", ""},
	} {
		service, region := a.Guess("dev", address)
		if got := [2]string{service, region}; got != want {
			t.Errorf("%s is %v, want %v", address, got, want)
		}
	}
}

func TestComposedRequestIsSigned(t *testing.T) {
	a := newApp(t)
	draft := app.Draft{
		URL: "https://dynamodb.eu-west-3.amazonaws.com/?a=b", Query: []string{"c=d e"}, Header: []string{"X-Amz-Target: Tables", "Host: other.example"},
		Data: `{"it's": 1}`, HasData: true, Sign: signer.Options{Service: "dynamodb"},
	}
	c, err := a.Compose(context.Background(), draft)
	if err != nil {
		t.Fatal(err)
	}
	r, how, err := a.Explain(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if r.Method != http.MethodPost || r.URL.RawQuery != "a=b&c=d%20e" || r.Host != "other.example" || how.Region != "eu-west-3" {
		t.Errorf("%s %s to %s for %s", r.Method, r.URL, r.Host, how.Region)
	}
	curl := app.CurlCommand(r, draft.Data)
	for _, want := range []string{"-H 'Host: other.example'", "-H 'X-Amz-Target: Tables'", `--data-raw '{"it'\''s": 1}'`, "Authorization: AWS4-HMAC-SHA256"} {
		if !strings.Contains(curl, want) {
			t.Errorf("no %s in %s", want, curl)
		}
	}
	again := strings.Join(app.LanyardCommand(draft, "dev"), " ")
	want := `lanyard request 'https://dynamodb.eu-west-3.amazonaws.com/?a=b' --profile dev --service dynamodb -H 'X-Amz-Target: Tables' ` +
		`-H 'Host: other.example' -q 'c=d e' -d '{"it'\''s": 1}'`
	if again != want {
		t.Errorf("got  %s\nwant %s", again, want)
	}
	var raw strings.Builder
	if err := app.WriteHTTP(&raw, r); err != nil {
		t.Fatal(err)
	}
	v, err := a.Verify(context.Background(), app.CredentialOptions{}, []byte(raw.String()), signer.VerifyOptions{})
	if err != nil || !v.Valid {
		t.Errorf("%s\nis not verified: %+v %v", raw.String(), v, err)
	}
}

func TestDraftsThatCannotBeSent(t *testing.T) {
	a := newApp(t)
	for name, tc := range map[string]struct {
		draft app.Draft
		want  error
	}{
		"no host":      {app.Draft{URL: "https:///a"}, nil},
		"a line break": {app.Draft{URL: "https://s3.amazonaws.com/", Header: []string{"A: b\nC: d"}}, app.ErrHeader},
		"no service":   {app.Draft{URL: "https://example.com/"}, signer.ErrNoService},
		"no file":      {app.Draft{URL: "https://s3.amazonaws.com/", Data: "@/nowhere/at/all", HasData: true}, os.ErrNotExist},
	} {
		tc.draft.Stdin = io.LimitReader(nil, 0)
		_, err := a.Compose(context.Background(), tc.draft)
		if err == nil || tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
