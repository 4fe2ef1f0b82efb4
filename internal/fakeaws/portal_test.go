package fakeaws_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/sso/types"

	"lanyard/internal/fakeaws"
	"lanyard/internal/redact"
)

func roleKeys(c *types.RoleCredentials) fakeaws.Keys {
	return fakeaws.Keys{
		AccessKeyID: *c.AccessKeyId, SecretAccessKey: redact.New(*c.SecretAccessKey), SessionToken: redact.New(*c.SessionToken),
	}
}

// signIn returns an access token.
func (h *ssoHouse) signIn(t *testing.T) *string {
	t.Helper()
	token := must(h.world.AddSSOToken(startURL))(t)
	return aws.String(token.AccessToken.Reveal())
}

func TestRoleCredentials(t *testing.T) {
	h := newSSOHouse(t)
	token := h.signIn(t)
	keys := must(h.credentials(token, account, "Admin"))(t).RoleCredentials
	left := time.UnixMilli(keys.Expiration).Sub(h.clock.Now())
	if left < 59*time.Minute || left > time.Hour {
		t.Errorf("the credentials last %s", left)
	}
	who := must(h.whoami(roleKeys(keys)))(t)
	want := `^arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_[0-9a-f]{16}/alice$`
	if !regexp.MustCompile(want).MatchString(*who.Arn) {
		t.Errorf("identity %s", *who.Arn)
	}
	// A trust policy can name the role.
	trusted := must(h.world.SSORoleARN(startURL, account, "Admin"))(t)
	role := h.role(t, fakeaws.RoleSpec{AccountID: other, Trust: []string{trusted}})
	must(h.assume(roleKeys(keys), role.ARN))(t)
	_, err := h.assume(roleKeys(must(h.credentials(token, account, "ReadOnly"))(t).RoleCredentials), role.ARN)
	wantCode(t, err, "AccessDenied")
}

func TestPortalRefusals(t *testing.T) {
	h := newSSOHouse(t)
	token := h.signIn(t)
	for _, tc := range []struct {
		token               *string
		account, role, code string
	}{
		{token, other, "Admin", "ForbiddenException"},
		{token, "999988887777", "Admin", "ForbiddenException"},
		{token, "12", "Admin", "InvalidRequestException"},
		{aws.String("nonsense"), account, "Admin", "UnauthorizedException"},
	} {
		_, err := h.credentials(tc.token, tc.account, tc.role)
		wantCode(t, err, tc.code)
	}
	_, err := h.portal.ListAccountRoles(context.Background(), &sso.ListAccountRolesInput{AccessToken: token, AccountId: aws.String("999988887777")})
	wantCode(t, err, "ForbiddenException")
	_, err = h.portal.ListAccounts(context.Background(), &sso.ListAccountsInput{AccessToken: token, NextToken: aws.String("?")})
	wantCode(t, err, "InvalidRequestException")

	// An account that disappears does so for sessions that exist.
	if err := h.world.AddSSO(fakeaws.SSOSpec{StartURL: startURL, Region: "eu-west-1"}); err != nil {
		t.Fatal(err)
	}
	_, err = h.credentials(token, account, "Admin")
	wantCode(t, err, "ForbiddenException")
	h.world.RevokeSSO(startURL)
	_, err = h.credentials(token, account, "Admin")
	wantCode(t, err, "UnauthorizedException")
}

func TestPages(t *testing.T) {
	h := newSSOHouse(t, func(s *fakeaws.SSOSpec) {
		s.Accounts = nil
		for i := range 250 {
			a := fakeaws.SSOAccount{ID: fmt.Sprintf("%012d", i), Name: fmt.Sprintf("account %d", i)}
			for j := range 45 {
				a.Roles = append(a.Roles, fmt.Sprintf("Role%d", j))
			}
			s.Accounts = append(s.Accounts, a)
		}
	})
	token := h.signIn(t)
	var ids []string
	accounts := sso.NewListAccountsPaginator(h.portal, &sso.ListAccountsInput{AccessToken: token, MaxResults: aws.Int32(100)})
	for accounts.HasMorePages() {
		for _, a := range must(accounts.NextPage(context.Background()))(t).AccountList {
			ids = append(ids, *a.AccountId)
		}
	}
	if len(ids) != 250 || ids[249] != "000000000249" || h.Calls("ListAccounts") != 3 {
		t.Errorf("%d accounts in %d pages", len(ids), h.Calls("ListAccounts"))
	}
	n := 0
	roles := sso.NewListAccountRolesPaginator(h.portal, &sso.ListAccountRolesInput{AccessToken: token, AccountId: &ids[0]})
	for roles.HasMorePages() {
		n += len(must(roles.NextPage(context.Background()))(t).RoleList)
	}
	if n != 45 || h.Calls("ListAccountRoles") != 3 {
		t.Errorf("%d roles in %d pages", n, h.Calls("ListAccountRoles"))
	}
}

