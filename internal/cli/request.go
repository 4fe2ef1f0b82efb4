package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/atomicfile"
	"lanyard/signer/request"
)

// The exit codes of answers that are errors.
const (
	codeClientError = 4
	codeServerError = 5
)

type requestOptions struct {
	requestFlags
	head    bool
	output  string
	verbose bool
	json    bool
}

func newRequestCmd(d *deps) *cobra.Command {
	var opts requestOptions
	cmd := &cobra.Command{
		Use:   "request [METHOD] URL",
		Short: "Sign an HTTP request, send it, show what came back",
		Long: `Sign an HTTP request to an AWS service with the credentials of the profile, send it, and show
what came back. Service and region are read from the host name where it tells them. A body given
without a METHOD makes it POST, otherwise it is GET.

Temporary refusals are tried again. A clock that is off and the wrong region of a bucket are
corrected. Where a signature does not match, the difference is explained. A redirect is shown, not
followed: --follow sends it without signature, headers and body.

The exit code is 4 for an answer of 4xx and 5 for one of 5xx.`,
		Example: `  lanyard request 'https://my-bucket.s3.amazonaws.com/?list-type=2'
  lanyard request -p prod PUT https://my-bucket.s3.amazonaws.com/a.txt -d @a.txt
  lanyard request https://my-bucket.s3.amazonaws.com/big.iso -o big.iso`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := opts.read(d, cmd, args); err != nil {
				return err
			}
			return runRequest(cmd.Context(), d, opts)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	opts.add(cmd, true)
	f := cmd.Flags()
	f.BoolVarP(&opts.head, "include", "i", false, "show the head of the answer too")
	f.BoolVar(&opts.draft.Follow, "follow", false, "follow redirects with a GET or HEAD without signature, headers and body")
	f.StringVarP(&opts.output, "output", "o", "", "write the body to `FILE`")
	f.BoolVarP(&opts.verbose, "verbose", "v", false, "tell what is sent, what comes, and how long each phase took")
	f.BoolVar(&opts.json, "json", false, "print request and answer as JSON")
	return cmd
}

func runRequest(ctx context.Context, d *deps, opts requestOptions) error {
	composed, err := d.app.Compose(ctx, opts.draft)
	if err != nil {
		return err
	}
	defer composed.Body.Discard()
	sender, err := d.app.Sender(composed)
	if err != nil {
		return err
	}
	composed.Header = withAgent(composed.Header)
	sender.Retries, sender.RetryBase = opts.retries, opts.retryBase
	bar := d.newTransfer()
	sender.Events = func(e request.Event) { d.tellEvent(bar, e) }
	answer, err := sender.Send(ctx, composed.Request)
	bar.clear()
	if err != nil {
		return err
	}
	defer answer.Close()
	if opts.check {
		d.showCheck(answer.Signing)
	}
	if opts.verbose {
		d.showHeads(answer)
	}
	if err := d.showAnswer(opts, composed, answer, bar); err != nil {
		return fmt.Errorf("%s %s: read the answer: %w", composed.Method, composed.URL.Host, err)
	}
	if opts.verbose {
		d.showTiming(answer)
	}
	d.judge(answer)
	return nil
}

// withAgent names the program, which no signature covers.
func withAgent(header http.Header) http.Header {
	if header.Get("User-Agent") == "" {
		header.Set("User-Agent", "lanyard/"+strings.Trim(version(), "()"))
	}
	return header
}

// judge tells of an answer that is an error, and sets the exit code.
func (d *deps) judge(a *request.Answer) {
	switch {
	case a.Status >= http.StatusInternalServerError || a.Failed:
		d.code = codeServerError
	case a.Status >= http.StatusBadRequest:
		d.code = codeClientError
	case a.Error == nil || a.Error.Code == "" && a.Redirect == "":
		return
	default:
		d.code = codeFailure // a redirect that was not followed
	}
	d.showError(a)
}

// showAnswer writes the answer to stdout, or a good one's body to a file.
func (d *deps) showAnswer(opts requestOptions, composed *app.Composed, a *request.Answer, bar *transfer) error {
	if opts.head && !opts.json {
		if err := d.showHead(a); err != nil {
			return err
		}
	}
	toFile := opts.output != "" && opts.output != "-" && a.Error == nil && a.Status < http.StatusMultipleChoices
	if toFile || !opts.json && !d.outIsTerminal() {
		a.Stream(toFile)
	}
	if toFile {
		err := atomicfile.Stream(opts.output, func(w io.Writer) error {
			_, err := io.Copy(w, bar.reader(a, a.Size))
			return err
		})
		bar.clear()
		if err != nil || !opts.json {
			return err
		}
	}
	switch {
	case opts.json:
		return d.printAnswerJSON(composed, a, toFile)
	case d.outIsTerminal() && opts.output != "-":
		return d.showBody(a)
	}
	_, err := io.Copy(d.out, a)
	return err
}
