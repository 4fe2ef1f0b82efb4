package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"
)

type presignOptions struct {
	requestFlags
	expires time.Duration
	given   bool // by the flag, which goes before X-Amz-Expires of the request
	json    bool
}

type presignJSON struct {
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	ExpiresAt *string           `json:"expires_at"`
}

func newPresignCmd(d *deps) *cobra.Command {
	opts := presignOptions{expires: 15 * time.Minute}
	cmd := &cobra.Command{
		Use:   "presign [METHOD] URL",
		Short: "Print a presigned URL",
		Long: `Print a URL that whoever has it may use until it expires, for S3 seven days at most. It ends
earlier where the credentials behind it do, which is told.`,
		Example: `  lanyard presign https://my-bucket.s3.amazonaws.com/report.pdf --expires 1h
  lanyard presign PUT https://my-bucket.s3.amazonaws.com/upload.bin`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := opts.read(d, cmd, args); err != nil {
				return err
			}
			opts.given = cmd.Flags().Changed("expires")
			return runPresign(cmd.Context(), d, opts)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	opts.add(cmd, false)
	cmd.Flags().Var(limitFlag{durationFlag{&opts.expires}}, "expires", "how long the URL lives")
	cmd.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	return cmd
}

func runPresign(ctx context.Context, d *deps, opts presignOptions) error {
	if opts.draft.Anonymous {
		return usagef("there is nothing to sign with --anonymous")
	}
	opts.draft.Sign.InQuery = true
	composed, err := d.app.Compose(ctx, opts.draft)
	if err != nil {
		return err
	}
	defer composed.Body.Discard()
	if !opts.given && (composed.Header.Get("X-Amz-Expires") != "" || composed.URL.Query().Has("X-Amz-Expires")) {
		opts.expires = 0
	}
	presigned, end, err := d.app.Presign(ctx, composed, opts.expires)
	if err != nil {
		return err
	}
	d.tellNotes(presigned.Notes)
	if opts.check {
		composed.Sign.Expires = opts.expires
		_, how, err := d.app.Explain(ctx, composed)
		if err != nil {
			return err
		}
		d.showCheck(how)
	}
	expires := presigned.Expires
	if !end.IsZero() && (expires.IsZero() || end.Before(expires)) {
		d.note("lanyard: the credentials end at %s, and the URL with them", end.UTC().Format(time.RFC3339))
		expires = end
	}
	presigned.Header.Del("Host")
	if opts.json {
		return d.printJSON(presignJSON{composed.Method, presigned.URL, joined(presigned.Header), timestamp(expires)})
	}
	for _, name := range slices.Sorted(maps.Keys(presigned.Header)) {
		for _, value := range presigned.Header[name] {
			d.note("lanyard: send with it the header %s: %s", name, value)
		}
	}
	_, err = fmt.Fprintln(d.out, presigned.URL)
	return err
}
