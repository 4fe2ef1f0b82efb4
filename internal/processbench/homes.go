//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"lanyard/internal/fakeaws"
	"lanyard/internal/sdktest"
)

// layOut creates two homes, with 10 and with 10,000 profiles, and the commands to measure in them. The profile
// "deploy" has a cached session in a file keychain of the default work factor.
func layOut(dir, lanyard string) ([]subject, func(), error) {
	world := fakeaws.NewWorld()
	user, err := world.AddUser("alice", "111122223333")
	if err != nil {
		return nil, nil, err
	}
	role, err := world.AddRole(fakeaws.RoleSpec{AccountID: "444455556666", Name: "Deploy", Trust: []string{user.ARN}})
	if err != nil {
		return nil, nil, err
	}
	server := fakeaws.New(world, sdktest.Verifier{}, fakeaws.Options{})
	url, err := server.Start()
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = server.Close() }
	var envs [][]string
	for _, count := range []int{10, 10_000} {
		env, err := layHome(filepath.Join(dir, fmt.Sprint(count)), url, user, role.ARN, count)
		if err == nil {
			err = warm(lanyard, env)
		}
		if err != nil {
			done()
			return nil, nil, err
		}
		envs = append(envs, env)
	}
	small, large := envs[0], envs[1]
	return []subject{
		{"version", small, []string{lanyard, "version"}, "2× at most"},
		{"exec deploy -- true, 10 profiles", small, []string{lanyard, "exec", "deploy", "--", "true"}, "2.4× at most"},
		{"exec deploy -- true, 10,000 profiles", large, []string{lanyard, "exec", "deploy", "--", "true"}, "1.4× that of 10 at most"},
		{"credential-process deploy", small, []string{lanyard, "credential-process", "deploy"}, ""},
		{"list --json, 10 profiles", small, []string{lanyard, "list", "--json"}, ""},
		{"list --json, 10,000 profiles", large, []string{lanyard, "list", "--json"}, "75 ms and 50 MiB at most"},
		{"status deploy, 10,000 profiles", large, []string{lanyard, "status", "deploy"}, ""},
	}, done, nil
}

func layHome(home, url string, user fakeaws.User, role string, count int) ([]string, error) {
	var config strings.Builder
	for i := range count {
		name := fmt.Sprintf("account-%05d", i)
		if i == count/2 {
			name = "deploy"
		}
		fmt.Fprintf(&config, "[profile %s]\nregion = eu-west-1\nrole_arn = %s\nsource_profile = dev\noutput = json\n# of team %d\n\n", name, role, i%17)
	}
	credentials := fmt.Sprintf("[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n", user.AccessKeyID, user.SecretAccessKey.Reveal())
	for name, text := range map[string]string{"config": config.String(), "credentials": credentials} {
		path := filepath.Join(home, ".aws", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	return []string{
		"HOME=" + home, "PATH=/usr/bin:/bin", "USER=alice", "AWS_ENDPOINT_URL=" + url,
		"LANYARD_HOME=" + filepath.Join(home, "lanyard"), "LANYARD_KEYCHAIN=file",
		"LANYARD_KEYCHAIN_PASSPHRASE=benchmarks have no secrets",
	}, nil
}

// warm obtains the session and leaves the keychain's key in the kernel keyring.
func warm(lanyard string, env []string) error {
	cmd := exec.Command(lanyard, "exec", "deploy", "--", "true") //nolint:gosec // the program that is measured
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("warm up: %w: %s", err, out)
	}
	return nil
}
