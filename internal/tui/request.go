package tui

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/atomicfile"
	"lanyard/signer"
	"lanyard/signer/request"
	"lanyard/ui"
)

const (
	// bodyKept limits the part of an answer's body kept for the UI, in bytes.
	bodyKept = 12 << 20
	// sentKept limits the number of remembered requests, and sentBytes the size of their bodies together. They
	// stay in memory because a request may hold a secret.
	sentKept  = 50
	sentBytes = 8 << 20
)

// Guess implements ui.Requests.
func (b *backend) Guess(profile, url string) (service, region string) {
	return b.app.Guess(profile, url)
}

// Send implements ui.Requests.
func (b *backend) Send(ctx context.Context, form ui.RequestForm, events func(request.Event)) (*ui.Answer, error) {
	composed, err := b.app.Compose(ctx, draftOf(form))
	if err != nil {
		return nil, err
	}
	b.remember(form)
	sender, err := b.app.Sender(composed)
	if err != nil {
		return nil, err
	}
	sender.Events = events
	if form.Options.NoRetries {
		sender.Retries = 0
	}
	answer, err := sender.Send(ctx, composed.Request)
	if err != nil {
		return nil, err
	}
	defer answer.Close()
	shown := &ui.Answer{Answer: answer}
	if shown.Body, err = b.bodyOf(answer); err != nil {
		return nil, fmt.Errorf("%s %s: read the answer: %w", composed.Method, composed.URL.Host, err)
	}
	answer.Finish()
	if answer.Error != nil {
		shown.Hint = app.AnswerHint(answer.Error)
	}
	return shown, nil
}

// bodyOf reads the kept part of a body.
func (b *backend) bodyOf(a *request.Answer) (ui.AnswerBody, error) {
	a.Stream(false)
	body, whole, err := a.Begin(bodyKept)
	if err != nil {
		return ui.AnswerBody{}, err
	}
	shown := ui.AnswerBody{Kind: request.KindOf(a.Header, body), Bytes: body, Size: a.Size, Whole: whole}
	shown.Lines = request.Pretty(shown.Kind, body)
	if whole {
		shown.Size = int64(len(body))
	}
	if shown.Kind == request.KindCBOR && len(shown.Lines) == 0 {
		shown.Kind = request.KindBinary // the header is wrong
	}
	if whole && len(body) > 0 {
		shown.Save = func(path string) (int64, error) {
			path, err := b.app.ExpandUser(path)
			if err != nil {
				return 0, err
			}
			return shown.Size, atomicfile.Stream(path, func(w io.Writer) error {
				_, err := w.Write(body)
				return err
			})
		}
	}
	return shown, nil
}

// draftOf converts a form. Its body is sent unchanged, even if it begins with the @ that means a file on the
// command line.
func draftOf(form ui.RequestForm) app.Draft {
	d := app.Draft{
		Options: app.CredentialOptions{Profile: form.Profile, Region: form.Region},
		Method:  form.Method, URL: form.URL, Data: form.Body, HasData: form.Body != "",
		Anonymous: form.Options.Anonymous,
		Sign: signer.Options{
			Service: form.Service, InQuery: form.Options.InQuery, UnsignedPayload: form.Options.UnsignedPayload,
			ContentSHA256: form.Options.ContentSHA256, AllHeaders: form.Options.AllHeaders, SingleEncode: form.Options.SingleEncode,
			NoNormalizePath: form.Options.NoNormalizePath, LateToken: form.Options.LateToken,
		},
	}
	if strings.HasPrefix(form.Body, "@") {
		d.Data, d.Stdin = "@-", strings.NewReader(form.Body)
	}
	if form.Options.SigV4A {
		d.Sign.Algorithm = signer.SigV4A
		if strings.ContainsAny(form.Region, ",*") {
			d.Options.Region, d.Sign.RegionSet = "", strings.Split(strings.ReplaceAll(form.Region, " ", ""), ",")
		}
	}
	for _, h := range form.Headers {
		d.Header = append(d.Header, h.Name+": "+h.Value)
	}
	return d
}

// Commands implements ui.Requests. Neither command holds a secret: curl reads the credentials from the
// environment, or sends what lanyard signs if curl can't sign the request itself.
func (b *backend) Commands(form ui.RequestForm) (curl, lanyard string) {
	draft := draftOf(form)
	again := app.LanyardCommand(draft, form.Profile)
	lanyard = commandLines(again)
	if own := form.Options; own.Anonymous || own == (ui.RequestOptions{NoRetries: own.NoRetries}) {
		service, region := b.Guess(form.Profile, form.URL)
		return curlOf(form, cmp.Or(form.Service, service), cmp.Or(form.Region, region)), lanyard
	}
	again[0] = strings.Replace(again[0], "lanyard request", "lanyard sign --as curl", 1)
	return commandLines(again) + " | sh", lanyard
}

// curlOf returns a curl command that signs with the credentials in the environment of its shell.
func curlOf(form ui.RequestForm, service, region string) string {
	lines := []string{"curl -X " + exec.Quote(form.Method) + " --globoff"}
	if form.Method == "HEAD" {
		lines = []string{"curl --head --globoff"}
	}
	if !form.Options.Anonymous {
		lines = append(lines,
			"--aws-sigv4 "+exec.Quote("aws:amz:"+region+":"+service), `--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
			// One word, since zsh does not split the expansion of a variable.
			`${AWS_SESSION_TOKEN:+"-HX-Amz-Security-Token: $AWS_SESSION_TOKEN"}`)
	}
	for _, h := range form.Headers {
		lines = append(lines, "-H "+exec.Quote(h.Name+": "+h.Value))
	}
	if form.Body != "" {
		lines = append(lines, "--data-raw "+exec.Quote(form.Body))
	}
	lines = append(lines, exec.Quote(form.URL))
	return commandLines(lines)
}

// commandLines joins the parts of a command, and breaks a long one into several lines for a shell.
func commandLines(parts []string) string {
	if one := strings.Join(parts, " "); len(one) <= commandWidth {
		return one
	}
	return strings.Join(parts, " \\\n  ")
}

// commandWidth is the longest command on one line, in bytes.
const commandWidth = 72

// remember stores a form for Sent, the latest first.
func (b *backend) remember(form ui.RequestForm) {
	b.asking.Lock()
	defer b.asking.Unlock()
	same := func(old ui.RequestForm) bool {
		return old.Method == form.Method && old.URL == form.URL && old.Body == form.Body && old.Profile == form.Profile
	}
	b.sent = append([]ui.RequestForm{form}, slices.DeleteFunc(b.sent, same)...)
	size := 0
	for i, old := range b.sent {
		if size += len(old.Body); i == sentKept || i > 0 && size > sentBytes {
			b.sent = b.sent[:i]
			break
		}
	}
}

// Sent implements ui.Requests.
func (b *backend) Sent(context.Context) ([]ui.RequestForm, error) {
	b.asking.Lock()
	defer b.asking.Unlock()
	return slices.Clone(b.sent), nil
}
