package sso_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"lanyard/internal/fakeaws"
	"lanyard/internal/redact"
	"lanyard/signer/request"
	"lanyard/sso"
)

// answers gives the answers of a list, one after another, and the last one for ever.
type answers struct {
	list []answer
	sent int
}

type answer struct {
	status int // 0: no connection
	header map[string]string
	body   string
}

func (a *answers) RoundTrip(*http.Request) (*http.Response, error) {
	next := a.list[min(a.sent, len(a.list)-1)]
	a.sent++
	if next.status == 0 {
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
	resp := &http.Response{StatusCode: next.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(next.body))}
	for name, value := range next.header {
		resp.Header.Set(name, value)
	}
	return resp, nil
}

func TestTransientFailuresAreTriedAgain(t *testing.T) {
	good := answer{status: 200, body: `{"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s","sessionToken":"t","expiration":1893456000000}}`}
	for name, c := range map[string]struct {
		first   answer
		retries int
		sent    int
		ok      bool
		atLeast time.Duration
	}{
		"throttled":         {answer{status: 429, body: `{"__type":"com.amazonaws.switchboard.portal#TooManyRequestsException"}`}, 2, 2, true, 0},
		"told to wait":      {answer{status: 429, header: map[string]string{"Retry-After": "7"}}, 2, 2, true, 7 * time.Second},
		"told to wait long": {answer{status: 503, header: map[string]string{"Retry-After": "99999999999"}}, 2, 1, false, 0},
		"told a date": {answer{status: 503, header: map[string]string{
			"Retry-After": "Fri, 01 Jan 2027 00:00:09 GMT", "Date": "Fri, 01 Jan 2027 00:00:00 GMT",
		}}, 2, 2, true, 9 * time.Second},
		"broken inside":   {answer{status: 500, body: "<html>"}, 2, 2, true, 0},
		"no connection":   {answer{}, 2, 2, true, 0},
		"one attempt":     {answer{status: 500}, 0, 1, false, 0},
		"refused":         {answer{status: 403, body: `{"message":"No access"}`, header: map[string]string{"X-Amzn-Errortype": "ForbiddenException:http://x/"}}, 2, 1, false, 0},
		"not our service": {answer{status: 200, body: "<html>"}, 2, 1, false, 0},
	} {
		server := &answers{list: []answer{c.first, good}}
		own, pauses := client("https://portal.example", server)
		own.Retries = c.retries
		_, err := own.RoleCredentials(t.Context(), redact.New("token"), "111122223333", "Admin")
		if (err == nil) != c.ok || server.sent != c.sent {
			t.Errorf("%s: sent %d times, error %v", name, server.sent, err)
		}
		if c.ok && (len(*pauses) != 1 || (*pauses)[0] < c.atLeast || (*pauses)[0] > max(c.atLeast, time.Second)) {
			t.Errorf("%s: paused for %v", name, *pauses)
		}
	}
}

func TestErrorsSayWhatTheServiceSaid(t *testing.T) {
	for _, c := range []struct {
		header, body, code, message string
	}{
		{"ForbiddenException:http://internal.amazon.com/", `{"message":"No access"}`, "ForbiddenException", "No access"},
		{"", `{"__type":"com.amazonaws.switchboard.portal#UnauthorizedException","message":"gone"}`, "UnauthorizedException", "gone"},
		{"", `{"error":"invalid_grant","error_description":"spent"}`, "InvalidGrantException", "spent"},
		{"", `{"error":"authorization_pending"}`, "AuthorizationPendingException", ""},
		{"ForbiddenException", `<html>`, "", ""},
	} {
		header := map[string]string{}
		if c.header != "" {
			header["X-Amzn-Errortype"] = c.header
		}
		own, _ := client("https://portal.example", &answers{list: []answer{{400, header, c.body}}})
		err := own.Logout(t.Context(), redact.New("token"))
		var got *request.Error
		if !errors.As(err, &got) || got.Code != c.code || got.Message != c.message || got.Status != 400 || got.Op != "Logout" {
			t.Errorf("%q %q: %#v", c.header, c.body, err)
		}
	}
}

