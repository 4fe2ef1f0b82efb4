package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/creds"
	"lanyard/internal/duration"
	"lanyard/internal/redact"
	"lanyard/internal/term"
	"lanyard/keychain"
)

type keychainJSON struct {
	Store       string   `json:"store"`
	VaultID     string   `json:"vault_id"`
	Created     *string  `json:"created"`
	Locked      bool     `json:"locked"`
	Why         string   `json:"why"`
	CachedLeft  int64    `json:"cached_seconds_left"`
	Keys        int      `json:"keys"`
	Sessions    int      `json:"sessions"`
	Unfinished  string   `json:"unfinished_migration"`
	Damaged     []string `json:"damaged"`
	StateFolder string   `json:"state_folder"`
}

type keychainOptions struct {
	*deps
	json bool
	to   string // the store to migrate to
}

func newKeychainCmd(d *deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:  "keychain",
		Args: cobra.NoArgs,
		RunE: showHelp,
	}
	opts := &keychainOptions{deps: d}
	status := keychainSub("status", "Show where secrets are stored and whether they are locked", func(ctx context.Context) error {
		return runKeychainStatus(ctx, opts)
	})
	status.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	unlock := keychainSub("unlock", "Unlock the keychain for the time set by keychain_cache", func(ctx context.Context) error {
		return runKeychainUnlock(ctx, opts)
	})
	unlock.Long = `Unlock the keychain for the time set by keychain_cache. If there is no keychain yet, create one.

Unlocking gives access to cached sessions. If the keychain is a file encrypted with a passphrase, reading
or changing a long-lived key asks for the passphrase every time.`
	cmd.AddCommand(
		status,
		unlock,
		keychainSub("lock", "Lock the keychain: drop its key from the kernel keyring", func(ctx context.Context) error {
			return d.App.LockKeychain(ctx)
		}),
		keychainSub("passphrase", "Change the passphrase of the encrypted file", func(ctx context.Context) error {
			return runKeychainPassphrase(ctx, opts)
		}),
		&cobra.Command{
			Use:       "migrate os|file",
			Short:     "Move all secrets to the operating system's keyring or an encrypted file",
			Args:      command.Exactly(1, "\"os\" or \"file\""),
			ValidArgs: []string{"os", "file"},
			RunE: func(cmd *cobra.Command, args []string) error {
				opts.to = args[0]
				return runKeychainMigrate(cmd.Context(), opts)
			},
		},
	)
	return cmd
}

func keychainSub(use, short string, work func(context.Context) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: command.Exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return work(cmd.Context()) },
	}
}

func runKeychainStatus(ctx context.Context, opts *keychainOptions) error {
	vault, err := opts.App.Vault(keychain.AccessQuiet)
	if err != nil {
		return err
	}
	s, err := vault.Status(ctx)
	if err != nil {
		return err
	}
	settings, err := opts.App.Settings()
	if err != nil {
		return err
	}
	shape := keychainJSON{
		Store: string(s.Store), VaultID: s.VaultID, Created: command.Timestamp(s.Created), Locked: s.Locked,
		CachedLeft: int64(s.Cached.Seconds()), Keys: s.Keys, Sessions: s.Entries,
		Unfinished: string(s.Unfinished), Damaged: s.Damaged, StateFolder: settings.Paths.State,
	}
	if s.Why != nil {
		shape.Why = s.Why.Error()
	}
	if shape.Damaged == nil {
		shape.Damaged = []string{}
	}
	if opts.json {
		return opts.PrintJSON(shape)
	}
	return opts.Print(keychainTable(s, shape))
}

func keychainTable(s keychain.Status, shape keychainJSON) command.Table {
	t := command.Table{Header: []string{"WHAT", "HOW"}}
	switch s.Store {
	case keychain.ModeOS:
		t.Add("store", "the keyring of the operating system")
	case keychain.ModeFile:
		t.Add("store", "a file encrypted with a passphrase")
	default:
		t.Add("store", "not chosen until the first secret is stored")
	}
	switch {
	case s.Locked:
		t.Add("locked", "yes: "+shape.Why)
	case s.Cached > 0 && s.Store == keychain.ModeFile:
		t.Add("locked", fmt.Sprintf("no, the kernel keyring holds the key of sessions for %s; long-lived keys need the passphrase", duration.Short(s.Cached)))
	case s.Cached > 0:
		t.Add("locked", fmt.Sprintf("no, the kernel keyring holds the key for %s", duration.Short(s.Cached)))
	default:
		t.Add("locked", "no")
	}
	t.Add("keys", strconv.Itoa(s.Keys))
	t.Add("sessions", strconv.Itoa(s.Entries))
	t.Add("folder", shape.StateFolder)
	if s.Unfinished != "" {
		t.Add("unfinished", "a migration left secrets in the store \""+string(s.Unfinished)+"\": run \"lanyard keychain migrate\" again")
	}
	for _, path := range s.Damaged {
		t.Add("damaged", path)
	}
	return t
}

func runKeychainUnlock(ctx context.Context, opts *keychainOptions) error {
	vault, err := opts.App.Vault(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	if err := vault.Unlock(ctx); err != nil {
		return err
	}
	s, err := vault.Status(ctx)
	if err == nil && s.Cached > 0 {
		opts.Note("lanyard: the keychain is unlocked for %s", duration.Short(s.Cached))
	}
	return err
}

func runKeychainPassphrase(ctx context.Context, opts *keychainOptions) error {
	vault, err := opts.App.Vault(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	var old, fresh redact.Secret
	err = opts.asking(ctx, func(ctx context.Context, tty *term.TTY) error {
		if old, err = typedSecret(ctx, tty, "Current passphrase: "); err != nil {
			return err
		}
		fresh, err = typedTwice(ctx, tty)
		return err
	})
	if unattended(err) {
		err = fmt.Errorf("change the passphrase: %w: %w", creds.ErrPersonNeeded, err)
		return app.WithHint(err, "run \"lanyard keychain passphrase\" on a terminal and type both passphrases there")
	}
	if err != nil {
		return err
	}
	err = vault.ChangePassphrase(ctx, old, fresh)
	for tries := 1; errors.Is(err, keychain.ErrWrongPassphrase) && tries < 3; tries++ {
		if old, err = opts.askPassphrase(ctx, keychain.PassphraseRequest{Retry: "Wrong current passphrase, try again."}); err != nil {
			return err
		}
		err = vault.ChangePassphrase(ctx, old, fresh)
	}
	if err != nil {
		return err
	}
	opts.Note("lanyard: the passphrase was changed")
	return nil
}

func runKeychainMigrate(ctx context.Context, opts *keychainOptions) error {
	if err := command.CheckWord("migrate", opts.to, []string{"os", "file"}); err != nil {
		return err
	}
	vault, err := opts.App.Vault(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	if err := vault.Migrate(ctx, keychain.Mode(opts.to)); err != nil {
		return err
	}
	opts.Note("lanyard: every secret is now in the store %q", opts.to)
	return nil
}
