package creds

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/readfile"
	"lanyard/profiles"
	"lanyard/signer/request"
)

const (
	// headLimit bounds the head of any answer, in bytes; the largest real ones, with S3's metadata, have 16 KiB.
	headLimit = 256 << 10
	// bundleLimit bounds a certificate bundle; Mozilla's whole list is a quarter of that.
	bundleLimit = 1 << 20
	// attemptsLimit bounds max_attempts, and defaultAttempts is its value in the AWS SDKs' standard mode.
	attemptsLimit, defaultAttempts = 100, 3
)

// exchange is the network for the calls of one goroutine. It remembers what error messages and clocks need of
// the last answer.
type exchange struct {
	transport   http.RoundTripper
	now         func() time.Time
	unreachable *UnreachableHosts

	host      string
	status    int // 0: no answer
	date      time.Time
	received  time.Time
	requestID string
	html      bool
}

// RoundTrip implements http.RoundTripper.
func (x *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	x.host, x.status = req.URL.Host, 0
	if err := x.unreachable.check(x.host); err != nil {
		return nil, err
	}
	resp, err := x.transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	x.status, x.received = resp.StatusCode, x.now()
	x.date, _ = http.ParseTime(resp.Header.Get("Date"))
	x.requestID = resp.Header.Get("X-Amzn-Requestid")
	x.html = strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html")
	return resp, nil
}

// sender returns a sender for the calls that a step takes, which retries as the AWS SDKs do.
func (r *Resolver) sender(step *profiles.Step) (*request.Sender, *exchange, error) {
	transport, err := r.Network(step.Settings)
	if err != nil {
		return nil, nil, err
	}
	x := &exchange{transport: transport, now: r.now, unreachable: r.Unreachable}
	return &request.Sender{
		Transport: x, Now: r.now, Timeout: r.timeout(),
		Retries: r.maxAttempts(step) - 1, RetryBase: time.Second, RetryUnreachable: true,
	}, x, nil
}

// endpoint returns the address of a service: the one that the environment or the step's profile names for
// setting, or else the https address of a host in the region.
func (r *Resolver) endpoint(step *profiles.Step, setting, region string, host func(region string, fips, dualStack bool) string) (string, error) {
	fips := isTrue(r.setting(step, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
	dualStack := isTrue(r.setting(step, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
	if override := profiles.ResolveEndpoint(step.Settings, r.getenv, setting); override != "" {
		return override, checkEndpoint(strings.ReplaceAll(setting, "_", " "), override, fips)
	}
	if !isRegion(region) {
		return "", regionError(region)
	}
	return "https://" + host(region, fips, dualStack), nil
}

var (
	errEndpoint = errors.New("no http or https address")
	errFIPS     = errors.New("can't be combined with use_fips_endpoint")
	errBundle   = errors.New("read the certificate bundle")
)

// checkEndpoint refuses a custom endpoint that is not an http or https URL, and any where FIPS endpoints are
// required, as the endpoint rules of AWS do.
func checkEndpoint(service, endpoint string, fips bool) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("the %s endpoint %q is %w", service, endpoint, errEndpoint)
	}
	if fips {
		return fmt.Errorf("the %s endpoint %q %w", service, endpoint, errFIPS)
	}
	return nil
}

// maxAttempts returns how often a call is tried. AWS_RETRY_MODE makes no difference: adaptive mode spreads
// many calls of one process, and here each is the first.
func (r *Resolver) maxAttempts(step *profiles.Step) int {
	n, err := strconv.Atoi(r.setting(step, "AWS_MAX_ATTEMPTS", "max_attempts"))
	if err != nil || n < 1 {
		return defaultAttempts
	}
	return min(n, attemptsLimit)
}

// Network returns the network as a profile's settings want it: with its certificate bundle, through the
// proxies of the environment. It adds nothing to requests, compression included. settings may be nil.
func (r *Resolver) Network(settings *profiles.Profile) (http.RoundTripper, error) {
	if r.Transport != nil {
		return r.Transport, nil
	}
	bundle := r.setting(&profiles.Step{Settings: settings}, "AWS_CA_BUNDLE", "ca_bundle")
	r.mu.Lock()
	defer r.mu.Unlock()
	if t := r.transports[bundle]; t != nil {
		return t, nil
	}
	t := &http.Transport{
		Proxy:                 r.proxy(),
		ForceAttemptHTTP2:     true,
		DisableCompression:    true,
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
