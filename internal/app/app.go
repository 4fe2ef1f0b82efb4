// Package app does the jobs that need several rooms of the house: opening the files, the keychain
// and the resolver as the settings say, choosing a profile, listing with states, importing keys.
// It parses no flags and prints nothing.
package app

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"sync"
	"sync/atomic"
	"time"

	"lanyard/exec"
	"lanyard/internal/creds"
	"lanyard/internal/redact"
	"lanyard/internal/run"
	"lanyard/internal/settings"
	"lanyard/keychain"
	"lanyard/profiles"
)

// Config is what the outside gives an App. Nothing is read before it is needed.
type Config struct {
	Environ []string
	Home    string
	Now     func() time.Time
	// Person answers for the person at the terminal; nil means nobody can be asked.
	Person creds.Person
	// Stdin and Stderr are the person's, for the programs that profiles name. Either may be nil.
	Stdin, Stderr *os.File
	// Passphrase asks for the keychain's passphrase; nil means nobody can be asked.
	Passphrase func(ctx context.Context, req keychain.PassphraseRequest) (redact.Secret, error)
	// Warn shows a person what nothing has failed for. It is called from several goroutines.
	Warn func(message string)
	// Timeout and Wait replace the settings of these names when they are positive. A Wait of a
	// nanosecond is none at all.
	Timeout, Wait time.Duration
	// WorkFactor is the scrypt cost of a new keychain passphrase; 0 means the default. Tests lower it.
	WorkFactor int
	// Profile is the value of --profile.
	Profile string
	// Unreachable makes the App wait once for a host that does not answer; nil in a process that serves for long.
	Unreachable *creds.UnreachableHosts
}

// App is the program behind its commands. Its parts are opened once, at first use.
type App struct {
	config Config
	getenv func(string) string
	env    settings.Environment

	files    func() (profiles.Files, error)
	settings func() (*settings.Settings, error)
	vault    func() (*keychain.Vault, error)
	// nested tells that the environment was made by lanyard for a child.
	nested bool
	// set is replaced by Reload, while others may be reading.
	set atomic.Pointer[func() (*profiles.Set, error)]
}

// New makes an App; it reads nothing yet. What an outer lanyard set in the environment is taken out
// first: a nested command resolves anew.
func New(config Config) *App {
	outer := exec.Outer(config.Environ)
	nested := len(outer) != len(config.Environ)
	config.Environ = outer
	a := &App{config: config, getenv: exec.Getenv(config.Environ), nested: nested}
	a.env = settings.Environment{Lookup: exec.LookupEnv(config.Environ), Home: config.Home}
	a.files = sync.OnceValues(func() (profiles.Files, error) { return profiles.DefaultFiles(a.env) })
	a.settings = sync.OnceValues(a.loadSettings)
	a.vault = sync.OnceValues(a.openVault)
	a.Reload()
	return a
}

// Getenv reads the environment that the App was given.
func (a *App) Getenv(name string) string { return a.getenv(name) }

// Nested reports whether the environment is that of a child of lanyard.
func (a *App) Nested() bool { return a.nested }

// Environ is the environment that the App was given, without what an outer lanyard set.
func (a *App) Environ() []string { return a.config.Environ }

// Now is the time by the App's clock.
func (a *App) Now() time.Time { return a.config.Now() }

// Settings are lanyard's own settings.
func (a *App) Settings() (*settings.Settings, error) { return a.settings() }

// loadSettings also fails if the AWS files' places are not known, so that nothing else has to look.
func (a *App) loadSettings() (*settings.Settings, error) {
	if _, err := a.files(); err != nil {
		return nil, fmt.Errorf("find the AWS files: %w", err)
	}
	paths, err := settings.DefaultPaths(a.env)
	if err != nil {
		return nil, fmt.Errorf("find lanyard's settings: %w", err)
	}
	if err := paths.Check(a.config.Home); err != nil {
		return nil, err
	}
	s, err := settings.Load(paths, a.getenv)
	if err != nil {
		return nil, err
	}
	s.Warn = a.warn
	return s, s.Check()
}

// Vault is the keychain at a level of access.
func (a *App) Vault(access keychain.Access) (*keychain.Vault, error) {
	v, err := a.vault()
	if err != nil {
		return nil, err
	}
	return v.With(access), nil
}