func TestNoAnswerIsReadWithoutALimit(t *testing.T) {
	huge := `{"accountList":[` + strings.Repeat(`{"accountId":"111122223333"},`, 50_000) + `{}]}`
	own, _ := client("https://portal.example", &answers{list: []answer{{200, nil, huge}}})
	if _, err := own.Accounts(t.Context(), redact.New("token")); err == nil {
		t.Error("a megabyte and more was read")
	}
	circle := &answers{list: []answer{{200, nil, `{"accountList":[],"nextToken":"again"}`}}}
	own, _ = client("https://portal.example", circle)
	if _, err := own.Accounts(t.Context(), redact.New("token")); err == nil || circle.sent != 2 {
		t.Errorf("a page that leads to itself was read %d times: %v", circle.sent, err)
	}
	for _, entries := range []int{0, 2000} {
		pages := &endlessPages{entries: strings.Repeat(`{"accountId":"111122223333","roleName":"Admin"},`, entries) + "{}"}
		own, _ = client("https://portal.example", pages)
		if _, err := own.Accounts(t.Context(), redact.New("token")); err == nil || pages.sent > 1000 {
			t.Errorf("%d pages of accounts were read: %v", pages.sent, err)
		}
		pages.sent = 0
		if _, err := own.Roles(t.Context(), redact.New("token"), "111122223333"); err == nil || pages.sent > 1000 {
			t.Errorf("%d pages of roles were read: %v", pages.sent, err)
		}
	}
}

// endlessPages gives every page another that follows.
type endlessPages struct {
	entries string
	sent    int
}

func (p *endlessPages) RoundTrip(*http.Request) (*http.Response, error) {
	p.sent++
	body := fmt.Sprintf(`{"accountList":[%s],"roleList":[%s],"nextToken":"%d"}`, p.entries, p.entries, p.sent)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
}

func TestTimeoutBoundsAllAttempts(t *testing.T) {
	server := &answers{list: []answer{{status: 500}}}
	own, pauses := client("https://portal.example", server)
	own.Timeout, own.Retries = time.Nanosecond, 99
	if err := own.Logout(t.Context(), redact.New("token")); err == nil || server.sent != 1 || len(*pauses) != 0 {
		t.Errorf("sent %d times with pauses %v: %v", server.sent, *pauses, err)
	}
}

// TestErrorsHoldNoSecrets: what was sent may come back in a message, which is not part of the error's text.
func TestErrorsHoldNoSecrets(t *testing.T) {
	const secret = "aoa-very-secret"
	for _, body := range []string{
		`{"error":"invalid_grant","error_description":"` + secret + `"}`, `{"accessToken":"` + secret + `"`, secret,
	} {
		for _, status := range []int{200, 400, 500} {
			own, _ := client("https://oidc.example", &answers{list: []answer{{status, nil, body}}})
			_, err := own.Refresh(t.Context(), sso.Token{Refresh: redact.New(secret)})
			if err == nil || strings.Contains(fmt.Sprintf("%v", err), secret) {
				t.Errorf("%d %s: %v", status, body, err)
			}
		}
	}
}

