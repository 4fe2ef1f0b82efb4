package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
)

func newLoginCmd(d *deps) *cobra.Command {
	var wish app.Wish
	cmd := &cobra.Command{
		Use:   "login [PROFILE]",
		Short: "Do now whatever PROFILE needs a person for",
		Long: `Do now whatever PROFILE needs a person for: type its MFA code. Afterwards every profile that
relies on the same MFA session works until that ends. A profile that needs nobody says so.`,
		Example: "  lanyard login prod",
		Args:    oneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			wish.Argument = first(args)
			return runLogin(cmd.Context(), d, wish)
		},
		ValidArgsFunction: d.completeProfile,
	}
	cmd.Flags().StringVar(&wish.MFACode, "mfa-code", "", "the MFA `CODE`, instead of being asked for it")
	cmd.Flags().BoolVar(&wish.Refresh, "refresh", false, "begin a new MFA session even if one is still good")
	return cmd
}

func runLogin(ctx context.Context, d *deps, wish app.Wish) error {
	result, err := d.app.Login(ctx, wish)
	if errors.Is(err, app.ErrNothingToDo) {
		d.note("lanyard: %s needs no sign-in and no MFA code", result.Profile)
		return nil
	}
	if err != nil {
		return err
	}
	until := result.Credentials.PersonNeededAt
	if until.IsZero() {
		until = result.Credentials.Expires
	}
	d.note("lanyard: %s is signed in, %s left", result.Profile, app.Left(until, d.app.Now()))
	return nil
}
