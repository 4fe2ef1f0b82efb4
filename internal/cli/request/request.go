package request

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/atomicfile"
	"lanyard/internal/cli/command"
	"lanyard/signer/request"
)

type requestOptions struct {
	options
	head    bool
	output  string
	verbose bool
	json    bool
}

// NewRequestCmd returns the command request.
func NewRequestCmd(d *command.Deps) *cobra.Command {
	opts := &requestOptions{options: options{Deps: d}}
	cmd := &cobra.Command{
		Use: "request [METHOD] URL",
		Long: `Sign an HTTP request to an AWS service with the credentials of the profile, send it, and show the
answer. The service and region usually come from the host name. Without METHOD the request is a POST if it
has a body, else a GET.

lanyard retries temporary failures, and corrects a wrong clock and the wrong region of a bucket. If AWS
rejects the signature, it explains the difference. It shows redirects and follows them only with --follow,
without signature, headers and body.

The exit code is 4 for an answer of 4xx and 5 for one of 5xx.`,
		Example: `  lanyard request 'https://my-bucket.s3.amazonaws.com/?list-type=2'
  lanyard request -p prod PUT https://my-bucket.s3.amazonaws.com/a.txt -d @a.txt
  lanyard request https://my-bucket.s3.amazonaws.com/big.iso -o big.iso`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := opts.read(cmd, args); err != nil {
				return err
			}
			return runRequest(cmd.Context(), opts)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	opts.add(cmd, true)
	f := cmd.Flags()
	f.BoolVarP(&opts.head, "include", "i", false, "also show the head of the answer")
	f.BoolVar(&opts.draft.Follow, "follow", false, "follow redirects with a GET or HEAD without signature, headers and body")
	f.StringVarP(&opts.output, "output", "o", "", "write the body to `FILE`")
	f.BoolVarP(&opts.verbose, "verbose", "v", false, "show both heads and how long each phase took")
	f.BoolVar(&opts.json, "json", false, "print request and answer as JSON")
	return cmd
}

func runRequest(ctx context.Context, opts *requestOptions) error {
	composed, err := opts.App.Compose(ctx, opts.draft)
	if err != nil {
		return err
	}
	defer composed.Body.Discard()
	sender, err := opts.App.Sender(composed)
	if err != nil {
		return err
	}
	sender.Retries, sender.RetryBase = opts.retries, opts.retryBase
	bar := opts.newTransfer()
	sender.Events = func(e request.Event) { opts.showEvent(bar, e) }
	answer, err := sender.Send(ctx, composed.Request)
	bar.clear()
	if err != nil {
		return err
	}
	defer answer.Close()
	if opts.check {
		opts.showCheck(answer.Signing)
	}
	if opts.verbose {
		opts.showHeads(answer)
	}
	if err := opts.showAnswer(composed, answer, bar); err != nil {
		return fmt.Errorf("%s %s: read the answer: %w", composed.Method, composed.URL.Host, err)
	}
	if opts.verbose {
		opts.showTiming(answer)
	}
	opts.judge(answer)
	return nil
}

// judge prints the error of an answer, if it is one, and sets the exit code.
func (o *options) judge(a *request.Answer) {
	switch {
	case a.Status >= http.StatusInternalServerError || a.Failed:
		o.Code = command.CodeServerError
	case a.Status >= http.StatusBadRequest:
		o.Code = command.CodeClientError
	case a.Error == nil || a.Error.Code == "" && a.Redirect == "":
		return
	default:
		o.Code = command.CodeFailure // a redirect that was not followed
	}
	o.showError(a)
}

// showAnswer writes the answer to stdout. With -o it writes the body of a successful one to a file.
func (o *requestOptions) showAnswer(composed *app.Composed, a *request.Answer, bar *transfer) error {
	if o.head && !o.json {
		if err := o.showHead(a); err != nil {
			return err
		}
	}
	toFile := o.output != "" && o.output != "-" && a.Error == nil && a.Status < http.StatusMultipleChoices
	if toFile || !o.json && !o.OutIsTerminal() {
		a.Stream(toFile)
	}
	if toFile {
		err := atomicfile.Stream(o.output, func(w io.Writer) error {
			_, err := io.Copy(w, bar.reader(a, a.Size))
			return err
		})
		bar.clear()
		if err != nil || !o.json {
			return err
		}
	}
	switch {
	case o.json:
		return o.printAnswerJSON(composed, a, toFile)
	case o.OutIsTerminal() && o.output != "-":
		return o.showBody(a)
	}
	_, err := io.Copy(o.Stdout, a)
	return err
}