func (a *App) openVault() (*keychain.Vault, error) {
	s, err := a.Settings()
	if err != nil {
		return nil, err
	}
	return keychain.Open(keychain.Options{
		Dir:           s.Paths.State,
		Locks:         s.Paths.Locks(),
		Mode:          keychain.Mode(s.Get("keychain")),
		Access:        keychain.AccessPrompt,
		KernelCache:   s.Duration("keychain_cache"),
		EnvPassphrase: redact.New(a.getenv("LANYARD_KEYCHAIN_PASSPHRASE")),
		Passphrase:    a.config.Passphrase,
		Wait:          a.limit(a.config.Wait, s, "wait"),
		Getenv:        a.getenv,
		Warn:          a.config.Warn,
		WorkFactor:    a.config.WorkFactor,
	}), nil
}

// Files are the AWS files. The path of one whose place is not known is "", and Settings fails.
func (a *App) Files() profiles.Files {
	files, _ := a.files()
	return files
}

// ExpandUser returns a path whose leading ~ means the home folder, as in a shell.
func (a *App) ExpandUser(path string) (string, error) { return a.env.ExpandUser(path) }

// Profiles are all profiles of the files and of the keychain.
func (a *App) Profiles() (*profiles.Set, error) { return (*a.set.Load())() }

func (a *App) openProfiles() (*profiles.Set, error) {
	vault, err := a.vault()
	if err != nil {
		return nil, err
	}
	keys, err := vault.Keys()
	if err != nil {
		return nil, err
	}
	known := make([]profiles.KeychainKey, 0, len(keys))
	for _, k := range keys {
		known = append(known, profiles.KeychainKey{Name: k.Name, AccessKeyID: k.AccessKeyID, MFASerial: k.MFASerial, Region: k.Region, AccountID: k.AccountID})
	}
	return profiles.Open(a.Files(), profiles.Options{Keys: known})
}

// Reload forgets what was read of the AWS files and the index, so that the next use sees changes.
func (a *App) Reload() {
	open := sync.OnceValues(a.openProfiles)
	a.set.Store(&open)
}

// Resolver makes credentials, going as far as access allows for the keychain's key. A Person is
// asked only at AccessPrompt.
func (a *App) Resolver(access keychain.Access) (*creds.Resolver, error) {
	vault, err := a.Vault(access)
	if err != nil {
		return nil, err
	}
	s, err := a.Settings()
	if err != nil {
		return nil, err
	}
	r := &creds.Resolver{
		Store:           vault,
		Keys:            vault,
		Locks:           s.Paths.Locks(),
		Now:             a.config.Now,
		Getenv:          a.getenv,
		Environ:         a.config.Environ,
		Streams:         run.Streams{Stdin: a.config.Stdin, Stderr: a.config.Stderr},
		Timeout:         a.limit(a.config.Timeout, s, "timeout"),
		Wait:            a.limit(a.config.Wait, s, "wait"),
		User:            a.userName,
		Unreachable:     a.config.Unreachable,
		MFADuration:     s.Duration("mfa_duration"),
		SessionDuration: s.Duration("session_duration"),
		Warn:            a.config.Warn,
		SSO: creds.SSOOptions{
			Folder: a.ssoFolder(), Sharing: s.Get("sso_token_sharing"),
			CallbackPort: s.Int("sso_callback_port"), LoginFolder: a.loginFolder(),
		},
	}
	if access == keychain.AccessPrompt {
		r.Person = a.config.Person
	}
	return r, nil
}

func (a *App) limit(given time.Duration, s *settings.Settings, key string) time.Duration {
	if given > 0 {
		return given
	}
	return max(s.Duration(key), time.Nanosecond) // 0 is "don't wait", where others read it as "the default"
}

// WaitLimit bounds waiting for a person.
func (a *App) WaitLimit() time.Duration {
	s, err := a.Settings()
	if err != nil {
		return creds.DefaultWait
	}
	return a.limit(a.config.Wait, s, "wait")
}

// userName names the person for session names. The environment is asked first: the user database
// may sit behind a network.
func (a *App) userName() string {
	for _, name := range []string{"USER", "LOGNAME", "USERNAME"} {
		if v := a.getenv(name); v != "" {
			return v
		}
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "user"
}

// LockKeychain drops the unlocked key from the kernel keyring.
func (a *App) LockKeychain(ctx context.Context) error {
	vault, err := a.Vault(keychain.AccessCached)
	if err != nil {
		return err
	}
	return vault.Lock(ctx)
}
