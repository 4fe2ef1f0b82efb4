package torture

import "strings"

// endOfInput is what a terminal takes for the end of its input: Ctrl-D.
const endOfInput = "\x04"

// A scenario is one command, and the home it is run in.
type scenario struct {
	name  string
	files map[string]string // below the home, with $ALICE_ID and $ALICE_SECRET
	// before are the commands that complete the home; one that starts with "<" reads that text.
	before [][]string
	run    []string
	stdin  string // of run
	typed  string // what a person types: run has a terminal
	env    []string
	// onRing keeps secrets in a real GNOME Keyring, otherwise in the encrypted file.
	onRing bool
	// toggles says that the command, once it is done, is undone when it is run again.
	toggles bool
	// adopts says that the command, run again, may take the sign-in that it shared before it was killed. The
	// list then calls the profile ready instead of valid.
	adopts bool
	// hardLink is another name of ~/.aws/config, which is therefore written in place.
	hardLink string
	// mounted says that every rename to ~/.aws/config fails with EBUSY, as to a mount point.
	mounted bool
	// stepwise says that a file may stay between old and new: it is edited several times, or without what
	// the network did not give.
	stepwise bool
}

const awsConfig = `# mine
[profile deploy]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = dev

[profile tool]
source_profile = work
role_arn = arn:aws:iam::444455556666:role/Deploy
[profile work]
region = eu-west-3

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile admin]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
`

const awsCredentials = `# keys
[dev]
aws_access_key_id = $ALICE_ID
aws_secret_access_key = $ALICE_SECRET
region = eu-west-1   # mine

[other]
aws_access_key_id = AKIAOTHER00000000000
aws_secret_access_key = abcdefghijklmnopqrstuvwxyz0123456789/+==
`

// keyText is a key on standard input.
const keyText = `{"AccessKeyId": "AKIAQWERTYUIOPASDFGH", "SecretAccessKey": "Vtd0vSVmDIP7/N8dlanyardlanyardlanyard000"}`

// awsFiles are the files that most scenarios begin with.
func awsFiles(more ...string) map[string]string {
	files := map[string]string{".aws/config": awsConfig, ".aws/credentials": awsCredentials}
	for i := 0; i < len(more); i += 2 {
		files[more[i]] = more[i+1]
	}
	return files
}

func command(words ...string) []string { return words }

func scenarios() []scenario {
	return append(append(profileScenarios(), signInScenarios()...), keychainScenarios()...)
}

// addWork is the command that puts the key of the profile work into the keychain.
func addWork() []string { return command("<"+keyText, "keys", "add", "work", "--stdin", "--no-verify") }

func profileScenarios() []scenario {
	return []scenario{
		{name: "profile-add-first", run: command("profile", "add", "new", "region=eu-west-1", "output=json")},
		{name: "profile-add", files: awsFiles(), run: command("profile", "add", "new", "region=eu-west-1", "output=json")},
		{name: "profile-set", files: awsFiles(), run: command("profile", "set", "deploy", "region=eu-west-2")},
		{name: "profile-unset", files: awsFiles(), run: command("profile", "unset", "deploy", "source_profile")},
		{name: "profile-rename", files: awsFiles(), run: command("profile", "rename", "dev", "developer")},
		{
			name: "profile-rename-key", files: awsFiles(), before: [][]string{addWork()},
			run: command("profile", "rename", "work", "worker"),
		},
		{name: "profile-remove", files: awsFiles(), run: command("profile", "remove", "dev", "--yes")},
		{
			name: "profile-remove-linked", files: awsFiles(), before: [][]string{addWork()}, hardLink: ".aws-config",
			run: command("profile", "remove", "tool", "--yes"),
		},
		{
			name: "profile-set-linked", files: awsFiles(), before: [][]string{addWork()}, hardLink: ".aws-config",
			run: command("profile", "set", "deploy", "region=eu-west-2"),
		},
		{
			name: "profile-remove-mounted", files: awsFiles(), before: [][]string{addWork()}, mounted: true,
			run: command("profile", "remove", "tool", "--yes"),
		},
		{
			name: "profile-undo", files: awsFiles(), toggles: true, run: command("profile", "undo", "--yes"),
			before: [][]string{addWork(), command("profile", "remove", "tool", "--yes")},
		},
		{name: "use", files: awsFiles(), run: command("use", "dev")},
		{name: "config-set", files: awsFiles(), run: command("config", "set", "color", "never")},
	}
}

