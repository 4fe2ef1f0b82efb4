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
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the keys without unlocking the keychain",
		Args:  command.Exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			keys, err := d.App.Keys()
			if err != nil {
				return err
			}
			return d.printKeys(keys, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (d *deps) printKeys(keys []keychain.Key, asJSON bool) error {
	if asJSON {
		shapes := make([]keyJSON, 0, len(keys))
		for _, k := range keys {
			shapes = append(shapes, keyShape(k))
		}
		return command.PrintJSONList(d.Stdout, shapes)
	}
	if len(keys) == 0 {
		d.Note("lanyard: the keychain has no keys")
		d.Note("  hint: \"lanyard keys import PROFILE\" moves keys out of the credentials file")
		return nil
	}
	t := newKeysTable()
	for _, k := range keys {
		t.Add(k.Name, k.AccessKeyID, k.AccountID, k.MFASerial, k.Region, k.Created.UTC().Format(time.DateOnly))
	}
	return d.Print(t)
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
	var asJSON, secret bool
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show one key, and its secret with --secret",
		Args:  command.Exactly(1, "one NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runKeysShow(cmd.Context(), d, args[0], secret, asJSON)
		},
		ValidArgsFunction: d.completeKey,
	}
	cmd.Flags().BoolVar(&secret, "secret", false, "print the secret access key too")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func runKeysShow(ctx context.Context, d *deps, name string, secret, asJSON bool) error {
	key, err := d.App.Key(name)
	if err != nil {
		return err
	}
	shape := keyShape(key)
	if secret {
		vault, err := d.App.Vault(keychain.AccessPrompt)
		if err != nil {
			return err
		}
		_, value, err := vault.Secret(ctx, name)
		if err != nil {
			return fmt.Errorf("show the key %q: %w", name, err)
		}
		shape.SecretAccessKey = value.Reveal()
	}
	if asJSON {
		return d.PrintJSON(shape)
	}
	t := newKeysTable()
	row := []string{key.Name, key.AccessKeyID, key.AccountID, key.MFASerial, key.Region, key.Created.UTC().Format(time.DateOnly)}
	if secret {
		t.Header, row = append(t.Header, "SECRET"), append(row, shape.SecretAccessKey)
	}
	t.Add(row...)
	return d.Print(t)
}

func newKeysRenameCmd(d *deps) *cobra.Command {
	return &cobra.Command{
		Use:   "rename NAME NEW-NAME",
		Short: "Rename a key",
		Long: `Rename a key in the keychain. Profiles that use the key are not changed: to rename a profile together
with its key, use "lanyard profile rename".`,
		Args: command.Exactly(2, "NAME and NEW-NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runKeysRename(cmd.Context(), d, args[0], args[1])
		},
		ValidArgsFunction: d.completeKey,
	}
}

func runKeysRename(ctx context.Context, d *deps, from, to string) error {
	before, err := d.App.Problems()
	if err != nil {
		return err
	}
	if err := d.App.RenameKey(ctx, from, to); err != nil {
		return err
	}
	d.Note("lanyard: renamed the key %s to %s", from, to)
	d.warnUnused(to)
	d.warnBroken(before)
	return nil
}

func newKeysRemoveCmd(d *deps) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:     "remove NAME",
		Aliases: []string{"rm"},
		Short:   "Remove a key, and the sessions made from it, from the keychain",
		Long: `Remove a key, and the sessions made from it, from the keychain. The key itself stays valid at
AWS until it is deleted there.`,
		Args: command.Exactly(1, "one NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runKeysRemove(cmd.Context(), d, args[0], yes)
		},
		ValidArgsFunction: d.completeKey,
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func runKeysRemove(ctx context.Context, d *deps, name string, yes bool) error {
	key, err := d.App.Key(name)
	if err != nil {
		return err
	}
	if !yes {
		question := fmt.Sprintf("Remove the key %s (%s) from the keychain? This can't be undone.", key.Name, key.AccessKeyID)
		if err := d.confirm(ctx, question, "--yes"); err != nil {
			return err
		}
	}
	before, err := d.App.Problems()
	if err != nil {
		return err
	}
	if err := d.App.RemoveKey(ctx, name); err != nil {
		return err
	}
	d.Note("lanyard: removed %s (%s); it stays valid at AWS until it is deleted there", key.Name, key.AccessKeyID)
	d.warnBroken(before)
	return nil
}
