package creds

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"

	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/signer"
	"lanyard/signer/request"
)

const stsToken = `<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`

// seenRequest is a request as far as STS looks at it.
type seenRequest struct {
	Method, URL, ContentType, Scope string
	Form                            url.Values
}

// stsAnswers records requests and answers each with the next of its answers, the last one for ever.
type stsAnswers struct {
	list []stsAnswer
	seen []seenRequest
}

type stsAnswer struct {
	err    error // instead of an answer
	status int
	body   string
	date   time.Time
}

func (a *stsAnswers) Do(r *http.Request) (*http.Response, error) { return a.RoundTrip(r) }

func (a *stsAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "/")
	scope, _, _ = strings.Cut(scope, ",")
	a.seen = append(a.seen, seenRequest{r.Method, r.URL.String(), r.Header.Get("Content-Type"), scope, form})
	next := a.list[min(len(a.seen), len(a.list))-1]
	if next.err != nil {
		return nil, next.err
	}
	resp := &http.Response{StatusCode: next.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(next.body))}
	if !next.date.IsZero() {
		resp.Header.Set("Date", next.date.UTC().Format(http.TimeFormat))
	}
	return resp, nil
}

// stsAccepts answers an operation with credentials, or an identity.
func stsAccepts(op string) stsAnswer {
	return stsAnswer{status: http.StatusOK, body: fmt.Sprintf(`<%[1]sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%[1]sResult>%[2]s`+
		`<Account>1</Account><Arn>arn:aws:iam::1:user/u</Arn></%[1]sResult></%[1]sResponse>`, op, stsToken)}
}

func stsCredentials() Credentials {
	return Credentials{AccessKeyID: "AKID", SecretAccessKey: redact.New("secret"), SessionToken: redact.New("token")}
}

func stsOptions(through *stsAnswers) sts.Options {
	return sts.Options{HTTPClient: through, Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", "token")}
}

// TestSTSRequestsAreTheSDKs compares the address, the scope and the parameters of requests, in every partition.
func TestSTSRequestsAreTheSDKs(t *testing.T) {
	known := 0
	for _, region := range []string{
		"us-east-1", "eu-west-1", "ap-southeast-7", "cn-north-1", "us-gov-west-1", "us-gov-east-1", "eusc-de-east-1",
		"us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "aws-global",
	} {
		for flags := range 8 {
			fips, dual, custom := flags&1 > 0, flags&2 > 0, flags&4 > 0
			if region == "aws-global" && flags > 0 { // a combination that the SDK does not mean
				continue
			}
			name := fmt.Sprintf("%s fips %v dual-stack %v custom %v", region, fips, dual, custom)
			env := map[string]string{
				"AWS_REGION": region, "AWS_USE_FIPS_ENDPOINT": strconv.FormatBool(fips), "AWS_USE_DUALSTACK_ENDPOINT": strconv.FormatBool(dual),
			}
			ours, theirs := &stsAnswers{list: []stsAnswer{stsAccepts("GetCallerIdentity")}}, &stsAnswers{list: []stsAnswer{stsAccepts("GetCallerIdentity")}}
			options := stsOptions(theirs)
			options.Region = region
			if fips {
				options.EndpointOptions.UseFIPSEndpoint = aws.FIPSEndpointStateEnabled
			}
			if dual {
				options.EndpointOptions.UseDualStackEndpoint = aws.DualStackEndpointStateEnabled
			}
			if custom {
				env["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:4566/sts"
				options.BaseEndpoint = aws.String(env["AWS_ENDPOINT_URL_STS"])
			}
			if custom && dual {
				continue // the SDK refuses it
			}
			r := &Resolver{Transport: ours, Getenv: func(name string) string { return env[name] }}
			_, err := r.Identify(t.Context(), nil, "", stsCredentials())
			_, sdkErr := sts.New(options).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
			if (err == nil) != (sdkErr == nil) {
				t.Errorf("%s: error %v, the SDK's %v", name, err, sdkErr)
			}
			if !reflect.DeepEqual(ours.seen, theirs.seen) {
				t.Errorf("%s:\n%+v, the SDK sent\n%+v", name, ours.seen, theirs.seen)
			}
			known += len(ours.seen)
		}
	}
	if known < 40 {
		t.Errorf("%d addresses compared", known)
	}
}

func TestSTSParametersAreTheSDKs(t *testing.T) {
	role := profiles.Role{
		ARN: "arn:aws:iam::1:role/r", SessionName: "name", ExternalID: "a+b c", SourceIdentity: "who",
		Tags: []profiles.Tag{{Key: "k", Value: "v 1"}, {Key: "é", Value: ""}}, TransitiveTags: []string{"k", "é"},
	}
	in := &sts.AssumeRoleInput{
		RoleArn: &role.ARN, RoleSessionName: &role.SessionName, ExternalId: &role.ExternalID, SourceIdentity: &role.SourceIdentity,
		Tags:              []types.Tag{{Key: aws.String("k"), Value: aws.String("v 1")}, {Key: aws.String("é"), Value: aws.String("")}},
		TransitiveTagKeys: role.TransitiveTags, DurationSeconds: aws.Int32(3600), SerialNumber: aws.String("serial"), TokenCode: aws.String("123456"),
	}
	for op, call := range map[string]func(*job, *planStep, *sts.Client) error{
		"AssumeRole": func(j *job, h *planStep, theirs *sts.Client) error {
			_, err := j.assumeRole(t.Context(), h, &session{Credentials: stsCredentials()}, "123456")
			_, sdkErr := theirs.AssumeRole(t.Context(), in)
			return errors.Join(err, sdkErr)
		},
		"GetSessionToken": func(j *job, h *planStep, theirs *sts.Client) error {
			_, err := j.sessionToken(t.Context(), h, &session{Credentials: stsCredentials()}, "123456")
			_, sdkErr := theirs.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
				DurationSeconds: in.DurationSeconds, SerialNumber: in.SerialNumber, TokenCode: in.TokenCode,
			})
			return errors.Join(err, sdkErr)
		},
	} {
		ours, theirs := &stsAnswers{list: []stsAnswer{stsAccepts(op)}}, &stsAnswers{list: []stsAnswer{stsAccepts(op)}}
		options := stsOptions(theirs)
		options.Region = "eu-west-1"
		h := &planStep{step: &profiles.Step{Role: role}, serial: "serial", duration: time.Hour, target: target{region: "eu-west-1"}}
		if err := call(&job{Resolver: &Resolver{Transport: ours}}, h, sts.New(options)); err != nil {
			t.Errorf("%s: %v", op, err)
		}
		if !reflect.DeepEqual(ours.seen, theirs.seen) {
			t.Errorf("%s:\n%+v, the SDK sent\n%+v", op, ours.seen, theirs.seen)
		}
	}
}

