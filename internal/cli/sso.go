package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/duration"
	"lanyard/internal/term"
)

type discoverOptions struct {
	*deps
	session       string
	refresh, json bool
	print         func(*discoverOptions, app.Discovery) error
}

func newSSOCmd(d *deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:  "sso",
		Args: cobra.NoArgs,
		RunE: showHelp,
	}
	cmd.AddCommand(
		newDiscoverCmd(d, "accounts", "List the accounts that you may use", printAccounts),
		newDiscoverCmd(d, "roles", "List the roles that you may assume, named as a PROFILE", printRoles),
	)
	return cmd
}

func newDiscoverCmd(d *deps, name, short string, print func(*discoverOptions, app.Discovery) error) *cobra.Command {
	opts := &discoverOptions{deps: d, print: print}
	cmd := &cobra.Command{
		Use:   name,
		Short: short,
		Long: short + `. The sign-in is the one of --sso-session, else of the profile chosen with --profile or
AWS_PROFILE, else the only one. lanyard keeps the list for a day; --refresh fetches it again.

Every command that takes a PROFILE also takes a role as SESSION/ACCOUNT/ROLE.`,
		Example: "  lanyard sso " + name + " --sso-session corp\n  lanyard exec corp/123456789012/Admin -- aws s3 ls",
		Args:    command.Exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runDiscover(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.session, "sso-session", "", "the sso-session `NAME`")
	cmd.Flags().BoolVar(&opts.refresh, "refresh", false, "fetch the list again")
	cmd.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	return cmd
}

// runDiscover also shows its progress and the age of a cached list.
func runDiscover(ctx context.Context, opts *discoverOptions) error {
	bar := opts.progress("accounts")
	found, err := opts.App.Discover(ctx, opts.session, opts.refresh, bar.show)
	bar.end()
	if err == nil && found.Cached && term.IsTerminal(opts.Stderr) {
		opts.Note("lanyard: this list is %s old; --refresh fetches it again", duration.Short(opts.App.Now().Sub(found.At)))
	}
	opts.warnAccounts(found.Problems())
	if err != nil {
		return err
	}
	return opts.print(opts, found)
}

// warnAccounts prints why accounts are missing from the list.
func (d *deps) warnAccounts(problems []string) {
	for i, problem := range problems {
		if i == mostWarnings {
			d.Note("lanyard: warning: and %s more", app.Count(len(problems)-i, "account"))
			return
		}
		d.Note("lanyard: warning: %s", problem)
	}
}

type accountJSON struct {
	AccountID   string   `json:"account_id"`
	AccountName string   `json:"account_name"`
	Email       string   `json:"email"`
	Session     string   `json:"session"`
	Roles       []string `json:"roles"`
	Problem     string   `json:"problem,omitempty"`
	AsOf        *string  `json:"as_of"`
}

func printAccounts(opts *discoverOptions, found app.Discovery) error {
	shapes := make([]accountJSON, 0, len(found.Accounts))
	t := command.Table{Header: []string{"ACCOUNT", "NAME", "ROLES", "EMAIL"}, Optional: []string{"EMAIL", "ROLES"}}
	for _, a := range found.Accounts {
		shape := accountJSON{a.ID, a.Name, a.Email, found.Session, a.Roles, a.Problem, command.Timestamp(found.At)}
		if shape.Roles == nil {
			shape.Roles = []string{}
		}
		shapes = append(shapes, shape)
		roles := strconv.Itoa(len(a.Roles))
		if a.Problem != "" {
			roles = "?"
		}
		t.Add(a.ID, a.Name, roles, a.Email)
	}
	if opts.json {
		return command.PrintJSONList(opts.Stdout, shapes)
	}
	return opts.Print(t)
}

type roleJSON struct {
	Name        string  `json:"name"`
	Session     string  `json:"session"`
	AccountID   string  `json:"account_id"`
	AccountName string  `json:"account_name"`
	Role        string  `json:"role"`
	AsOf        *string `json:"as_of"`
}

func printRoles(opts *discoverOptions, found app.Discovery) error {
	shapes := []roleJSON{}
	t := command.Table{Header: []string{"PROFILE", "ACCOUNT", "ROLE"}, Optional: []string{"ROLE", "ACCOUNT"}}
	for _, a := range found.Accounts {
		for _, role := range a.Roles {
			name := ""
			if r, ok := found.SessionRole(a, role); ok {
				name = r.String()
			}
			shapes = append(shapes, roleJSON{name, found.Session, a.ID, a.Name, role, command.Timestamp(found.At)})
			if name == "" { // a legacy sign-in has no session name
				name = a.ID + "/" + role
			}
			t.Add(name, a.Name, role)
		}
	}
	if opts.json {
		return command.PrintJSONList(opts.Stdout, shapes)
	}
	return opts.Print(t)
}
