package fakeaws_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"lanyard/internal/fakeaws"
)

func TestFaults(t *testing.T) {
	h := newHouse(t)
	for _, tc := range []struct {
		fault fakeaws.Fault
		code  string // "": no API error
	}{
		{fakeaws.Fault{Kind: fakeaws.Drop}, ""},
		{fakeaws.Fault{Kind: fakeaws.HTML}, ""},
		{fakeaws.Fault{Kind: fakeaws.Garbage}, ""},
		{fakeaws.Fault{Kind: fakeaws.Cut}, ""},
		{fakeaws.Fault{Kind: fakeaws.Status, Status: 500}, "InternalFailure"},
		{fakeaws.Fault{Kind: fakeaws.Status, Status: 503}, "ServiceUnavailable"},
		{fakeaws.Fault{Kind: fakeaws.Throttle}, "Throttling"},
		{fakeaws.Fault{Kind: fakeaws.Refuse, Message: "no \x1b[2J"}, "AccessDenied"},
	} {
		t.Run(string(tc.fault.Kind), func(t *testing.T) {
			tc.fault.Times, tc.fault.Action = 1, "GetCallerIdentity"
			if err := h.Inject(tc.fault); err != nil {
				t.Fatal(err)
			}
			_, err := h.whoami(h.alice.Keys)
			var api smithy.APIError
			switch isAPI := errors.As(err, &api); {
			case err == nil:
				t.Fatal("no error")
			case tc.code == "" && isAPI && api.ErrorCode() != "UnknownError":
				t.Fatalf("error %v, want one that is not the API's", err)
			case tc.code != "":
				wantCode(t, err, tc.code)
			}
			if _, err := h.whoami(h.alice.Keys); err != nil {
				t.Fatalf("the fault stays: %v", err)
			}
		})
	}
	if err := h.Inject(fakeaws.Fault{Kind: "sulk"}); err == nil {
		t.Error("an unknown fault was taken")
	}
}

func TestHangEndsWithTheClientOrTheServer(t *testing.T) {
	h := newHouse(t)
	if err := h.Inject(fakeaws.Fault{Kind: fakeaws.Hang, Action: "GetCallerIdentity"}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	failed := make(chan error, 2)
	ask := func(ctx context.Context) {
		_, err := h.client(h.alice.Keys).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		failed <- err
	}
	go ask(ctx)
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	// The other actions go on.
	role := h.role(t, fakeaws.RoleSpec{})
	if _, err := h.assume(h.alice.Keys, role.ARN); err != nil {
		t.Error(err)
	}
	go ask(context.Background())
	_ = h.Close()
	if err := <-failed; err == nil {
		t.Error("no error from a closed server")
	}
}

func TestCountsAndRecords(t *testing.T) {
	h := newHouse(t)
	device := must(h.world.AddMFA(h.alice.ARN, "phone"))(t)
	role := h.role(t, fakeaws.RoleSpec{})
	code := must(h.world.Code(device.Serial))(t).Value
	out := must(h.assume(h.alice.Keys, role.ARN, withMFA(device.Serial, code)))(t)
	_, _ = h.whoami(keysOf(out.Credentials))
	_, _ = h.assume(h.alice.Keys, role.ARN+"x")
	if a, g, all := h.Calls("AssumeRole"), h.Calls("GetCallerIdentity"), h.Calls(""); a != 2 || g != 1 || all != 3 {
		t.Errorf("calls %d %d %d, want 2 1 3", a, g, all)
	}
	requests := h.Requests()
	if len(requests) != 3 {
		t.Fatalf("%d requests", len(requests))
	}
	first := requests[0]
	if first.Action != "AssumeRole" || first.Region != "eu-west-1" || first.Caller != h.alice.ARN || first.Status != 200 ||
		first.AccessKeyID != h.alice.AccessKeyID || first.Params.Get("RoleArn") != role.ARN || first.Params.Get("TokenCode") != "****" {
		t.Errorf("recorded %+v", first)
	}
	if requests[2].Status != 403 {
		t.Errorf("status %d of the refusal", requests[2].Status)
	}
	h.ResetCalls()
	if h.Calls("") != 0 || len(h.Requests()) != 0 {
		t.Error("not forgotten")
	}
}

// control sends one request to the control path.
func (h *house) control(t *testing.T, method, path, token string) (int, string) {
	t.Helper()
	r := must(http.NewRequest(method, h.URL()+path, nil))(t)
	r.Header.Set("Authorization", "Bearer "+token)
	status, body := send(t, r)
	return status, strings.TrimSpace(body)
}

func TestControlPath(t *testing.T) {
	h := newHouse(t)
	if status, _ := h.control(t, "POST", "/_fakeaws/faults?kind=drop", "guess"); status != http.StatusUnauthorized {
		t.Errorf("a wrong token got %d", status)
	}
	if status, body := h.control(t, "POST", "/_fakeaws/faults?kind=status&status=503&times=1&action=GetCallerIdentity", h.ControlToken()); status != 200 {
		t.Fatal(status, body)
	}
	_, err := h.whoami(h.alice.Keys)
	wantCode(t, err, "ServiceUnavailable")
	if _, body := h.control(t, "GET", "/_fakeaws/calls?action=GetCallerIdentity", h.ControlToken()); body != "1" {
		t.Errorf("calls = %q", body)
	}
	for _, bad := range []string{"faults?kind=x", "faults?kind=drop&times=x", "clock?offset=x"} {
		if status, _ := h.control(t, "POST", "/_fakeaws/"+bad, h.ControlToken()); status != http.StatusBadRequest {
			t.Errorf("%s got %d", bad, status)
		}
	}
	h.control(t, "POST", "/_fakeaws/clock?offset=20m", h.ControlToken())
	_, err = h.whoami(h.alice.Keys)
	wantCode(t, err, "SignatureDoesNotMatch")
}

func TestDemoCode(t *testing.T) {
	h := newHouse(t)
	device := must(h.world.AddMFA(h.alice.ARN, "phone"))(t)
	want := must(h.world.Code(device.Serial))(t).Value
	resp := must(http.Get(h.URL() + fakeaws.CodePath + device.Serial))(t)
	defer resp.Body.Close()
	if body := string(must(io.ReadAll(resp.Body))(t)); body != want+"\n" {
		t.Errorf("got %q, want %q", body, want)
	}
}

func TestSlow(t *testing.T) {
	h := newHouse(t)
	if err := h.Inject(fakeaws.Fault{Kind: fakeaws.Slow, Delay: time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.whoami(h.alice.Keys); err != nil {
		t.Error(err)
	}
}

func TestBigBodiesAreRefused(t *testing.T) {
	h := newHouse(t)
	d := h.draft()
	d.body += "&x=" + strings.Repeat("x", 1<<20)
	if status, _ := send(t, h.signed(t, h.alice.Keys, d)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", status)
	}
}
