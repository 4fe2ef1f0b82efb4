package sso_test

import (
	"strings"
	"testing"
	"time"

	"lanyard/internal/redact"
	"lanyard/sso"
)

// FuzzAnswers: whatever a server sends, calls end with an error or with something that can be used, and the
// error tells nothing that was in the answer's body but its code.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		`{"accessToken":"a","expiresIn":1}`, `{"accessToken":"a","expiresIn":9223372036854775807}`, `{"error":"slow_down"}`,
		`{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s","sessionToken":"t","expiration":-1}}`, `{"error":"__"}`,
		`{"accountList":[{}],"nextToken":"x"}`, `{"deviceCode":"d","userCode":"u","verificationUri":"https://x","interval":-5,"expiresIn":-5}`,
		`null`, `[]`, "\x00", `{"__type":"a#"}`,
	} {
		f.Add(200, seed, "")
		f.Add(400, seed, "X#Y:Z")
	}
	f.Fuzz(func(t *testing.T, status int, body, code string) {
		if status < 100 || status > 599 || strings.ContainsAny(code, "\r\n") {
			return
		}
		reply := answer{status, map[string]string{"X-Amzn-Errortype": code}, body}
		own, _ := client("https://x.example", &answers{list: []answer{reply}})
		own.Retries = 1
		ctx := t.Context()
		if c, err := own.RoleCredentials(ctx, redact.New("t"), "111122223333", "R"); err == nil && (c.AccessKeyID == "" || c.Expires.IsZero()) {
			t.Errorf("credentials %+v", c)
		}
		if token, err := own.Refresh(ctx, sso.Token{}); err == nil && (token.Access.Empty() || token.Expires.Before(time.Now())) {
			t.Errorf("token until %v", token.Expires)
		}
		_, _ = own.Accounts(ctx, redact.New("t"))
		session := sso.Session{StartURL: startURL}
		if r, err := own.Register(ctx, session, sso.MethodDevice); err == nil && r.ClientID == "" {
			t.Errorf("registration %+v", r)
		}
		own.Show = func(e sso.Event) error {
			if e.Interval <= 0 || !strings.HasPrefix(strings.ToLower(e.Address), "http") {
				t.Errorf("event %+v", e)
			}
			return sso.ErrDenied
		}
		_, _ = own.SignIn(ctx, session, sso.MethodDevice, sso.Registration{})
	})
}
