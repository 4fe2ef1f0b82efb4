package request

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/readfile"
	"lanyard/signer"
)

type signOptions struct {
	options
	as     string
	json   bool
	verify bool
	signed []string // [METHOD] URL or @FILE to verify
}

// NewSignCmd returns the command sign.
func NewSignCmd(d *command.Deps) *cobra.Command {
	opts := &signOptions{options: options{Deps: d}}
	cmd := &cobra.Command{
		Use: "sign [METHOD] URL",
		Long: `Sign an HTTP request like "lanyard request", and print it instead of sending it: as a raw HTTP/1.1
request, as a curl command, or as JSON with the canonical request and the string to sign.

With --verify, check a raw signed request (@FILE or standard input) or a presigned URL with the keys of the
profile, and print the differences.`,
		Example: `  lanyard sign https://sts.amazonaws.com/?Action=GetCallerIdentity --as curl
  lanyard sign PUT https://my-bucket.s3.eu-west-1.amazonaws.com/a -d @a --check
  lanyard sign --verify @request.txt
  lanyard sign --verify 'https://my-bucket.s3.amazonaws.com/a?X-Amz-Signature=…'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if opts.verify {
				opts.signed = args
				return runVerify(cmd.Context(), opts)
			}
			if err := opts.read(cmd, args); err != nil {
				return err
			}
			return runSign(cmd.Context(), opts)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	opts.add(cmd, false)
	f := cmd.Flags()
	f.StringVar(&opts.as, "as", "", "`FORM`: "+strings.Join(SignForms(), ", ")+" (default http)")
	f.BoolVar(&opts.json, "json", false, "print JSON")
	f.BoolVar(&opts.verify, "verify", false, "check a signed request, or URL, instead")
	return cmd
}

// SignForms returns the values of --as.
func SignForms() []string { return []string{"curl", "http", "json"} }

func runSign(ctx context.Context, opts *signOptions) error {
	if err := command.CheckWord("--as", opts.as, SignForms()); err != nil {
		return err
	}
	if opts.draft.Anonymous {
		return command.Usagef("there is nothing to sign with --anonymous")
	}
	composed, err := opts.App.Compose(ctx, opts.draft)
	if err != nil {
		return err
	}
	defer composed.Body.Discard()
	r, how, err := opts.App.Explain(ctx, composed)
	if err != nil {
		return err
	}
	if r.Body != nil {
		defer r.Body.Close()
	}
	opts.showNotes(how.Notes)
	if opts.check {
		opts.showCheck(how)
	}
	switch {
	case opts.json || opts.as == "json":
		return opts.PrintJSON(signShape(how))
	case opts.as == "curl":
		return opts.printCurl(r, opts.draft)
	}
	return app.WriteHTTP(opts.Stdout, r)
}

func (o *options) printCurl(r *http.Request, draft app.Draft) error {
	data := draft.Data
	_, err := fmt.Fprintln(o.Stdout, app.CurlCommand(r, data))
	return err
}

// signJSON is "sign --json", as the contract defines it.
type signJSON struct {
	Method           string            `json:"method"`
	URL              string            `json:"url"`
	Headers          map[string]string `json:"headers"`
	Service          string            `json:"service"`
	Region           string            `json:"region"`
	RegionSet        []string          `json:"region_set,omitempty"`
	Algorithm        string            `json:"algorithm"`
	CanonicalRequest string            `json:"canonical_request"`
	StringToSign     string            `json:"string_to_sign"`
	Signature        string            `json:"signature"`
	Authorization    string            `json:"authorization"`
}

func signShape(how *signer.Explanation) signJSON {
	return signJSON{
		Method: how.Method, URL: how.URL, Headers: joined(how.Headers), Service: how.Service, Region: how.Region,
		RegionSet: how.RegionSet, Algorithm: how.Algorithm, CanonicalRequest: how.CanonicalRequest,
		StringToSign: how.StringToSign, Signature: how.Signature, Authorization: how.Authorization,
	}
}

// verifyLimit bounds a signed request to verify, in bytes.
const verifyLimit = 64 << 20

// runVerify checks a signed request: [METHOD] URL, @FILE, or standard input.
func runVerify(ctx context.Context, opts *signOptions) error {
	var options signer.VerifyOptions
	source := "@-"
	switch args := opts.signed; len(args) {
	case 0:
		if opts.draft.Data != "" {
			source = opts.draft.Data
		}
	case 1:
		source = args[0]
	case 2:
		options.Method, source = strings.ToUpper(args[0]), args[1]
	default:
		return command.Usagef("--verify takes [METHOD] URL, @FILE or standard input, not %d arguments", len(args))
	}
	var err error
	if options.Now, err = opts.time(); err != nil {
		return err
	}
	signed, err := opts.readSigned(source)
	if err != nil {
		return err
	}
	v, err := opts.App.Verify(ctx, opts.draft.Options, signed, options)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if !v.Valid {
		opts.Code = command.CodeFailure
	}
	if opts.check {
		opts.showCheck(v.Explanation)
	}
	if opts.json || opts.as == "json" {
		return opts.PrintJSON(verifyShape(v))
	}
	return opts.showVerification(v)
}

func (o *options) readSigned(source string) ([]byte, error) {
	path, isFile := strings.CutPrefix(source, "@")
	if !isFile {
		return []byte(source), nil
	}
	if path != "-" {
		signed, err := readfile.Read(path, verifyLimit)
		if err != nil {
			return nil, fmt.Errorf("read the signed request: %w", err)
		}
		return signed, nil
	}
	signed, err := io.ReadAll(io.LimitReader(o.Stdin, verifyLimit+1))
	if err != nil {
		return nil, fmt.Errorf("read the signed request: %w", err)
	}
	if len(signed) > verifyLimit {
		return nil, fmt.Errorf("read the signed request: it has more than %d bytes", verifyLimit)
	}
	return signed, nil
}
