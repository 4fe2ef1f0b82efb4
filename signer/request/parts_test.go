package request_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/signer"
	"lanyard/signer/request"
)

// The parts of what was signed are all of it.
func TestPartsAreTheWhole(t *testing.T) {
	r, err := http.NewRequest(http.MethodPost, "https://sts.amazonaws.com/a?b=c", strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	how, err := signer.New().Explain(r, signer.NewCredentials("AKID", "secret", "token"), signer.Options{Time: time.Unix(1440938160, 0)})
	if err != nil {
		t.Fatal(err)
	}
	parts := request.Parts(how.CanonicalRequest)
	var texts []string
	for _, p := range parts {
		if texts = append(texts, p.Text); p.Name == "headers" {
			texts = append(texts, "") // the empty line behind them
		}
		if p.About == "" {
			t.Errorf("nothing is said about the %s", p.Name)
		}
	}
	if got := strings.Join(texts, "\n"); got != how.CanonicalRequest {
		t.Errorf("the parts make\n%s\nnot\n%s", got, how.CanonicalRequest)
	}
	texts = nil
	for _, p := range request.StringToSignParts(how.StringToSign) {
		texts = append(texts, p.Text)
	}
	if got := strings.Join(texts, "\n"); got != how.StringToSign {
		t.Errorf("the parts make\n%s\nnot\n%s", got, how.StringToSign)
	}
	if request.Parts("no canonical request") != nil || request.StringToSignParts("") != nil {
		t.Error("what is neither has parts")
	}
}