func TestLogout(t *testing.T) {
	h := newSSOHouse(t)
	client := h.register(t, "authorization_code")
	got := must(h.exchange(client, h.code(t, client)))(t)
	keys := must(h.credentials(got.AccessToken, account, "Admin"))(t).RoleCredentials
	logout := func() error {
		_, err := h.portal.Logout(context.Background(), &sso.LogoutInput{AccessToken: got.AccessToken})
		return err
	}
	if err := logout(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, logout(), "UnauthorizedException")
	_, err := h.credentials(got.AccessToken, account, "Admin")
	wantCode(t, err, "UnauthorizedException")
	_, err = h.refresh(client, got.RefreshToken)
	wantCode(t, err, "InvalidGrantException")
	must(h.whoami(roleKeys(keys)))(t) // they live on
}

func TestSSOFaults(t *testing.T) {
	h := newSSOHouse(t)
	token := h.signIn(t)
	portal := func() error { _, err := h.credentials(token, account, "Admin"); return err }
	oidc := func() error { _, err := h.tryRegister(grantDevice); return err }
	for _, tc := range []struct {
		fault  fakeaws.Fault
		ask    func() error
		code   string // "": no API error
		status int
	}{
		{fakeaws.Fault{Kind: fakeaws.Throttle}, portal, "TooManyRequestsException", 429},
		{fakeaws.Fault{Kind: fakeaws.Status, Status: 500}, portal, "InternalServerException", 500},
		{fakeaws.Fault{Kind: fakeaws.Refuse, Message: "no"}, portal, "ForbiddenException", 403},
		{fakeaws.Fault{Kind: fakeaws.Refuse, Status: 404, Code: "ResourceNotFoundException"}, portal, "ResourceNotFoundException", 404},
		{fakeaws.Fault{Kind: fakeaws.Throttle}, oidc, "SlowDownException", 400},
		{fakeaws.Fault{Kind: fakeaws.Status, Status: 500}, oidc, "InternalServerException", 500},
		{fakeaws.Fault{Kind: fakeaws.Refuse}, oidc, "AccessDeniedException", 400},
		{fakeaws.Fault{Kind: fakeaws.Refuse, Status: 401, Code: "InvalidClientException"}, oidc, "InvalidClientException", 401},
		{fakeaws.Fault{Kind: fakeaws.HTML}, portal, "", 0},
		{fakeaws.Fault{Kind: fakeaws.Cut}, oidc, "", 0},
		{fakeaws.Fault{Kind: fakeaws.Drop}, oidc, "", 0},
	} {
		t.Run(string(tc.fault.Kind)+" "+tc.code, func(t *testing.T) {
			tc.fault.Times = 1
			if err := h.Inject(tc.fault); err != nil {
				t.Fatal(err)
			}
			h.ResetCalls()
			err := tc.ask()
			if err == nil {
				t.Fatal("no error")
			}
			if tc.code != "" {
				wantCode(t, err, tc.code)
				if got := h.Requests()[0].Status; got != tc.status {
					t.Errorf("status %d, want %d", got, tc.status)
				}
			} else if strings.Contains(err.Error(), "Exception") {
				t.Errorf("error %v, want one that is not the API's", err)
			}
			if err := tc.ask(); err != nil {
				t.Fatalf("the fault stays: %v", err)
			}
		})
	}
}

// The names of AWS's endpoints know the instances of their region only.
func TestRegionOfTheHost(t *testing.T) {
	h := newSSOHouse(t)
	for host, status := range map[string]int{"oidc.eu-west-1.amazonaws.com": 200, "oidc.us-east-1.amazonaws.com": 400} {
		const body = `{"clientName":"x","clientType":"public","grantTypes":["authorization_code"],"redirectUris":["` + callback + `"],"issuerUrl":"` + startURL + `"}`
		r := must(http.NewRequest(http.MethodPost, h.URL()+"/client/register", strings.NewReader(body)))(t)
		r.Host = host
		resp := must(http.DefaultClient.Do(r))(t)
		resp.Body.Close()
		if resp.StatusCode != status {
			t.Errorf("%s: status %d, want %d", host, resp.StatusCode, status)
		}
	}
}

func TestControlSignIns(t *testing.T) {
	h := newSSOHouse(t)
	control := func(method, path string) string {
		t.Helper()
		r := must(http.NewRequest(method, h.URL()+"/_fakeaws/"+path, nil))(t)
		r.Header.Set("Authorization", "Bearer "+h.ControlToken())
		resp := must(http.DefaultClient.Do(r))(t)
		defer resp.Body.Close()
		text := string(must(io.ReadAll(resp.Body))(t))
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %s: %s", method, path, resp.Status, text)
		}
		return strings.TrimSpace(text)
	}
	client := h.register(t, grantDevice)
	started := h.start(t, client)
	if got := control(http.MethodGet, "devices"); got != *started.UserCode {
		t.Errorf("waiting: %q, want %s", got, *started.UserCode)
	}
	control(http.MethodPost, "devices?decision=deny&user_code="+*started.UserCode)
	_, err := h.poll(client, started.DeviceCode)
	wantCode(t, err, "AccessDeniedException")
	control(http.MethodPost, "approval?mode=approve")
	must(h.poll(client, h.start(t, client).DeviceCode))(t)
}
