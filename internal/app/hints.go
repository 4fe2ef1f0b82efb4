package app

import (
	"errors"
	"fmt"
	"strings"

	"lanyard/exec"
	"lanyard/internal/creds"
	"lanyard/internal/keyfile"
	"lanyard/internal/lock"
	"lanyard/internal/settings"
	"lanyard/keychain"
	"lanyard/profiles"
	"lanyard/signer"
	"lanyard/signer/request"
	"lanyard/sso"
)

// A HintedError carries a hint that depends on where the error happened.
type HintedError struct {
	err  error
	hint string
}

func (e *HintedError) Error() string { return e.err.Error() }
func (e *HintedError) Unwrap() error { return e.err }

// WithHint returns err with a hint, which Hint prefers to any other.
func WithHint(err error, hint string) error { return &HintedError{err, hint} }

// ErrUnanswered reports a prompt without an answer within --wait.
var ErrUnanswered = errors.New("nobody answered in time")

// Hint returns the next step after an error, or "". The most specific cause decides.
func Hint(err error) string {
	var unchosen *NotChosenError
	if errors.As(err, &unchosen) {
		return "name one as PROFILE, or choose one with \"lanyard use PROFILE\"; \"lanyard list\" shows every profile"
	}
	if hint := typedHint(err); hint != "" {
		return hint
	}
	for _, h := range sentinelHints() {
		if errors.Is(err, h.target) {
			return h.hint
		}
	}
	return apiHint(err)
}

// typedHint returns the hint for an error type with fields, or "".
func typedHint(err error) string {
	var hinted *HintedError
	var problem *creds.ProblemError
	var missing *profiles.NotFoundError
	var none *NoProfilesError
	var timeout *lock.TimeoutError
	var person *creds.PersonNeededError
	var signIn *creds.SignInError
	var session *SessionError
	var service *creds.NoServiceError
	var expired *creds.ExpiredKeysError
	var proxy *creds.ProxyError
	var folder *settings.FolderError
	switch {
	case errors.As(err, &hinted):
		return hinted.hint
	case errors.As(err, &person) && person.Serial != "":
		return fmt.Sprintf("run \"lanyard login %s\" on a terminal, or give the code with --mfa-code or LANYARD_MFA_CODE", exec.Quote(person.Profile))
	case errors.As(err, &signIn) && errors.Is(err, creds.ErrSignInRequired):
		return signInHint(person, signIn)
	case errors.As(err, &session) && len(session.Missing) == 0:
		return fmt.Sprintf("run \"lanyard login --sso-session %s --start-url URL --sso-region REGION\", which adds it to the AWS config file", exec.Quote(session.Name))
	case errors.As(err, &session):
		return fmt.Sprintf("add what is missing to the section [sso-session %s] of the AWS config file", session.Name)
	case errors.As(err, &folder):
		return fmt.Sprintf("run \"%s\"", quoteWords(folder.Mend))
	case errors.As(err, &proxy):
		return fmt.Sprintf("write %s as http://HOST:PORT, or unset it", proxy.Variable)
	case errors.As(err, &service):
		return fmt.Sprintf("endpoint_url points to %s, which may serve only S3: set it for s3 in a [services] section to send other requests to AWS", service.Host)
	case errors.As(err, &problem):
		return problem.Problem.Hint
	case errors.As(err, &none):
		return "try \"lanyard demo\", or add one with \"lanyard profile add NAME region=… role_arn=…\""
	case errors.As(err, &missing):
		return nearest(missing)
	case errors.As(err, &expired):
		return "get new ones with the program that wrote them"
	case errors.As(err, &timeout):
		return "wait for that process or end it; --wait sets how long to wait"
	}
	return ""
}

// quoteWords quotes words as a command line for a shell.
func quoteWords(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = exec.Quote(word)
	}
	return strings.Join(quoted, " ")
}

// signInHint returns the command that signs in.
func signInHint(person *creds.PersonNeededError, signIn *creds.SignInError) string {
	switch {
	case person != nil && signIn.Session == creds.AnyLogin:
		return fmt.Sprintf("run \"lanyard login --console %s\" on a terminal", exec.Quote(person.Profile))
	case person == nil:
		return fmt.Sprintf("run \"lanyard login --sso-session %s\"", exec.Quote(signIn.Session))
	}
	return fmt.Sprintf("run \"lanyard login %s\"", exec.Quote(person.Profile))
}

func nearest(missing *profiles.NotFoundError) string {
	switch {
	case missing.Session:
		return fmt.Sprintf("that is an sso-session: use --sso-session %s for the sign-in, or %s/ACCOUNT/ROLE for a role of it", exec.Quote(missing.Name), missing.Name)
	case missing.Unread != nil:
		return missing.Unread.Hint
	case len(missing.Nearest) == 0:
		return "\"lanyard list\" shows every profile"
	}
	return "did you mean " + strings.Join(missing.Nearest, ", ") + "?"
}

