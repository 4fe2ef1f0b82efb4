package request

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/cli/command"
)

type presignOptions struct {
	options
	expires time.Duration
	given   bool // --expires was given: it overrides X-Amz-Expires of the request
	json    bool
}

type presignJSON struct {
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	ExpiresAt *string           `json:"expires_at"`
}

// NewPresignCmd returns the command presign.
func NewPresignCmd(d *command.Deps) *cobra.Command {
	opts := &presignOptions{options: options{Deps: d}, expires: 15 * time.Minute}
	cmd := &cobra.Command{
		Use: "presign [METHOD] URL",
		Long: `Print a URL that works without credentials until it expires: for S3 after seven days at most. If the
credentials expire first, the URL stops working then, and presign prints that time.`,
		Example: `  lanyard presign https://my-bucket.s3.amazonaws.com/report.pdf --expires 1h
  lanyard presign PUT https://my-bucket.s3.amazonaws.com/upload.bin`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := opts.read(cmd, args); err != nil {
				return err
			}
			opts.given = cmd.Flags().Changed("expires")
			return runPresign(cmd.Context(), opts)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	opts.add(cmd, false)
	cmd.Flags().Var(command.PositiveDuration(&opts.expires), "expires", "the life of the URL")
	cmd.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	return cmd
}

func runPresign(ctx context.Context, opts *presignOptions) error {
	if opts.draft.Anonymous {
		return command.Usagef("there is nothing to sign with --anonymous")
	}
	opts.draft.Sign.InQuery = true
	composed, err := opts.App.Compose(ctx, opts.draft)
	if err != nil {
		return err
	}
	defer composed.Body.Discard()
	if !opts.given && (composed.Header.Get("X-Amz-Expires") != "" || composed.URL.Query().Has("X-Amz-Expires")) {
		opts.expires = 0
	}
	presigned, end, err := opts.App.Presign(ctx, composed, opts.expires)
	if err != nil {
		return err
	}
	opts.showNotes(presigned.Notes)
	if opts.check {
		composed.Sign.Expires = opts.expires
		_, how, err := opts.App.Explain(ctx, composed)
		if err != nil {
			return err
		}
		opts.showCheck(how)
	}
	expires := presigned.Expires
	if !end.IsZero() && (expires.IsZero() || end.Before(expires)) {
		opts.Note("lanyard: the credentials expire at %s, and the URL with them", end.UTC().Format(time.RFC3339))
		expires = end
	}
	presigned.Header.Del("Host")
	if opts.json {
		return opts.PrintJSON(presignJSON{composed.Method, presigned.URL, joined(presigned.Header), command.Timestamp(expires)})
	}
	for _, name := range slices.Sorted(maps.Keys(presigned.Header)) {
		for _, value := range presigned.Header[name] {
			opts.Note("lanyard: send the header %s: %s with it", name, value)
		}
	}
	_, err = fmt.Fprintln(opts.Stdout, presigned.URL)
	return err
}
