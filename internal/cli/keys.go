package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/cli/command"
	"lanyard/keychain"
)

type keyJSON struct {
	Name            string  `json:"name"`
	AccessKeyID     string  `json:"access_key_id"`
	SecretAccessKey string  `json:"secret_access_key,omitempty"`
	MFASerial       string  `json:"mfa_serial"`
	Region          string  `json:"region"`
	AccountID       string  `json:"account_id"`
	ARN             string  `json:"arn"`
	Created         *string `json:"created"`
}

func keyShape(k keychain.Key) keyJSON {
	return keyJSON{
		Name: k.Name, AccessKeyID: k.AccessKeyID, MFASerial: k.MFASerial, Region: k.Region,
		AccountID: k.AccountID, ARN: k.ARN, Created: command.Timestamp(k.Created),
	}
}

type keysOptions struct {
	*deps
	name, newName     string
	secret, json, yes bool
}

func newKeysCmd(d *deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:  "keys",
		Args: cobra.NoArgs,
		RunE: showHelp,
	}
	cmd.AddCommand(newKeysListCmd(d), newKeysShowCmd(d), newKeysAddCmd(d), newKeysImportCmd(d), newKeysRenameCmd(d), newKeysRemoveCmd(d))
	return cmd
}

func newKeysListCmd(d *deps) *cobra.Command {
	opts := &keysOptions{deps: d}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the keys without unlocking the keychain",
		Args:  command.Exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			return runKeysList(opts)
		},
	}
	cmd.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	return cmd
}

func runKeysList(opts *keysOptions) error {
	keys, err := opts.App.Keys()
	if err != nil {
		return err
	}
	if opts.json {
		shapes := make([]keyJSON, 0, len(keys))
		for _, k := range keys {
			shapes = append(shapes, keyShape(k))
		}
		return command.PrintJSONList(opts.Stdout, shapes)
	}
	if len(keys) == 0 {
		opts.Note("lanyard: the keychain has no keys")
		opts.Note("  hint: \"lanyard keys import PROFILE\" moves keys out of the credentials file")
		return nil
	}
	t := newKeysTable()
	for _, k := range keys {
		t.Add(k.Name, k.AccessKeyID, k.AccountID, k.MFASerial, k.Region, k.Created.UTC().Format(time.DateOnly))
	}
	return opts.Print(t)
}

// newKeysTable returns an empty table. A narrow terminal shows the MFA serial rather than the account, because
// the serial contains it.
func newKeysTable() command.Table {
	return command.Table{
		Header:   []string{"NAME", "ACCESS KEY", "ACCOUNT", "MFA SERIAL", "REGION", "SINCE"},
		Optional: []string{"SINCE", "REGION", "ACCOUNT", "MFA SERIAL"},
	}
}

func newKeysShowCmd(d *deps) *cobra.Command {
	opts := &keysOptions{deps: d}
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show one key, and its secret with --secret",
		Args:  command.Exactly(1, "one NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.name = args[0]
			return runKeysShow(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeKey,
	}
	cmd.Flags().BoolVar(&opts.secret, "secret", false, "print the secret access key too")
	cmd.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	return cmd
}

func runKeysShow(ctx context.Context, opts *keysOptions) error {
	key, err := opts.App.Key(opts.name)
	if err != nil {
		return err
	}
	shape := keyShape(key)
	if opts.secret {
		vault, err := opts.App.Vault(keychain.AccessPrompt)
		if err != nil {
			return err
		}
		_, value, err := vault.Secret(ctx, opts.name)
		if err != nil {
			return fmt.Errorf("show the key %q: %w", opts.name, err)
		}
		shape.SecretAccessKey = value.Reveal()
	}
	if opts.json {
		return opts.PrintJSON(shape)
	}
	t := newKeysTable()
	row := []string{key.Name, key.AccessKeyID, key.AccountID, key.MFASerial, key.Region, key.Created.UTC().Format(time.DateOnly)}
	if opts.secret {
		t.Header, row = append(t.Header, "SECRET"), append(row, shape.SecretAccessKey)
	}
	t.Add(row...)
	return opts.Print(t)
}

func newKeysRenameCmd(d *deps) *cobra.Command {
	opts := &keysOptions{deps: d}
	return &cobra.Command{
		Use:   "rename NAME NEW-NAME",
		Short: "Rename a key",
		Long: `Rename a key in the keychain. Profiles that use the key are not changed: to rename a profile together
with its key, use "lanyard profile rename".`,
		Args: command.Exactly(2, "NAME and NEW-NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.name, opts.newName = args[0], args[1]
			return runKeysRename(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeKey,
	}
}

func runKeysRename(ctx context.Context, opts *keysOptions) error {
	before, err := opts.App.Problems()
	if err != nil {
		return err
	}
	if err := opts.App.RenameKey(ctx, opts.name, opts.newName); err != nil {
		return err
	}
	opts.Note("lanyard: renamed the key %s to %s", opts.name, opts.newName)
	opts.warnUnused(opts.newName)
	opts.warnBroken(before)
	return nil
}

func newKeysRemoveCmd(d *deps) *cobra.Command {
	opts := &keysOptions{deps: d}
	cmd := &cobra.Command{
		Use:     "remove NAME",
		Aliases: []string{"rm"},
		Short:   "Remove a key, and the sessions made from it, from the keychain",
		Long: `Remove a key, and the sessions made from it, from the keychain. The key itself stays valid at
AWS until it is deleted there.`,
		Args: command.Exactly(1, "one NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.name = args[0]
			return runKeysRemove(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeKey,
	}
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "do not ask")
	return cmd
}

func runKeysRemove(ctx context.Context, opts *keysOptions) error {
	key, err := opts.App.Key(opts.name)
	if err != nil {
		return err
	}
	if !opts.yes {
		question := fmt.Sprintf("Remove the key %s (%s) from the keychain? This can't be undone.", key.Name, key.AccessKeyID)
		if err := opts.confirm(ctx, question, "--yes"); err != nil {
			return err
		}
	}
	before, err := opts.App.Problems()
	if err != nil {
		return err
	}
	if err := opts.App.RemoveKey(ctx, opts.name); err != nil {
		return err
	}
	opts.Note("lanyard: removed %s (%s); it stays valid at AWS until it is deleted there", key.Name, key.AccessKeyID)
	opts.warnBroken(before)
	return nil
}
