package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/internal/lock"
	"lanyard/internal/settings"
	"lanyard/internal/term"
	"lanyard/keychain"
	"lanyard/profiles"
	"lanyard/signer"
	"lanyard/signer/request"
)

// The exit codes of the contract.
const (
	codeFailure       = 1
	codeUsage         = 2
	codePersonNeeded  = 3
	codeBeforeChild   = 125
	codeNotExecutable = 126
	codeNotFound      = 127
	codeInterrupted   = 130
)

// usageError is a mistake in how the command was called.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usage(err error) error { return &usageError{err} }

func usagef(format string, args ...any) error { return usage(fmt.Errorf(format, args...)) }

// hintedError carries a hint that only its place knows.
type hintedError struct {
	err  error
	hint string
}

func (e *hintedError) Error() string { return e.err.Error() }
func (e *hintedError) Unwrap() error { return e.err }

// exitCode maps an error to the code of the contract.
func exitCode(ctx context.Context, cmd *cobra.Command, err error) int {
	launches := cmd != nil && (cmd.Name() == "exec" || cmd.Name() == "shell")
	var notFound *exec.NotFoundError
	var notExecutable *exec.NotExecutableError
	switch {
	case errors.As(err, &notFound):
		return codeNotFound
	case errors.As(err, &notExecutable):
		return codeNotExecutable
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return codeInterrupted
	case launches:
		return codeBeforeChild
	}
	if isUsage(err) {
		return codeUsage
	}
	for _, target := range []error{creds.ErrPersonNeeded, creds.ErrSignInRequired, keychain.ErrLocked, keychain.ErrNoPassphrase} {
		if errors.Is(err, target) {
			return codePersonNeeded
		}
	}
	return codeFailure
}

// isUsage also recognises what cobra itself says of unknown commands and missing flags.
func isUsage(err error) bool {
	var u *usageError
	return errors.As(err, &u) || strings.HasPrefix(err.Error(), "unknown command ") ||
		strings.HasPrefix(err.Error(), "required flag(s) ")
}

// report prints an error on one line and, where there is one, the hint that mends it.
func (d *deps) report(cmd *cobra.Command, code int, err error) {
	if code == codeInterrupted {
		fmt.Fprintln(d.err, "lanyard: interrupted")
		return
	}
	label := d.painter(d.sys.stderr).paint(labelStyle("error"), "lanyard:")
	fmt.Fprintf(d.err, "%s %s\n", label, term.Clean(firstUpToLimit(err.Error())))
	if hint := hintFor(cmd, err); hint != "" {
		d.note("  hint: %s", hint)
	}
}

// errorLimit bounds an error line, in bytes: servers and files may send long ones.
const errorLimit = 2000

func firstUpToLimit(text string) string {
	if len(text) <= errorLimit {
		return text
	}
	return strings.ToValidUTF8(text[:errorLimit], "") + "…"
}

// hintFor names the next step. The most telling cause wins.
func hintFor(cmd *cobra.Command, err error) string {
	if hint := typedHint(err); hint != "" {
		return hint
	}
	for _, h := range sentinelHints() {
		if errors.Is(err, h.target) {
			return h.hint
		}
	}
	if hint := suggestion(cmd, err); hint != "" {
		return hint
	}
	if isUsage(err) {
		return usageHint(cmd)
	}
	return apiHint(err)
}

// typedHint is the hint of an error that says more than its class.
func typedHint(err error) string {
	var hinted *hintedError
	var problem *creds.ProblemError
	var missing *profiles.NotFoundError
	var none *app.NoProfilesError
	var timeout *lock.TimeoutError
	var person *creds.PersonNeededError
	switch {
	case errors.As(err, &hinted):
		return hinted.hint
	case errors.As(err, &person) && person.Serial != "":
		return fmt.Sprintf("run \"lanyard login %s\" on a terminal, or give the code with --mfa-code or LANYARD_MFA_CODE", exec.Quote(person.Profile))
	case errors.As(err, &problem):
		return problem.Problem.Hint
	case errors.As(err, &none):
		return "try \"lanyard demo\", or add one with \"lanyard profile add NAME region=… role_arn=…\""
	case errors.As(err, &missing):
		return nearest(missing.Nearest)
	case errors.As(err, &timeout):
		return "wait for that process or end it; --wait sets how long to wait"
	}
	return ""
}

func nearest(names []string) string {
	if len(names) == 0 {
		return "\"lanyard list\" shows every profile"
	}
	return "did you mean " + strings.Join(names, ", ") + "?"
}

