package cli

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/internal/cli/command"
	"lanyard/internal/versitygwtest"
)

// gateway is a versitygw server, and a home with two profiles: "attic" has valid keys for it, "wrong" has a wrong
// secret.
type gateway struct {
	url  string
	home string
}

func newGateway(t *testing.T) *gateway {
	t.Helper()
	g := &gateway{versitygwtest.Start(t) + "/" + versitygwtest.Bucket, t.TempDir()}
	if err := os.Mkdir(filepath.Join(g.home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for name, secret := range map[string]string{"attic": versitygwtest.Secret, "wrong": "another+secret"} {
		text.WriteString("[profile " + name + "]\nregion = " + versitygwtest.Region + "\naws_access_key_id = " + versitygwtest.Key +
			"\naws_secret_access_key = " + secret + "\n")
	}
	if err := os.WriteFile(filepath.Join(g.home, ".aws", "config"), []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return g
}

// lanyard runs the program and returns its output and exit code.
func (g *gateway) lanyard(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	path, err := exec.LookPath("lanyard")
	if err != nil {
		t.Fatal(err)
	}
	var out, trouble strings.Builder
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = &out, &trouble
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + g.home, "TMPDIR=" + t.TempDir(), "LANYARD_HOME=" + filepath.Join(g.home, "lanyard"), "LANYARD_KEYCHAIN=file",
	}
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), trouble.String(), cmd.ProcessState.ExitCode()
}

// good runs lanyard with the profile "attic" and fails the test unless it succeeds.
func (g *gateway) good(t *testing.T, args ...string) string {
	t.Helper()
	out, trouble, code := g.lanyard(t, append(args, "-p", "attic", "--service", "s3")...)
	if code != 0 {
		t.Fatalf("lanyard %q: exit code %d, %s%s", args, code, trouble, out)
	}
	return out
}

// fetch sends a request without keys.
func fetch(t *testing.T, method, address, body string, header map[string]string) string {
	t.Helper()
	r, err := http.NewRequest(method, strings.TrimSpace(address), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %d %s %v", method, address, resp.StatusCode, text, err)
	}
	return string(text)
}

// versitygw accepts the signatures of all commands.
func TestVersitygwAcceptsCommands(t *testing.T) {
	g := newGateway(t)
	file := filepath.Join(t.TempDir(), "body")
	for name, key := range map[string]string{
		"header": "plain.txt", "unsigned payload": "a%20b/c+d", "presigned": "%C3%BCber(1)*", "signed only": "semi;colon=x",
	} {
		t.Run(name, func(t *testing.T) {
			address, content := g.url+"/"+key, "content of "+key+"\x00\n"
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			var got string
			switch name {
			case "header":
				g.good(t, "request", "PUT", address, "-d", "@"+file, "-H", "X-Amz-Meta-Note: two  spaces")
				got = g.good(t, "request", address)
			case "unsigned payload":
				g.good(t, "request", "PUT", address, "-d", "@"+file, "--unsigned-payload")
				got = g.good(t, "request", address, "--unsigned-payload")
			case "presigned":
				fetch(t, "PUT", g.good(t, "presign", "PUT", address), content, nil)
				got = fetch(t, "GET", g.good(t, "presign", address, "--expires", "1m"), "", nil)
			case "signed only":
				fetch(t, "PUT", address, content, g.signed(t, "PUT", address, "-d", "@"+file))
				got = fetch(t, "GET", address, "", g.signed(t, address))
			}
			if got != content {
				t.Errorf("got %q, want %q", got, content)
			}
		})
	}
}

// signed returns the headers of "lanyard sign".
func (g *gateway) signed(t *testing.T, args ...string) map[string]string {
	t.Helper()
	var shape struct {
		Headers map[string]string `json:"headers"`
		Region  string            `json:"region"`
	}
	if err := json.Unmarshal([]byte(g.good(t, append([]string{"sign", "--json"}, args...)...)), &shape); err != nil {
		t.Fatal(err)
	}
	if shape.Headers["Authorization"] == "" || shape.Region != versitygwtest.Region {
		t.Fatalf("not signed for %s: %+v", versitygwtest.Region, shape)
	}
	return shape.Headers
}

// A wrong secret is explained without showing it.
func TestVersitygwRefusalIsExplained(t *testing.T) {
	g := newGateway(t)
	g.good(t, "request", "PUT", g.url+"/box", "-d", "content")
	for _, more := range [][]string{nil, {"--unsigned-payload"}, {"-v", "--check"}} {
		out, trouble, code := g.lanyard(t, append([]string{"request", g.url + "/box", "-p", "wrong", "--service", "s3"}, more...)...)
		if code != command.CodeClientError {
			t.Errorf("%q: exit code %d, want %d", more, code, command.CodeClientError)
		}
		for _, want := range []string{
			"lanyard: GET: 403 SignatureDoesNotMatch: ",
			"\n  why: the server signs the very same text: the secret access key is not that of " + versitygwtest.Key,
			"\n  hint: check the secret access key",
		} {
			if !strings.Contains(trouble, want) {
				t.Errorf("%q: no %q in %s", more, want, trouble)
			}
		}
		if !strings.Contains(out, "<Code>SignatureDoesNotMatch</Code>") {
			t.Errorf("%q: the server's answer is not on stdout: %s", more, out)
		}
		if strings.Contains(out+trouble, "another+secret") {
			t.Errorf("%q: the secret is shown", more)
		}
	}
}

// For a request changed on its way, the changed part is named.
func TestChangedRequestIsExplained(t *testing.T) {
	g := newGateway(t)
	there, err := url.Parse(g.url)
	if err != nil {
		t.Fatal(err)
	}
	way := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host = there.Scheme, there.Host
		r.Out.Host = r.In.Host
		r.Out.Header.Set("X-Amz-Meta-Note", "changed")
	}})
	defer way.Close()
	_, trouble, code := g.lanyard(t, "request", "PUT", way.URL+there.Path+"/box", "-d", "content", "-H", "X-Amz-Meta-Note: original", "-p", "attic", "--service", "s3")
	if code != command.CodeClientError {
		t.Errorf("exit code %d, want %d", code, command.CodeClientError)
	}
	if want := "\n  why: a proxy changed \"x-amz-meta-note\"\n"; !strings.Contains(trouble, want) {
		t.Errorf("no %q in %s", want, trouble)
	}
	if strings.Contains(trouble, "secret access key") {
		t.Errorf("the keys are blamed: %s", trouble)
	}
}

// "lanyard sign --verify" accepts and refuses the same requests as versitygw.
func TestVerifyAgreesWithVersitygw(t *testing.T) {
	g := newGateway(t)
	g.good(t, "request", "PUT", g.url+"/box", "-d", "content")
	address := strings.TrimSpace(g.good(t, "presign", g.url+"/box"))
	if got := fetch(t, "GET", address, "", nil); got != "content" {
		t.Errorf("got %q", got)
	}
	if out, trouble, code := g.lanyard(t, "sign", "--verify", address, "-p", "attic"); code != 0 {
		t.Errorf("a URL that is good: exit code %d, %s%s", code, out, trouble)
	}
	if out, trouble, code := g.lanyard(t, "sign", "--verify", address, "-p", "wrong"); code != command.CodeFailure {
		t.Errorf("with another secret: exit code %d, %s%s", code, out, trouble)
	}
}
