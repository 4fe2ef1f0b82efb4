package fakeaws_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lanyard/internal/fakeaws"
)

// aws runs the real AWS CLI against the house and returns its streams.
func (h *house) aws(t *testing.T, keys fakeaws.Keys, args ...string) (stdout, stderr string) {
	t.Helper()
	path, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("no aws on the PATH")
	}
	home := t.TempDir()
	cmd := exec.Command(path, append([]string{"--endpoint-url", h.URL(), "--region", "eu-central-1"}, args...)...)
	cmd.Env = append(keys.Environ(), "PATH="+os.Getenv("PATH"), "HOME="+home, "AWS_MAX_ATTEMPTS=1")
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	exit := (*exec.ExitError)(nil)
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String()
}

func TestRealCLI(t *testing.T) {
	h := newHouse(t)
	role := h.role(t, fakeaws.RoleSpec{AccountID: other})
	session := keysOf(must(h.assume(h.alice.Keys, role.ARN))(t).Credentials)
	past := must(h.world.AddSession(h.alice.ARN, h.clock.Now().Add(-time.Hour)))(t)

	t.Run("role session", func(t *testing.T) {
		stdout, stderr := h.aws(t, session, "sts", "get-caller-identity", "--output", "json")
		var got struct{ Arn, Account, UserId string }
		if err := json.Unmarshal([]byte(stdout), &got); err != nil {
			t.Fatal(err, stderr)
		}
		if got.Arn != "arn:aws:sts::444455556666:assumed-role/deploy/work" || got.UserId != role.ID+":work" {
			t.Errorf("identity %+v", got)
		}
	})
	t.Run("assume role", func(t *testing.T) {
		stdout, stderr := h.aws(t, h.alice.Keys, "sts", "assume-role", "--role-arn", role.ARN, "--role-session-name", "cli",
			"--tags", "Key=Team,Value=blue", "--output", "text", "--query", "Credentials.AccessKeyId")
		got, err := h.world.Session(strings.TrimSpace(stdout))
		if err != nil {
			t.Fatal(err, stderr)
		}
		if len(got.Tags) != 1 || got.Tags[0].Value != "blue" {
			t.Errorf("session %+v", got)
		}
	})
	t.Run("get user", func(t *testing.T) {
		stdout, stderr := h.aws(t, h.alice.Keys, "iam", "get-user", "--output", "text", "--query", "User.Arn")
		if strings.TrimSpace(stdout) != h.alice.ARN {
			t.Errorf("%s%s", stdout, stderr)
		}
	})
	t.Run("denied", func(t *testing.T) {
		_, stderr := h.aws(t, h.alice.Keys, "sts", "assume-role", "--role-arn", role.ARN+"x", "--role-session-name", "cli")
		want := "An error occurred (AccessDenied) when calling the AssumeRole operation: User: " + h.alice.ARN +
			" is not authorized to perform: sts:AssumeRole on resource: " + role.ARN + "x"
		if !strings.Contains(stderr, want) {
			t.Errorf("%q, want %q", stderr, want)
		}
	})
	t.Run("expired", func(t *testing.T) {
		_, stderr := h.aws(t, past, "sts", "get-caller-identity")
		want := "An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: " +
			"The security token included in the request is expired"
		if !strings.Contains(stderr, want) {
			t.Errorf("%q, want %q", stderr, want)
		}
	})
}

// botocore signs and presigns with its own code, session tokens included.
func TestBotocoreSignatures(t *testing.T) {
	h := newHouse(t)
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	role := h.role(t, fakeaws.RoleSpec{})
	session := keysOf(must(h.assume(h.alice.Keys, role.ARN))(t).Credentials)
	const script = `
import sys
try:
    import botocore.session
except ModuleNotFoundError:
    sys.exit(0)
import urllib.request
sts = botocore.session.Session().create_client("sts", region_name="ap-northeast-1", endpoint_url=sys.argv[1])
print(sts.get_caller_identity()["Arn"])
url = sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
print(urllib.request.urlopen(url).read().decode())
try:
    urllib.request.urlopen(url.replace("GetCallerIdentity", "GetSessionToken"))
except urllib.error.HTTPError as e:
    print(e.code, e.read().decode())
`
	for name, keys := range map[string]fakeaws.Keys{"user": h.alice.Keys, "session": session} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(python, "-c", script, h.URL())
			cmd.Env = append(keys.Environ(), "PATH="+os.Getenv("PATH"), "HOME="+t.TempDir())
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if len(out) == 0 {
				t.Skip("no botocore")
			}
			who := *must(h.whoami(keys))(t).Arn
			for _, want := range []string{who + "\n<GetCallerIdentityResponse", "<Arn>" + who + "</Arn>", "403 <ErrorResponse", "<Code>SignatureDoesNotMatch</Code>"} {
				if !strings.Contains(string(out), want) {
					t.Errorf("no %q in\n%s", want, out)
				}
			}
		})
	}
}
