package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/readfile"
	"lanyard/signer"
)

type signOptions struct {
	requestFlags
	as     string
	json   bool
	verify bool
}

func newSignCmd(d *deps) *cobra.Command {
	var opts signOptions
	cmd := &cobra.Command{
		Use:   "sign [METHOD] URL",
		Short: "Sign an HTTP request and print it, send nothing",
		Long: `Sign an HTTP request as "lanyard request" would and print it: as the raw HTTP/1.1 request, as a
ready curl command, or as JSON with everything that the signature is made of.

With --verify it is the other way round: a raw signed request (@FILE, or standard input) or a presigned
URL is checked with the keys of the profile, and where it differs is told.`,
		Example: `  lanyard sign https://sts.amazonaws.com/?Action=GetCallerIdentity --as curl
  lanyard sign PUT https://my-bucket.s3.eu-west-1.amazonaws.com/a -d @a --check
  lanyard sign --verify @request.txt
  lanyard sign --verify 'https://my-bucket.s3.amazonaws.com/a?X-Amz-Signature=…'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if opts.verify {
				return runVerify(cmd.Context(), d, opts, args)
			}
			if err := opts.read(d, cmd, args); err != nil {
				return err
			}
			return runSign(cmd.Context(), d, opts)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	opts.add(cmd, false)
	f := cmd.Flags()
	f.StringVar(&opts.as, "as", "", "`FORM`: "+strings.Join(signForms(), ", ")+" (default http)")
	f.BoolVar(&opts.json, "json", false, "print JSON")
	f.BoolVar(&opts.verify, "verify", false, "check a signed request, or URL, instead")
	return cmd
}

func signForms() []string { return []string{"curl", "http", "json"} }

func runSign(ctx context.Context, d *deps, opts signOptions) error {
	if err := checkWord("--as", opts.as, signForms()); err != nil {
		return err
	}
	if opts.draft.Anonymous {
		return usagef("there is nothing to sign with --anonymous")
	}
	composed, err := d.app.Compose(ctx, opts.draft)
	if err != nil {
		return err
	}
	defer composed.Body.Discard()
	r, how, err := d.app.Explain(ctx, composed)
	if err != nil {
		return err
	}
	if r.Body != nil {
		defer r.Body.Close()
	}
	d.tellNotes(how.Notes)
	if opts.check {
		d.showCheck(how)
	}
	switch {
	case opts.json || opts.as == "json":
		return d.printJSON(signShape(how))
	case opts.as == "curl":
		return d.printCurl(r, opts.draft)
	}
	return app.WriteHTTP(d.out, r)
}

func (d *deps) printCurl(r *http.Request, draft app.Draft) error {
	data := draft.Data
	_, err := fmt.Fprintln(d.out, app.CurlCommand(r, data))
	return err
}

// signJSON is "sign --json", to the letter of the contract.
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

// verifyLimit bounds a request that is verified, in bytes.
const verifyLimit = 64 << 20

// runVerify checks what somebody signed: [METHOD] URL, @FILE, or standard input.
func runVerify(ctx context.Context, d *deps, opts signOptions, args []string) error {
	var options signer.VerifyOptions
	source := "@-"
	switch len(args) {
	case 0:
		if opts.draft.Data != "" {
			source = opts.draft.Data
		}
	case 1:
		source = args[0]
	case 2:
		options.Method, source = strings.ToUpper(args[0]), args[1]
	default:
		return usagef("--verify takes [METHOD] URL, @FILE or standard input, not %d arguments", len(args))
	}
	var err error
	if options.Now, err = opts.time(); err != nil {
		return err
	}
	signed, err := d.readSigned(source)
	if err != nil {
		return err
	}
	v, err := d.app.Verify(ctx, opts.draft.Options, signed, options)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if !v.Valid {
		d.code = codeFailure
	}
	if opts.check {
		d.showCheck(v.Explanation)
	}
	if opts.json || opts.as == "json" {
		return d.printJSON(verifyShape(v))
	}
	return d.showVerification(v)
}

func (d *deps) readSigned(source string) ([]byte, error) {
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
	signed, err := io.ReadAll(io.LimitReader(d.sys.stdin, verifyLimit+1))
	if err != nil {
		return nil, fmt.Errorf("read the signed request: %w", err)
	}
	if len(signed) > verifyLimit {
		return nil, fmt.Errorf("read the signed request: it has more than %d bytes", verifyLimit)
	}
	return signed, nil
}
