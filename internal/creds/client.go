package creds

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"lanyard/internal/readfile"
	"lanyard/profiles"
)

const (
	// answerLimit bounds an answer of STS, in bytes; real ones have a few thousand.
	answerLimit = 1 << 20
	// headLimit bounds the head of any answer, in bytes; the largest real ones, with S3's metadata, have 16 KiB.
	headLimit = 256 << 10
	// bundleLimit bounds a certificate bundle; Mozilla's whole list is a quarter of that.
	bundleLimit = 1 << 20
	// attemptsLimit bounds max_attempts.
	attemptsLimit = 100
)

var errAnswerTooLong = errors.New("the answer is too long")

// exchange is the HTTP client of one call of AWS. It follows no redirects, bounds what is read,
// and remembers of the last answer what error messages and clocks need.
type exchange struct {
	client      *http.Client
	now         func() time.Time
	unreachable *UnreachableHosts

	host      string
	failure   error // of the last attempt, unless the end of the time limit cut it short
	status    int   // 0: no answer
	date      time.Time
	received  time.Time
	requestID string
	html      bool
	tooLong   bool
}

func (r *Resolver) newExchange(transport http.RoundTripper) *exchange {
	return &exchange{now: r.now, unreachable: r.Unreachable, client: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Do implements sts.HTTPClient.
func (x *exchange) Do(req *http.Request) (*http.Response, error) {
	x.host, x.status, x.tooLong = req.URL.Host, 0, false
	if err := x.unreachable.check(x.host); err != nil {
		return nil, err
	}
	resp, err := x.client.Do(req)
	if err != nil {
		if !isTimeout(err) && req.Context().Err() == nil {
			x.failure = err
		}
		return nil, err
	}
	x.failure = nil
	x.status, x.received = resp.StatusCode, x.now()
	x.date, _ = http.ParseTime(resp.Header.Get("Date"))
	x.requestID = resp.Header.Get("X-Amzn-Requestid")
	x.html = strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html")
	resp.Body = &limitedBody{ReadCloser: resp.Body, left: answerLimit, exchange: x}
	return resp, nil
}

// limitedBody refuses to go on past its limit, where io.LimitReader would feign an end.
type limitedBody struct {
	io.ReadCloser
	left     int
	exchange *exchange
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.exchange.tooLong = true
		return 0, errAnswerTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// stsClient makes a client for one call. No configuration is loaded: all that the SDK would read
// from files and the environment is in the target and the step's settings.
func (r *Resolver) stsClient(step *profiles.Step, t target, c Credentials) (*sts.Client, *exchange, error) {
	if err := t.check(); err != nil {
		return nil, nil, err
	}
	transport, err := r.transport(step)
	if err != nil {
		return nil, nil, err
	}
	x := r.newExchange(transport)
	options := sts.Options{
		AppID:      "lanyard", // for CloudTrail's userAgent
		Region:     t.region,
		HTTPClient: x,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{
				AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey.Reveal(), SessionToken: c.SessionToken.Reveal(),
			}, nil
		}),
		RetryMode:        aws.RetryModeStandard,
		RetryMaxAttempts: r.maxAttempts(step),
	}
	if strings.EqualFold(r.setting(step, "AWS_RETRY_MODE", "retry_mode"), string(aws.RetryModeAdaptive)) {
		options.RetryMode = aws.RetryModeAdaptive
	}
	switch {
	case t.override != "":
		options.BaseEndpoint = aws.String(t.override)
	case t.global:
		options.Region = "aws-global"
	default:
		options.EndpointOptions.UseFIPSEndpoint = state(t.fips, aws.FIPSEndpointStateEnabled)
		options.EndpointOptions.UseDualStackEndpoint = state(t.dualStack, aws.DualStackEndpointStateEnabled)
	}
	return sts.New(options), x, nil
}

// state is on, or the zero value.
func state[S any](set bool, on S) (s S) {
	if set {
		s = on
	}
	return s
}

var (
	errEndpoint = errors.New("no http or https address")
	errBundle   = errors.New("read the certificate bundle")
)

func checkEndpoint(service, endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("the %s endpoint %q is %w", service, endpoint, errEndpoint)
	}
	return nil
}

// maxAttempts is 0, the SDK's own number, unless a sensible one is set.
func (r *Resolver) maxAttempts(step *profiles.Step) int {
	n, err := strconv.Atoi(r.setting(step, "AWS_MAX_ATTEMPTS", "max_attempts"))
	if err != nil || n < 1 {
		return 0
	}
	return min(n, attemptsLimit)
}

// Network is the network as a profile's settings want it, for requests that a person composes: nothing
// is added to them, compression included. settings may be nil.
func (r *Resolver) Network(settings *profiles.Profile) (http.RoundTripper, error) {
	transport, err := r.transport(&profiles.Step{Settings: settings})
	if err != nil {
		return nil, err
	}
	if own, ok := transport.(*http.Transport); ok {
		plain := own.Clone()
		plain.DisableCompression = true
		return plain, nil
	}
	return transport, nil
}

// transport is the network as a step's profile wants it: with its certificate bundle, through the
// proxies of the environment.
func (r *Resolver) transport(step *profiles.Step) (http.RoundTripper, error) {
	if r.Transport != nil {
		return r.Transport, nil
	}
	bundle := r.setting(step, "AWS_CA_BUNDLE", "ca_bundle")
	r.mu.Lock()
	defer r.mu.Unlock()
	if t := r.transports[bundle]; t != nil {
		return t, nil
	}
	t := &http.Transport{
		Proxy:                 r.proxy(),
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          10,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,

		MaxResponseHeaderBytes: headLimit,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
	}
	if bundle != "" {
		pool, err := readBundle(bundle)
		if err != nil {
			return nil, err
		}
		t.TLSClientConfig.RootCAs = pool
	}
	if r.transports == nil {
		r.transports = map[string]*http.Transport{}
	}
	r.transports[bundle] = t
	return t, nil
}

// readBundle reads certificates that replace the system's, as they do in the AWS CLI and SDKs.
func readBundle(path string) (*x509.CertPool, error) {
	text, err := readfile.Read(path, bundleLimit)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBundle, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%w: %q holds no certificate", errBundle, path)
	}
	return pool, nil
}