func signInScenarios() []scenario {
	login := command("login", "--sso-session", "corp")
	return []scenario{
		{name: "first-vault", files: awsFiles(), run: command("exec", "deploy", "--", "true")},
		{name: "session", files: awsFiles(), before: [][]string{addWork()}, run: command("exec", "deploy", "--", "true")},
		{
			name: "session-cached", files: awsFiles(), before: [][]string{addWork()}, run: command("exec", "deploy", "--", "true"),
			env: []string{"LANYARD_KEYCHAIN_CACHE=1m"},
		},
		{name: "login", files: awsFiles(), before: [][]string{addWork()}, run: login},
		{
			name: "login-shared", files: awsFiles(), before: [][]string{addWork()}, run: login,
			env: []string{"LANYARD_SSO_TOKEN_SHARING=always"},
		},
		{
			name: "login-first", before: [][]string{addWork()},
			run: append(login, "--start-url", corpStartURL, "--sso-region", "eu-west-1"),
		},
		{name: "login-console", files: awsFiles(), before: [][]string{addWork()}, run: command("login", "--console", "fresh")},
		{
			name: "login-console-shared", files: awsFiles(".aws/config", awsConfig+"[profile fresh]\nlogin_session = arn:aws:iam::111122223333:user/alice\n"),
			before: [][]string{addWork()}, adopts: true, run: command("login", "fresh"), env: []string{"LANYARD_SSO_TOKEN_SHARING=always"},
		},
		{name: "sync", files: awsFiles(), stepwise: true, before: [][]string{addWork(), login}, run: command("sync", "--yes")},
		{
			name: "logout", files: awsFiles(), before: [][]string{addWork(), login, command("exec", "admin", "--", "true")},
			run: command("logout", "--sso-session", "corp"),
		},
		{
			name: "sessions-clear", files: awsFiles(), before: [][]string{addWork(), command("exec", "deploy", "--", "true")},
			run: command("sessions", "clear", "--all"),
		},
	}
}

// keychainScenarios are the commands that change secrets, on both stores.
func keychainScenarios() []scenario {
	keyFile := "AWSAccessKeyId=$ALICE_ID\nAWSSecretKey=$ALICE_SECRET\n"
	both := []scenario{
		{
			name: "keys-add-first", files: awsFiles(), stdin: keyText,
			run: command("keys", "add", "fresh", "--stdin", "--no-verify"),
		},
		{
			name: "keys-add", files: awsFiles(), before: [][]string{addWork()}, stdin: keyText,
			run: command("keys", "add", "fresh", "--stdin", "--no-verify"),
		},
		{name: "keys-import", files: awsFiles(), before: [][]string{addWork()}, run: command("keys", "import", "dev")},
		{name: "keys-import-all", files: awsFiles(), stepwise: true, run: command("keys", "import", "--all", "--no-verify")},
		{
			name: "keys-import-from", files: awsFiles(".aws-keys", keyFile), before: [][]string{addWork()},
			run: command("keys", "import", "filed", "--from", "~/.aws-keys"),
		},
		{name: "keys-rename", files: awsFiles(), before: [][]string{addWork()}, run: command("keys", "rename", "work", "worker")},
		{name: "keys-remove", files: awsFiles(), before: [][]string{addWork()}, run: command("keys", "remove", "work", "--yes")},
	}
	var all []scenario
	for _, s := range both {
		all = append(all, s)
		s.name, s.onRing = s.name+"-ring", true
		all = append(all, s)
	}
	return append(all,
		scenario{name: "first-vault-ring", files: awsFiles(), onRing: true, run: command("exec", "deploy", "--", "true")},
		scenario{
			name: "session-ring", files: awsFiles(), onRing: true, before: [][]string{addWork()},
			run: command("exec", "deploy", "--", "true"),
		},
		scenario{
			name: "migrate-file", files: awsFiles(), onRing: true, before: [][]string{addWork()},
			run: command("keychain", "migrate", "file"),
		},
		scenario{
			name: "migrate-os", files: awsFiles(), onRing: true, env: []string{"LANYARD_KEYCHAIN="},
			before: [][]string{addWork(), command("keychain", "migrate", "file")}, run: command("keychain", "migrate", "os"),
		},
		scenario{
			name: "passphrase", files: awsFiles(), before: [][]string{addWork()}, run: command("keychain", "passphrase"),
			typed: passphrase + "\n" + otherPassphrase + "\n" + otherPassphrase + "\n" + strings.Repeat(endOfInput, 3),
		},
	)
}
