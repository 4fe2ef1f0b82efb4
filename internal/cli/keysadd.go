package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/creds"
	"lanyard/internal/keyfile"
	"lanyard/internal/redact"
	"lanyard/internal/term"
)

type keysAddOptions struct {
	*deps
	key   app.NewKey
	stdin bool
}

func newKeysAddCmd(d *deps) *cobra.Command {
	opts := &keysAddOptions{deps: d}
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Add an access key to the keychain",
		Long: `Add an access key to the keychain under NAME, which becomes a profile. lanyard asks for the key on
the terminal, or reads it from standard input with --stdin. It reads the JSON of "aws iam create-access-key",
the CSV of the IAM console, a credentials file, lines NAME=VALUE (also with export, SET or $Env:), or the key
id and the secret on two lines. If there are several keys, the one called NAME is added. AWS verifies the key
before it is stored.`,
		Example: `  lanyard keys add work --mfa-serial arn:aws:iam::111122223333:mfa/me
  aws iam create-access-key | lanyard keys add work --stdin`,
		Args: command.Exactly(1, "one NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.key.Name = args[0]
			return runKeysAdd(cmd.Context(), opts)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&opts.stdin, "stdin", false, "read the key from standard input")
	f.StringVar(&opts.key.MFASerial, "mfa-serial", "", "the `ARN` of the MFA device of the key's user")
	f.StringVar(&opts.key.Region, "region", "", "the `REGION` of the profile")
	f.BoolVar(&opts.key.NoVerify, "no-verify", false, "store the key without verifying it with AWS")
	return cmd
}

func runKeysAdd(ctx context.Context, opts *keysAddOptions) (err error) {
	key := opts.key
	if opts.stdin {
		var read keyfile.Key
		read, err = app.ReadKey(ctx, opts.Stdin, key.Name)
		key.AccessKeyID, key.SecretAccessKey = read.ID, read.Secret
	} else {
		key.AccessKeyID, key.SecretAccessKey, err = opts.askKey(ctx)
	}
	if err != nil {
		return fmt.Errorf("add the key %q: %w", key.Name, err)
	}
	entry, err := opts.App.AddKey(ctx, key)
	if err != nil {
		return err
	}
	opts.Note("lanyard: added %s (%s)%s", entry.Name, entry.AccessKeyID, whose(entry.ARN))
	opts.warnUnused(entry.Name)
	return nil
}

// warnUnused warns if the profile of a key's name does not use that key.
func (d *deps) warnUnused(name string) {
	if instead := d.App.KeyUnused(name); instead != "" {
		d.Note("lanyard: warning: the profile %s does not use this key: %s", name, instead)
	}
}

func whose(arn string) string {
	if arn == "" {
		return ", not verified"
	}
	return ", the key of " + arn
}

// askKey asks for a key on the terminal, without echo for the secret.
func (d *deps) askKey(ctx context.Context) (id string, secret redact.Secret, err error) {
	err = d.asking(ctx, func(ctx context.Context, tty *term.TTY) error {
		if id, err = tty.Line(ctx, "Access key id: "); err != nil {
			return err
		}
		text, err := tty.Secret(ctx, "Secret access key: ")
		id, secret = strings.TrimSpace(id), redact.New(strings.TrimSpace(text))
		return err
	})
	if unattended(err) {
		err = app.WithHint(fmt.Errorf("%w: %w", creds.ErrPersonNeeded, err), "give the key on standard input with --stdin")
	}
	return id, secret, err
}

type importOptions struct {
	*deps
	names    []string
	from     string
	all      bool
	noVerify bool
}

func newKeysImportCmd(d *deps) *cobra.Command {
	opts := &importOptions{deps: d}
	cmd := &cobra.Command{
		Use:   "import [PROFILE…]",
		Short: "Move access keys from the credentials file into the keychain",
		Long: `Move the access keys of each PROFILE from its AWS file into the keychain. Each key is verified
with AWS, stored, and only then removed from the file. Nothing else in the file changes.

With --from FILE the key is moved from another file: ~/.aws-keys (AWSAccessKeyId= and AWSSecretKey=, or two
bare lines), the CSV of the IAM console, a credentials file, or any other format of "lanyard keys add --stdin".
If there are several keys, the one called NAME is moved. With --from env the key is read from the environment.`,
		Example: `  lanyard keys import default work
  lanyard keys import --all
  lanyard keys import work --from ~/.aws-keys`,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.names = args
			return runKeysImport(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfiles,
	}
	f := cmd.Flags()
	f.StringVar(&opts.from, "from", "", "\"env\", or a `FILE` with the key, instead of the AWS files")
	f.BoolVar(&opts.all, "all", false, "every profile that has long-lived keys in a file")
	f.BoolVar(&opts.noVerify, "no-verify", false, "store the keys without verifying them with AWS")
	return cmd
}

func runKeysImport(ctx context.Context, opts *importOptions) (err error) {
	if opts.from != "" {
		if len(opts.names) != 1 || opts.all {
			return command.Usagef("--from takes one NAME for the key")
		}
		return opts.importFrom(ctx)
	}
	if opts.all == (len(opts.names) > 0) {
		return command.Usagef("name the profiles whose keys to import, or use --all")
	}
	if opts.all {
		if opts.names, err = opts.App.StaticProfiles(); err != nil {
			return err
		}
	}
	var failed error
	for _, name := range opts.names {
		done, err := opts.App.ImportProfile(ctx, name, opts.noVerify)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		opts.noteImport(done, fmt.Sprintf("the key of %s (%s)", name, done.Key.AccessKeyID))
	}
	if len(opts.names) == 0 {
		opts.Note("lanyard: no profile has long-lived keys in a file")
	}
	return failed
}

// importFrom imports a key from the environment, or moves one out of a file other than the AWS files.
func (o *importOptions) importFrom(ctx context.Context) (err error) {
	key := app.NewKey{Name: o.names[0], NoVerify: o.noVerify}
	if o.from == "env" {
		found, err := o.App.EnvironmentKey()
		if err != nil {
			return fmt.Errorf("import a key: %w", err)
		}
		key.AccessKeyID, key.SecretAccessKey = found.ID, found.Secret
		entry, err := o.App.AddKey(ctx, key)
		if err != nil {
			return err
		}
		o.Note("lanyard: added %s (%s)%s", entry.Name, entry.AccessKeyID, whose(entry.ARN))
		o.Note("  hint: remove AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY from your shell's start-up files")
		return nil
	}
	from, err := o.App.ExpandUser(o.from)
	if err != nil {
		return fmt.Errorf("import a key: %w", err)
	}
	done, err := o.App.ImportFile(ctx, from, key)
	if err != nil {
		return err
	}
	o.noteImport(done, fmt.Sprintf("%s (%s)%s", done.Key.Name, done.Key.AccessKeyID, whose(done.Key.ARN)))
	return nil
}

// noteImport prints where a key came from.
func (d *deps) noteImport(done app.Imported, what string) {
	if done.Before {
		d.Note("lanyard: nothing to move: %s was moved from %s before", what, done.File)
		return
	}
	d.Note("lanyard: moved %s from %s into the keychain", what, done.File)
}