type sentinelHint struct {
	target error
	hint   string
}

const signInOtherwise = "sign in again, or with a code instead: \"lanyard login --device\""

func sentinelHints() []sentinelHint {
	return []sentinelHint{
		{ErrNoSession, "sign in with \"lanyard login --sso-session NAME --start-url URL --sso-region REGION\", which adds one"},
		{creds.ErrClock, "set this computer's clock; its date and time must be right within five minutes"},
		{ErrNoRegion, "name the region of Identity Center with --sso-region"},
		{sso.ErrNoPortal, "check --start-url, or name the region of Identity Center with --sso-region"},
		{ErrWhichSession, "name one with --sso-session"},
		{ErrNoSyncSession, "add a section [sso-session NAME] with sso_start_url and sso_region to the AWS config file"},
		{sso.ErrDenied, "sign in again and allow the access that the page asks for"},
		{sso.ErrExpired, "sign in again and approve the code before it expires"},
		{creds.ErrOtherIdentity, "sign in as that identity, or change the profile with \"lanyard login PROFILE --console\""},
		{ErrOtherCredentials, "name a new PROFILE, or remove those settings first with \"lanyard profile unset\""},
		{sso.ErrWrongState, "sign in again, in the tab that lanyard opens: older tabs don't count"},
		{sso.ErrNoCode, signInOtherwise},
		{sso.ErrRefused, signInOtherwise},
		{sso.ErrNoCallback, "set sso_callback_port to a free port, or to 0 for any; \"lanyard login --device\" needs no port"},
		{creds.ErrNoAnswer, "sign in again and finish in the tab that opens; --wait sets how long lanyard waits for it"},
		{creds.ErrDeclined, ""},
		{creds.ErrUnsupported, creds.UnsupportedHint},
		{keychain.ErrExists, "\"lanyard keys list\" shows it; remove it before you add another one"},
		{creds.ErrTooShort, "ask for a longer session with --duration, within what the role allows"},
		{creds.ErrWrongCode, "wait for the next code and check the clock of the device that shows it"},
		{ErrUnanswered, "run the command again and answer in time; --wait sets the limit"},
		{creds.ErrPersonNeeded, "run \"lanyard login PROFILE\" on a terminal"},
		{keychain.ErrWrongEnvPassphrase, "correct LANYARD_KEYCHAIN_PASSPHRASE, or unset it and type the passphrase on a terminal"},
		{keychain.ErrWrongPassphrase, "run the command again; a forgotten passphrase can't be recovered"},
		{keychain.ErrNoPassphrase, "run the command on a terminal, or set LANYARD_KEYCHAIN_PASSPHRASE"},
		{keychain.ErrKeyringLocked, "unlock the keyring in your desktop session; \"lanyard keychain unlock\" there lets it ask for its password"},
		{keychain.ErrLocked, "run \"lanyard keychain unlock\" on a terminal, or set LANYARD_KEYCHAIN_PASSPHRASE"},
		{keychain.ErrNoKeyring, "start the keyring service (GNOME Keyring, KWallet) of your session; \"lanyard keychain status\" shows the store"},
		{keychain.ErrKeyringFailed, "find out why the keyring fails and try again; before the first use, LANYARD_KEYCHAIN=file chooses an encrypted file instead"},
		{keychain.ErrDenied, "allow lanyard in the keyring's dialog and try again"},
		{keychain.ErrKeyMissing, "unlock the keyring that held it; if it is gone for good, move lanyard's state folder away and import the keys again"},
		{keychain.ErrOtherStore, "unset LANYARD_KEYCHAIN, or move everything with \"lanyard keychain migrate\""},
		{keychain.ErrSecretMissing, "add the key again with \"lanyard keys add\", or remove it with \"lanyard keys remove\""},
		{keychain.ErrReadOnly, "check the free space and the owner of lanyard's state folder"},
		{profiles.ErrOtherKeys, "leave one access key in the profile, or move the other to a profile of its own"},
		{keyfile.ErrSeveral, "give the section, row or object of the key the name NAME, or leave only one key in the text"},
		{profiles.ErrExists, "choose another name"},
		{profiles.ErrChanged, "run the command again after the other program has saved the file"},
		{ErrNoEdit, "lanyard keeps the last edit only if the keychain is in use and unlocked, and never an edit of \"lanyard keys import\""},
		{settings.ErrNoEffect, "edit the file by hand"},
		{signer.ErrNoService, "name the service with --service"},
		{signer.ErrNoRegion, "name the region with --region, or set one for the profile"},
		{signer.ErrAlreadySigned, "use --anonymous to send it unchanged, or \"lanyard sign --verify\" to check it"},
		{signer.ErrURL, "write the full address: https://HOST/PATH"},
		{signer.ErrNoHost, "write the full address: https://HOST/PATH"},
		{signer.ErrScheme, "write the full address: https://HOST/PATH"},
		{ErrHeader, "write it as -H 'NAME: VALUE'"},
		{request.ErrCertificate, "set ca_bundle in the profile, or AWS_CA_BUNDLE, to the file of certificates to trust"},
		{request.ErrWebSocket, "\"lanyard presign\" prints the address for a WebSocket client"},
		{request.ErrTimeout, "--timeout sets how long one exchange may take"},
		{request.ErrUnreachable, "check the address, the network and HTTPS_PROXY"},
		{settings.ErrNoHome, "set HOME to your home folder"},
		{settings.ErrUnknown, "\"lanyard config list\" shows every setting"},
		{creds.ErrNotAWS, "check HTTPS_PROXY and the endpoint settings, and whether the network requires a sign-in in the browser"},
		{creds.ErrRegion, "set a region such as eu-west-1"},
		{creds.ErrNoHost, "check the region, which is part of the host name, and the network"},
		{creds.ErrUnreachable, "check the network, HTTPS_PROXY and the endpoint settings; \"lanyard show\" lists the settings"},
	}
}

