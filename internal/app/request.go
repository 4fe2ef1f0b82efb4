package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"lanyard/exec"
	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
	"lanyard/signer"
	"lanyard/signer/request"
)

// Draft is a request as a person wrote it.
type Draft struct {
	Options CredentialOptions // Region is the one to sign for
	Method  string            // "": POST with a body, else GET
	URL     string
	Header  []string // "NAME:VALUE"
	Query   []string // "NAME=VALUE", added to the URL's
	Data    string   // DATA, @FILE or @- for Stdin
	// HasData tells an empty body from none.
	HasData   bool
	Stdin     io.Reader
	Sign      signer.Options
	Anonymous bool
	Follow    bool // redirects, unsigned
}

// Composed is a request that is ready to be signed, and whose credentials are.
type Composed struct {
	request.Request
	Profile  string // "" for the environment's
	Settings *profiles.Profile
	// Credentials obtains them, anew with renew. It remembers when they end.
	Credentials func(ctx context.Context, renew bool) (signer.Credentials, error)
	// Grant is what Credentials obtained last.
	Grant ProfileCredentials
}

// Compose checks a draft and finds what signs it. It obtains no credentials yet, so that nobody is
// asked for a code before a mistake in the request is found.
func (a *App) Compose(ctx context.Context, draft Draft) (*Composed, error) {
	c := &Composed{}
	c.Anonymous, c.Follow = draft.Anonymous, draft.Follow
	var err error
	if c.URL, err = composeURL(draft.URL, draft.Query); err != nil {
		return nil, err
	}
	if c.Header, err = composeHeader(draft.Header); err != nil {
		return nil, err
	}
	if draft.HasData {
		if c.Body, err = draft.body(c.Header); err != nil {
			return nil, err
		}
	}
	if c.Method, err = method(draft.Method, draft.HasData); err != nil {
		return nil, err
	}
	c.Sign = draft.Sign
	c.Sign.Region = draft.Options.Region
	return c, a.findSigner(ctx, c, draft.Options)
}

// findSigner finds the profile, and of it what the signature needs.
func (a *App) findSigner(ctx context.Context, c *Composed, wanted CredentialOptions) error {
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	choice := a.Choose(wanted.Profile)
	found, err := a.source(ctx, resolver, choice)
	if c.Anonymous {
		if err == nil {
			c.Settings = found.Settings
		} else if choice.Named {
			return err
		}
		return nil
	}
	if err != nil {
		return err
	}
	c.Profile, c.Settings = found.Profile, found.Settings
	var unread error
	c.Sign.DefaultRegion, unread = a.defaultRegion(found, choice)
	if len(c.Sign.RegionSet) == 0 && c.Sign.Algorithm == signer.SigV4A {
		c.Sign.RegionSet = a.regionSet(found.Settings)
	}
	host := c.Header.Get("Host")
	if host == "" {
		host = c.URL.Host
	}
	switch _, err := c.Sign.For(host, c.URL); {
	case errors.Is(err, signer.ErrNoRegion) && unread != nil:
		return unread
	case err != nil:
		return fmt.Errorf("sign for %q: %w", host, err)
	}
	wanted.Own = true
	c.Credentials = func(ctx context.Context, renew bool) (signer.Credentials, error) {
		wanted.Refresh = wanted.Refresh || renew
		grant, err := a.Credentials(ctx, wanted)
		if err != nil {
			return signer.Credentials{}, err
		}
		c.Grant = grant
		return signing(grant.Credentials), nil
	}
	return nil
}

// defaultRegion is the one to sign for where the host tells none. With the environment's keys the chosen
// profile may still tell it; the error says why that one does not, which matters only where a region is
// needed.
func (a *App) defaultRegion(found ProfileCredentials, choice Choice) (string, error) {
	region := exec.Region("", a.config.Environ, found.Plan.Region)
	if region != "" || found.Profile != "" {
		return region, nil
	}
	_, plan, err := a.Profile(choice)
	if err != nil && choice.Origin == "default" {
		return "", nil // nobody asked for that one
	}
	return plan.Region, err
}

func signing(c creds.Credentials) signer.Credentials {
	return signer.NewCredentials(c.AccessKeyID, c.SecretAccessKey.Reveal(), c.SessionToken.Reveal())
}

// regionSet is where the setting stands that the SDKs have for SigV4A.
func (a *App) regionSet(settings *profiles.Profile) []string {
	text := a.getenv("AWS_SIGV4A_SIGNING_REGION_SET")
	if text == "" && settings != nil {
		text = settings.Get("sigv4a_signing_region_set")
	}
	return splitList(text)
}

func splitList(text string) []string {
	var list []string
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	return list
}

