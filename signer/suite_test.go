package signer_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"lanyard/signer"
)

const suiteToken = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"

func suiteKeys(token string) signer.Credentials {
	return signer.NewCredentials(benchID, benchSecret, token)
}

func suiteOptions() signer.Options {
	return signer.Options{Service: "service", Region: "us-east-1", Time: benchTime()}
}

func newRequest(t testing.TB, method, url string) *http.Request {
	t.Helper()
	u, err := signer.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(method, u.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPublishedSuite(t *testing.T) {
	suite, err := os.ReadFile("testdata/suite.txt")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for line := range strings.Lines(string(suite)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		count++
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		t.Run(columns[0], func(t *testing.T) {
			r := newRequest(t, "GET", "https://example.amazonaws.com"+columns[2])
			for _, header := range columns[3:] {
				name, value, _ := strings.Cut(strings.ReplaceAll(header, `\n`, "\n"), ":")
				r.Header.Add(name, value)
			}
			token, o := "", suiteOptions()
			if strings.HasSuffix(columns[0], "session-token") {
				token = suiteToken
			}
			o.NoNormalizePath = strings.HasSuffix(columns[0], "unnormalized")
			// The suite has these targets as they are, to be encoded once; we cannot but send them encoded.
			o.SingleEncode = columns[0] == "get-space-normalized" || columns[0] == "get-utf8"
			told, err := signer.New().Explain(r, suiteKeys(token), o)
			if err != nil {
				t.Fatal(err)
			}
			if told.Signature != columns[1] {
				t.Errorf("signature %s, want %s, of\n%s", told.Signature, columns[1], told.CanonicalRequest)
			}
		})
	}
	if count < 15 {
		t.Errorf("only %d tests in the suite", count)
	}
}

func TestPublishedSuiteWithBody(t *testing.T) {
	const want = "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"
	r, err := http.NewRequest("POST", "https://example.amazonaws.com/", strings.NewReader("Param1=value1"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	o := suiteOptions()
	o.ContentSHA256 = true
	told, err := signer.New().Explain(r, suiteKeys(""), o)
	if err != nil {
		t.Fatal(err)
	}
	if told.Signature != want || told.PayloadHash != "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e" {
		t.Errorf("signature %s over %s", told.Signature, told.CanonicalRequest)
	}
}

func TestPublishedSuiteInTheQuery(t *testing.T) {
	for _, c := range []struct{ target, token, want string }{
		{"/example1/example2/../..", "", "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d"},
	} {
		o := suiteOptions()
		o.Expires = time.Hour
		p, err := signer.New().Presign(newRequest(t, "GET", "https://example.amazonaws.com"+c.target), suiteKeys(c.token), o)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.URL, "&X-Amz-Signature="+c.want) || !p.Expires.Equal(benchTime().Add(time.Hour)) {
			t.Errorf("%s", p.URL)
		}
	}
}