// apiHint returns the hint for an error code of AWS, or "".
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
		return deniedHint(api)
	}
	if hint := codeHint(api.Code); hint != "" {
		return hint
	}
	return signInCodeHint(api)
}

// deniedHint returns the hint for AccessDenied of STS, or "".
func deniedHint(api *creds.APIError) string {
	switch {
	case strings.Contains(api.Message, "MultiFactorAuthentication failed"):
		return "check mfa_serial: the device must belong to the user of the access key"
	case api.Op == "GetSessionToken":
		return "allow the user sts:GetSessionToken, or hand out the keys themselves with --no-session or the setting no_session"
	case api.Op == "AssumeRole":
		return "check the role's trust policy (principal, external id, MFA) and that the caller may sts:AssumeRole"
	}
	return ""
}

// signInCodeHint returns the hint for an error code of Identity Center or of the console sign-in, or "".
func signInCodeHint(api *creds.APIError) string {
	switch api.Code {
	case "ForbiddenException":
		return "the sign-in works, but not for this role: check sso_account_id and sso_role_name, or ask for the permission set to be assigned"
	case "ResourceNotFoundException":
		return "check sso_account_id and sso_role_name: the account or role may be gone"
	case "TooManyRequestsException", "SlowDownException":
		return "AWS limits the rate of requests: wait a minute and try again"
	case "InternalServerException", "InternalFailure", "ServiceUnavailableException":
		return "AWS has a temporary problem: try again in a moment"
	case "InvalidRequestException":
		if api.Op == "RegisterClient" || api.Op == "StartDeviceAuthorization" {
			return "check sso_start_url and sso_region: the region must be the one that Identity Center runs in"
		}
	case "UnauthorizedException":
		return "sign in again with \"lanyard login PROFILE --refresh\""
	case "INSUFFICIENT_PERMISSIONS":
		return "ask for the managed policy SignInLocalDevelopmentAccess, which console sign-ins of programs need"
	case "AUTHCODE_EXPIRED":
		return "start the sign-in again, and finish it without delay"
	}
	return ""
}

// codeHint returns the hint for an error code that has one meaning in all services, or "".
func codeHint(code string) string {
	switch code {
	case "InvalidClientTokenId":
		return "check that the access key exists and is active; a session made without MFA can't call IAM (--no-session)"
	case "SignatureDoesNotMatch":
		return "check the secret access key and this machine's clock"
	case "ExpiredToken", "ExpiredTokenException":
		return "these temporary credentials have expired: replace them in the file, or sign in again"
	case "RegionDisabledException":
		return "enable the region in the account, or choose another with --region"
	}
	return ""
}

// AnswerHint returns the next step after an error that AWS answered a request with, or "".
func AnswerHint(e *request.Error) string {
	switch e.Code {
	case "MissingAuthenticationToken", "MissingAuthenticationTokenException":
		return "leave out --anonymous; API Gateway also answers this for paths that do not exist"
	case "UnrecognizedClientException", "InvalidAccessKeyId":
		return codeHint("InvalidClientTokenId")
	case "InvalidSignatureException":
		return codeHint("SignatureDoesNotMatch")
	case "AccessDenied", "AccessDeniedException":
		return "check what the policies of the caller (\"lanyard whoami\") and of the resource allow"
	}
	return codeHint(e.Code)
}