// Sender makes what sends a composed request: over the network as the profile wants it.
func (a *App) Sender(c *Composed) (*request.Sender, error) {
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return nil, err
	}
	network, err := resolver.Network(c.Settings)
	if err != nil {
		return nil, err
	}
	if c.Header.Get("User-Agent") == "" {
		c.Header.Set("User-Agent", userAgent())
	}
	return &request.Sender{
		Transport: network, Credentials: c.Credentials, Now: a.config.Now, Timeout: resolver.Timeout,
		Retries: request.DefaultRetries, RetryBase: request.DefaultRetryBase,
	}, nil
}

// Presign makes a presigned URL. It also tells when the credentials end, which ends the URL.
func (a *App) Presign(ctx context.Context, c *Composed, expires time.Duration) (signer.Presigned, time.Time, error) {
	keys, err := c.Credentials(ctx, false)
	if err != nil {
		return signer.Presigned{}, time.Time{}, err
	}
	r, err := c.HTTP()
	if err != nil {
		return signer.Presigned{}, time.Time{}, err
	}
	options := c.Sign
	options.Expires = expires
	presigned, err := a.signer().Presign(r, keys, options)
	return presigned, c.Grant.Credentials.Expires, err
}

// Explain signs a composed request and tells how. The request is returned as it would be sent.
func (a *App) Explain(ctx context.Context, c *Composed) (*http.Request, *signer.Explanation, error) {
	keys, err := c.Credentials(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	r, err := c.HTTP()
	if err != nil {
		return nil, nil, err
	}
	how, err := a.signer().Explain(r, keys, c.Sign)
	return r, how, err
}

func (a *App) signer() *signer.Signer {
	s := signer.New()
	s.Now = a.config.Now
	return s
}

// Verify checks a signed request, or URL, with the keys of a profile, as of now unless the options say when.
func (a *App) Verify(ctx context.Context, wanted CredentialOptions, signed []byte, options signer.VerifyOptions) (*signer.Verification, error) {
	wanted.Own = true
	grant, err := a.Credentials(ctx, wanted)
	if err != nil {
		return nil, err
	}
	if options.Now.IsZero() {
		options.Now = a.Now()
	}
	return signer.Verify(signed, signing(grant.Credentials), options)
}

// Guess tells the service and the region that a URL would be signed for, "" for what neither it nor the
// profile tells. It needs no network.
func (a *App) Guess(profile, address string) (service, region string) {
	u, err := signer.ParseURL(address)
	if err != nil {
		return "", ""
	}
	there := signer.GuessURL(u)
	if there.Region != "" {
		return there.Service, there.Region
	}
	_, plan, err := a.Profile(a.Choose(profile))
	if err != nil {
		return there.Service, ""
	}
	return there.Service, exec.Region("", a.config.Environ, plan.Region)
}

// composeURL reads an address and adds to its query.
func composeURL(text string, query []string) (*url.URL, error) {
	u, err := signer.ParseURL(text)
	if err != nil {
		return nil, fmt.Errorf("read the URL: %w", err)
	}
	for _, pair := range query {
		name, value, _ := strings.Cut(pair, "=")
		if name == "" {
			return nil, fmt.Errorf("invalid query %q: want NAME=VALUE", pair)
		}
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += escapeQuery(name) + "=" + escapeQuery(value)
	}
	return u, nil
}

// escapeQuery writes a space as "%20": a "+" is one for forms only.
func escapeQuery(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// method is the one given, or the one that a body makes likely.
func method(given string, body bool) (string, error) {
	switch {
	case given == "" && body:
		return http.MethodPost, nil
	case given == "":
		return http.MethodGet, nil
	}
	if strings.IndexFunc(given, func(r rune) bool { return !tokenRune(r) }) >= 0 {
		return "", fmt.Errorf("invalid HTTP method %q", given)
	}
	return strings.ToUpper(given), nil
}

// body reads -d. A literal one tells its type where that is obvious.
func (d *Draft) body(header http.Header) (request.Body, error) {
	path, isFile := strings.CutPrefix(d.Data, "@")
	switch {
	case isFile && path == "-":
		stdin := d.Stdin
		if stdin == nil {
			stdin = os.Stdin
		}
		return request.Spool(stdin)
	case isFile:
		return request.File(path)
	}
	if header.Get("Content-Type") == "" {
		if kind := literalType(d.Data); kind != "" {
			header.Set("Content-Type", kind)
		}
	}
	return request.Text(d.Data), nil
}

// literalType is the type of a body on the command line: JSON, or the form of a query service.
func literalType(text string) string {
	switch trimmed := strings.TrimSpace(text); {
	case strings.HasPrefix(trimmed, "{"), strings.HasPrefix(trimmed, "["):
		return "application/json"
	case strings.HasPrefix(trimmed, "Action="):
		return "application/x-www-form-urlencoded; charset=utf-8"
	}
	return ""
}
