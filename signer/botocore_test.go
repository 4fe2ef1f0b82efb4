package signer_test

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"lanyard/signer"
)

// TestSignsAsBotocore has what the comparison with the AWS SDK for Go leaves out; testdata/vectors.py
// made the table.
func TestSignsAsBotocore(t *testing.T) {
	table, err := os.ReadFile("testdata/botocore.tsv")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for line := range strings.Lines(string(table)) {
		count++
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		service, given, sent, want := columns[0], columns[1], columns[2], columns[3]
		o := suiteOptions()
		o.Service = service
		r := newRequest(t, "GET", given)
		told, err := signer.New().Explain(r, suiteKeys(""), o)
		if err != nil {
			t.Fatal(err)
		}
		if told.Signature != want {
			t.Errorf("%s %s: signature %s, want %s, of\n%s", service, given, told.Signature, want, told.CanonicalRequest)
		}
		wire, err := url.Parse(sent)
		if err != nil {
			t.Fatal(err)
		}
		if r.URL.RequestURI() != wire.RequestURI() && r.URL.RequestURI()+"=" != wire.RequestURI() {
			t.Errorf("%s: sent as %s, want %s", given, r.URL.RequestURI(), wire.RequestURI())
		}
	}
	if count < 50 {
		t.Errorf("only %d requests in the table", count)
	}
}