func TestDeviceEvents(t *testing.T) {
	start := answer{200, nil, `{"deviceCode":"d","userCode":"ABCD-EFGH","verificationUri":"https://device.example","verificationUriComplete":"https://device.example?c","expiresIn":600,"interval":1}`}
	pending := answer{400, nil, `{"error":"authorization_pending"}`}
	slow := answer{400, nil, `{"error":"slow_down"}`}
	token := answer{200, nil, `{"accessToken":"a","expiresIn":3600}`}
	server := &answers{list: []answer{start, pending, slow, {status: 0}, {status: 502}, pending, token}}
	own, pauses := client("https://oidc.example", server)
	own.Retries = 0
	var seen []sso.Event
	own.Show = func(e sso.Event) error {
		seen = append(seen, e)
		return nil
	}
	if _, err := own.SignIn(t.Context(), sso.Session{StartURL: startURL}, sso.MethodDevice, sso.Registration{}); err != nil {
		t.Fatal(err)
	}
	want := []time.Duration{1, 1, 6, 6, 6, 6}
	for i, pause := range *pauses {
		if pause != want[i]*time.Second {
			t.Errorf("pauses %v, want %v s", *pauses, want)
		}
	}
	states := []sso.State{sso.StateOpening, sso.StateWaiting, sso.StateSlowDown}
	for i, e := range seen {
		if e.State != states[i] || e.UserCode != "ABCD-EFGH" || e.Address != "https://device.example" || e.Expires.IsZero() {
			t.Errorf("event %d: %+v", i, e)
		}
	}
	if len(seen) != len(states) || len(*pauses) != len(want) {
		t.Errorf("events %+v, pauses %v", seen, *pauses)
	}
}

func TestDeviceEnds(t *testing.T) {
	for _, c := range []struct {
		answers []string
		want    error
		state   sso.State
	}{
		{[]string{"authorization_pending", "expired_token"}, sso.ErrExpired, sso.StateExpired},
		{[]string{"access_denied"}, sso.ErrDenied, sso.StateDenied},
	} {
		list := []answer{{200, nil, `{"deviceCode":"d","userCode":"A","verificationUri":"https://d","expiresIn":600,"interval":1}`}}
		for _, name := range c.answers {
			list = append(list, answer{400, nil, `{"error":"` + name + `"}`})
		}
		own, _ := client("https://oidc.example", &answers{list: list})
		_, err := own.SignIn(t.Context(), sso.Session{StartURL: startURL}, sso.MethodDevice, sso.Registration{})
		if !errors.Is(err, c.want) || sso.Outcome(sso.Event{}, err).State != c.state {
			t.Errorf("%v: %v, %s", c.answers, err, sso.Outcome(sso.Event{}, err).State)
		}
	}
}

func TestServersOpenPagesOnly(t *testing.T) {
	for _, address := range []string{"file:///etc/passwd", "javascript:alert(1)", "-x", "https://", "x"} {
		for _, body := range []string{
			`{"deviceCode":"d","userCode":"A","verificationUri":"` + address + `","expiresIn":600}`,
			`{"deviceCode":"d","userCode":"A","verificationUri":"https://d","verificationUriComplete":"` + address + `","expiresIn":600}`,
		} {
			own, _ := client("https://oidc.example", &answers{list: []answer{{200, nil, body}}})
			own.Show = func(e sso.Event) error {
				t.Errorf("shown: %+v", e)
				return errors.New("enough")
			}
			if _, err := own.SignIn(t.Context(), sso.Session{StartURL: startURL}, sso.MethodDevice, sso.Registration{}); !errors.Is(err, sso.ErrNoToken) {
				t.Errorf("%s: %v", body, err)
			}
		}
	}
}

func TestAccountsFollowsPages(t *testing.T) {
	spec := fakeaws.SSOSpec{StartURL: startURL, Region: "eu-west-1"}
	for i := range 250 {
		spec.Accounts = append(spec.Accounts, fakeaws.SSOAccount{ID: fmt.Sprintf("%012d", i+1), Name: fmt.Sprint("n", i)})
	}
	server, address := world(t)
	if err := server.World().AddSSO(spec); err != nil {
		t.Fatal(err)
	}
	token, err := server.World().AddSSOToken(startURL)
	check(t, err)
	own, _ := client(address, http.DefaultTransport)
	list, err := own.Accounts(t.Context(), token.AccessToken)
	if err != nil || len(list) != 250 || list[249].Name != "n249" || server.Calls("ListAccounts") != 3 {
		t.Errorf("%d accounts in %d calls: %v", len(list), server.Calls("ListAccounts"), err)
	}
}