// TestRetriesAreTheSDKs compares how often a call is tried, in both of the SDK's modes.
func TestRetriesAreTheSDKs(t *testing.T) {
	refusal := func(status int, code string) stsAnswer {
		return stsAnswer{status: status, body: "<ErrorResponse><Error><Code>" + code + "</Code><Message>m</Message></Error></ErrorResponse>"}
	}
	skewed := refusal(http.StatusForbidden, "SignatureDoesNotMatch")
	skewed.date = time.Now().Add(time.Hour)
	failures := map[string]stsAnswer{
		"refused": {err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, "reset": {err: syscall.ECONNRESET},
		"no host": {err: &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}},
		"500":     {status: 500}, "502": {status: 502, body: "<html>"}, "503": {status: 503}, "504": {status: 504}, "501": {status: 501},
		"throttled": refusal(400, "Throttling"), "IDP": refusal(400, "IDPCommunicationError"), "timeout": refusal(400, "RequestTimeout"),
		"denied": refusal(403, "AccessDenied"), "expired": refusal(403, "ExpiredToken"), "malformed": {status: 200, body: "<x"},
		"skewed": skewed,
	}
	standard := func(o *retry.StandardOptions) {
		o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
	}
	for mode, retryer := range map[string]func() aws.Retryer{
		"standard": func() aws.Retryer { return retry.NewStandard(standard) },
		"adaptive": func() aws.Retryer {
			return retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) { o.StandardOptions = append(o.StandardOptions, standard) })
		},
	} {
		for name, failure := range failures {
			for _, attempts := range []string{"", "1", "2", "5"} {
				if mode == "adaptive" && failure.status == http.StatusBadRequest && attempts != "2" {
					continue // the SDK waits for real
				}
				ours, theirs := &stsAnswers{list: []stsAnswer{failure}}, &stsAnswers{list: []stsAnswer{failure}}
				env := map[string]string{"AWS_REGION": "eu-west-1", "AWS_MAX_ATTEMPTS": attempts, "AWS_RETRY_MODE": mode}
				r := &Resolver{Transport: ours, Getenv: func(name string) string { return env[name] }}
				sender, _, err := r.sender(&profiles.Step{})
				if err != nil {
					t.Fatal(err)
				}
				sender.Wait = func(context.Context, time.Duration) error { return nil }
				sender.Credentials = func(context.Context, bool) (signer.Credentials, error) {
					return signer.NewCredentials("AKID", "secret", "token"), nil
				}
				_, err = sender.Call(t.Context(), "GetCallerIdentity", request.Request{
					Method: http.MethodPost, URL: &url.URL{Scheme: "https", Host: "sts.eu-west-1.amazonaws.com", Path: "/"}, Body: request.Text("x"),
				})
				options := stsOptions(theirs)
				options.Region, options.Retryer = "eu-west-1", retryer()
				if n, err := strconv.Atoi(attempts); err == nil {
					options.RetryMaxAttempts = n
				}
				_, sdkErr := sts.New(options).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
				if len(ours.seen) != len(theirs.seen) {
					t.Errorf("%s, %s, %q attempts: tried %d times, by the SDK %d times: %v, %v", name, mode, attempts, len(ours.seen), len(theirs.seen), err, sdkErr)
				}
			}
		}
	}
}
