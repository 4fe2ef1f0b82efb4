package request

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/signer"
	"lanyard/signer/request"
)

// options are the flags and dependencies that request, sign and presign share.
type options struct {
	*command.Deps
	draft     app.Draft
	algorithm string
	regionSet string
	datetime  string
	retries   int
	retryBase time.Duration
	check     bool
}

// add defines the flags. The flags about sending are hidden unless sends is set.
func (o *options) add(cmd *cobra.Command, sends bool) {
	o.retryBase = request.DefaultRetryBase
	f := cmd.Flags()
	f.StringArrayVarP(&o.draft.Header, "header", "H", nil, "add the header `NAME:VALUE`")
	f.StringVarP(&o.draft.Data, "data", "d", "", "the body: `DATA`, @FILE, or @- for standard input")
	f.StringArrayVarP(&o.draft.Query, "query", "q", nil, "add `NAME=VALUE` to the query")
	f.StringVar(&o.draft.Sign.Service, "service", "", "the `SERVICE` to sign for (default: from the host)")
	f.StringVar(&o.draft.Options.Region, "region", "", "the `REGION` to sign for (default: from the host, else the profile's)")
	f.StringVar(&o.draft.Options.MFACode, "mfa-code", "", "the MFA `CODE`, instead of being asked for it")
	f.StringVar(&o.algorithm, "algorithm", "", "the `ALGORITHM`: sigv4 or sigv4a (default: from the host)")
	f.StringVar(&o.regionSet, "region-set", "", "the `REGIONS` in which a sigv4a signature is valid, separated by commas")
	f.StringVar(&o.datetime, "datetime", "", "the `TIME` of signing, such as 20150830T123600Z (default: now)")
	f.BoolVar(&o.draft.Sign.AllHeaders, "all-headers", false, "sign every header but Authorization")
	f.StringArrayVar(&o.draft.Sign.UnsignedHeaders, "unsigned-header", nil, "leave the header `NAME` out of the signature, content-length included")
	f.BoolVar(&o.draft.Sign.SingleEncode, "single-encode", false, "encode the path once, as for S3")
	f.BoolVar(&o.draft.Sign.NoNormalizePath, "no-normalize-path", false, "keep the dot segments of the path")
	f.BoolVar(&o.draft.Sign.LateToken, "late-token", false, "append the session token after signing (always for MQTT to AWS IoT)")
	f.BoolVar(&o.draft.Sign.ContentSHA256, "content-sha256", false, "send the payload hash as X-Amz-Content-Sha256")
	f.BoolVar(&o.draft.Sign.UnsignedPayload, "unsigned-payload", false, "leave the body out of the signature")
	f.BoolVar(&o.draft.Anonymous, "anonymous", false, "send it without a signature")
	f.IntVar(&o.retries, "retries", request.DefaultRetries, "`NUMBER` of further attempts")
	f.Var(command.Duration(&o.retryBase), "retry-base", "the first wait between attempts")
	f.BoolVar(&o.check, "check", false, "show the canonical request, the string to sign and the signature on stderr")
	if cmd.Name() != "presign" {
		f.BoolVar(&o.draft.Sign.InQuery, "query-auth", false, "put the signature into the query")
	}
	if !sends { // accepted all the same, so that a command line works with each command of the family
		for _, name := range []string{"retries", "retry-base", "anonymous"} {
			_ = f.MarkHidden(name)
		}
	}
}

// read fills the draft from the flags and the arguments [METHOD] URL.
func (o *options) read(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 1:
		o.draft.URL = args[0]
	case 2:
		o.draft.Method, o.draft.URL = args[0], args[1]
		if o.draft.Method == "" {
			return command.Usagef("the METHOD is empty")
		}
	default:
		return command.Usagef("it takes [METHOD] URL, not %d arguments", len(args))
	}
	o.draft.HasData = cmd.Flags().Changed("data")
	o.draft.Stdin = o.Stdin
	if o.retries < 0 {
		return command.Usagef("--retries %d is less than 0", o.retries)
	}
	if err := command.CheckWord("--algorithm", o.algorithm, Algorithms()); err != nil {
		return err
	}
	o.draft.Sign.Algorithm = signer.Algorithm(o.algorithm)
	for region := range strings.SplitSeq(o.regionSet, ",") {
		if region = strings.TrimSpace(region); region != "" {
			o.draft.Sign.RegionSet = append(o.draft.Sign.RegionSet, region)
		}
	}
	if len(o.draft.Sign.RegionSet) > 0 && o.algorithm != string(signer.SigV4A) {
		return command.Usagef("--region-set is for --algorithm sigv4a")
	}
	for _, name := range o.draft.Sign.UnsignedHeaders {
		if strings.EqualFold(name, "host") || name == "" {
			return command.Usagef("--unsigned-header %q: every signature covers the host", name)
		}
	}
	var err error
	o.draft.Sign.Time, err = o.time()
	return err
}

// time returns the time of --datetime, or the zero time.
func (o *options) time() (time.Time, error) {
	if o.datetime == "" {
		return time.Time{}, nil
	}
	at, err := signer.ParseTime(o.datetime)
	if err != nil {
		return time.Time{}, command.Usagef("invalid --datetime %q: want a time such as 20150830T123600Z", o.datetime)
	}
	return at, nil
}

// showNotes prints the notes about how a request is sent.
func (o *options) showNotes(notes []string) {
	for _, note := range notes {
		o.Note("lanyard: %s", note)
	}
}

// Algorithms returns the values of --algorithm.
func Algorithms() []string { return []string{string(signer.SigV4), string(signer.SigV4A)} }

// showCheck prints the signed texts on stderr, with the session token masked.
func (o *options) showCheck(how *signer.Explanation) {
	if how = request.Masked(how); how == nil {
		return
	}
	on := o.Painter(o.Stderr)
	for _, part := range [][2]string{
		{"canonical request", how.CanonicalRequest}, {"string to sign", how.StringToSign}, {"signature", how.Signature},
	} {
		o.block(on.Paint(command.Bold, part[0]+":"), part[1])
	}
}