func usageHint(cmd *cobra.Command) string {
	if cmd == nil {
		return "see \"lanyard --help\""
	}
	return fmt.Sprintf("see %q", cmd.CommandPath()+" --help")
}

type sentinelHint struct {
	target error
	hint   string
}

func sentinelHints() []sentinelHint {
	return []sentinelHint{
		{creds.ErrDeclined, ""},
		{creds.ErrUnsupported, "until then let another program do it: credential_process = aws configure export-credentials --profile NAME --format process"},
		{keychain.ErrExists, "\"lanyard keys list\" shows it; remove it first to put another in its place"},
		{creds.ErrTooShort, "ask for a longer session with --duration, within what the role allows"},
		{creds.ErrWrongCode, "wait for the next code and check the clock of the device that shows it"},
		{creds.ErrPersonNeeded, "run \"lanyard login PROFILE\" on a terminal, or give the code with --mfa-code or LANYARD_MFA_CODE"},
		{keychain.ErrWrongEnvPassphrase, "correct LANYARD_KEYCHAIN_PASSPHRASE, or unset it and type the passphrase on a terminal"},
		{keychain.ErrWrongPassphrase, "run the command again; nobody can find out a passphrase that is forgotten"},
		{keychain.ErrNoPassphrase, "run the command on a terminal, or set LANYARD_KEYCHAIN_PASSPHRASE"},
		{keychain.ErrLocked, "run \"lanyard keychain unlock\" on a terminal, or set LANYARD_KEYCHAIN_PASSPHRASE"},
		{keychain.ErrNoKeyring, "start the keyring service (GNOME Keyring, KWallet) of your session; \"lanyard keychain status\" shows the store"},
		{keychain.ErrDenied, "allow lanyard in the keyring's dialog and try again"},
		{keychain.ErrKeyMissing, "unlock the keyring that held it; if it is gone for good, move lanyard's state folder away and import the keys again"},
		{keychain.ErrOtherStore, "unset LANYARD_KEYCHAIN, or move everything with \"lanyard keychain migrate\""},
		{keychain.ErrSecretMissing, "add the key again with \"lanyard keys add\", or remove it with \"lanyard keys remove\""},
		{keychain.ErrReadOnly, "check the free space and the owner of lanyard's state folder"},
		{profiles.ErrChanged, "run the command again: it reads the file anew"},
		{signer.ErrNoService, "name the service with --service"},
		{signer.ErrNoRegion, "name the region with --region, or set one for the profile"},
		{signer.ErrAlreadySigned, "--anonymous sends it as it is; \"lanyard sign --verify\" checks it"},
		{signer.ErrURL, "write the whole address: https://HOST/PATH"},
		{signer.ErrNoHost, "write the whole address: https://HOST/PATH"},
		{signer.ErrScheme, "write the whole address: https://HOST/PATH"},
		{app.ErrHeader, "write it as -H 'NAME: VALUE'"},
		{request.ErrCertificate, "ca_bundle in the profile, or AWS_CA_BUNDLE, names the file of certificates to trust"},
		{request.ErrTimeout, "--timeout sets how long to wait while nothing comes"},
		{request.ErrUnreachable, "check the address, the network and HTTPS_PROXY"},
		{settings.ErrUnknown, "\"lanyard config list\" shows every setting"},
		{creds.ErrUnreachable, "check the network, HTTPS_PROXY and the endpoint settings; \"lanyard show\" tells which hold"},
	}
}

// apiHint reads the codes that AWS answers with.
func apiHint(err error) string {
	var api *creds.APIError
	if !errors.As(err, &api) {
		return ""
	}
	switch {
	case api.Code == "ValidationError" && strings.Contains(api.Message, "MaxSessionDuration"):
		return "ask for less with --duration or duration_seconds, or raise the role's maximum session duration"
	}
	if api.Code == "AccessDenied" {
		return "check the role's trust policy (principal, external id, MFA) and that the caller may sts:AssumeRole"
	}
	return codeHint(api.Code)
}

// codeHint reads the codes that mean the same wherever they come from.
func codeHint(code string) string {
	switch code {
	case "InvalidClientTokenId":
		return "check that the access key exists and is active; a session made without MFA can't call IAM (--no-session)"
	case "SignatureDoesNotMatch":
		return "check the secret access key and this machine's clock"
	case "ExpiredToken", "ExpiredTokenException":
		return "these temporary credentials have ended: replace them in the file, or sign in again"
	case "RegionDisabledException":
		return "enable the region in the account, or choose another with --region"
	}
	return ""
}
