package request_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/signer"
	"lanyard/signer/request"
)

// A wire answers requests from a list, the last one again and again, and keeps what was sent.
type wire struct {
	answers []wireAnswer
	sent    []*http.Request
}

type wireAnswer struct {
	status int
	header http.Header
	body   string
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	kept := r.Clone(context.Background())
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		kept.Body = io.NopCloser(strings.NewReader(string(text)))
	}
	w.sent = append(w.sent, kept)
	a := w.answers[min(len(w.sent), len(w.answers))-1]
	header := a.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		StatusCode: a.status, Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)), Proto: "HTTP/1.1",
		Header: header, Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: r,
	}, nil
}

// hosts are those that requests went to.
func (w *wire) hosts() string {
	var hosts []string
	for _, r := range w.sent {
		host := r.URL.Host
		if r.Host != "" {
			host = r.Host
		}
		hosts = append(hosts, host)
	}
	return strings.Join(hosts, " ")
}

// send sends a request, with as many retries as are given.
func (w *wire) send(t *testing.T, r request.Request, retries ...int) *request.Answer {
	t.Helper()
	s := &request.Sender{
		Transport: w, Wait: func(context.Context, time.Duration) error { return nil },
		Credentials: func(context.Context, bool) (signer.Credentials, error) {
			return signer.NewCredentials("ASIAEXAMPLE", "secret", "the-token"), nil
		},
	}
	for _, n := range retries {
		s.Retries = n
	}
	a, err := s.Send(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return a
}

func requestTo(t *testing.T, method, url string) request.Request {
	t.Helper()
	u, err := signer.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	r := request.Request{Method: method, URL: u, Sign: signer.Options{DefaultRegion: "us-east-1"}, Header: http.Header{
		"Cookie": {"session=1"}, "X-Api-Key": {"key"}, "X-Amz-Meta-Owner": {"me"}, "User-Agent": {"lanyard/test"},
	}}
	if method != http.MethodGet && method != http.MethodHead {
		r.Body = request.Text("the body")
	}
	return r
}

// regionAnswers are the ways in which S3 says that a bucket is in another region.
func regionAnswers(bucketHost string) map[string]wireAnswer {
	header := http.Header{"X-Amz-Bucket-Region": {"eu-west-1"}, "X-Amz-Request-Id": {"1"}}
	located := func(host string) http.Header {
		return http.Header{"Location": {"https://" + host + "/elsewhere?x=1"}, "X-Amz-Request-Id": {"1"}}
	}
	text := func(code string) string {
		return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>m</Message><Region>eu-west-1</Region></Error>"
	}
	return map[string]wireAnswer{
		"400 with a region":     {400, nil, text("AuthorizationHeaderMalformed")},
		"400 in the query":      {400, nil, text("AuthorizationQueryParametersError")},
		"301 with a region":     {301, nil, text("PermanentRedirect")},
		"301 without a body":    {301, header, ""},
		"307 with a header":     {307, http.Header{"X-Amz-Bucket-Region": {"eu-west-1"}, "Location": {"https://evil.example/"}}, ""},
		"307 with a region":     {307, located("evil.s3.ap-south-1.amazonaws.com"), text("TemporaryRedirect")},
		"307 with the location": {307, located(strings.Replace(bucketHost, "s3.us-east-1", "s3.eu-west-1", 1)), ""},
		"308 with the location": {308, located(strings.Replace(bucketHost, "s3.us-east-1", "s3-eu-west-1", 1)), ""},
	}
}

// Whatever a bucket is called, its request stays with it when the region is wrong.
func TestWrongRegionStaysWithTheBucket(t *testing.T) {
	for _, bucket := range []string{
		"attic", "logs-us-east-1", "us-east-1", "us-east-1.logs", "s3-us-east-1", "s3.us-east-1", "a.s3.us-east-1.amazonaws.com", "eu-west-1",
	} {
		suffix := ".s3.us-east-1.amazonaws.com"
		answers := regionAnswers("")
		for name := range answers {
			for _, method := range []string{"GET", "HEAD", "PUT", "POST"} {
				t.Run(bucket+" "+name+" "+method, func(t *testing.T) {
					answer := regionAnswers("BUCKET" + suffix)[name]
					if to := answer.header.Get("Location"); to != "" {
						answer.header.Set("Location", strings.Replace(to, "BUCKET", bucket, 1))
					}
					if method == "HEAD" {
						if answer.body != "" && answer.status == 307 {
							t.Skip("a HEAD has no body that names the region")
						}
						if answer.body != "" {
							answer.header, answer.body = http.Header{"X-Amz-Bucket-Region": {"eu-west-1"}}, ""
						}
					}
					w := &wire{answers: []wireAnswer{answer, {status: 200}}}
					a := w.send(t, requestTo(t, method, "https://"+bucket+suffix+"/key?list"))
					if want := bucket + suffix + " " + bucket + ".s3.eu-west-1.amazonaws.com"; w.hosts() != want || a.Status != 200 {
						t.Fatalf("%d from %s, want %s", a.Status, w.hosts(), want)
					}
					again := w.sent[1]
					if again.Method != method || again.URL.RequestURI() != w.sent[0].URL.RequestURI() || a.Signing.Region != "eu-west-1" {
						t.Errorf("sent again as %s %s for %s", again.Method, again.URL, a.Signing.Region)
					}
				})
			}
		}
	}
}

// An answer that keeps naming regions is obeyed once.
func TestWrongRegionOnce(t *testing.T) {
	answer := func(region string) wireAnswer {
		return wireAnswer{301, http.Header{"X-Amz-Bucket-Region": {region}, "X-Amz-Request-Id": {"1"}}, ""}
	}
	w := &wire{answers: []wireAnswer{answer("eu-west-1"), answer("eu-west-2"), answer("eu-west-3")}}
	a := w.send(t, requestTo(t, "PUT", "https://attic.s3.amazonaws.com/key"))
	if w.hosts() != "attic.s3.amazonaws.com attic.s3.eu-west-1.amazonaws.com" || a.Status != 301 {
		t.Errorf("%d from %s", a.Status, w.hosts())
	}
}

// Neither another partition nor a text that is no region is followed, nor what another service answers.
func TestRegionThatIsNotFollowed(t *testing.T) {
	for _, tc := range []struct{ url, region string }{
		{"https://attic.s3.us-east-1.amazonaws.com/", "cn-north-1"},
		{"https://attic.s3.us-east-1.amazonaws.com/", "us-gov-west-1"},
		{"https://attic.s3.us-east-1.amazonaws.com/", "evil.example"},
		{"https://attic.s3.us-east-1.amazonaws.com/", "x"},
		{"https://ap-111122223333.s3-accesspoint.us-east-1.amazonaws.com/", "eu-west-1"},
		{"https://sqs.us-east-1.amazonaws.com/", "eu-west-1"},
		{"https://abc.lambda-url.us-east-1.on.aws/", "eu-west-1"},
	} {
		for _, status := range []int{301, 307, 308} {
			w := &wire{answers: []wireAnswer{
				{status, http.Header{"X-Amz-Bucket-Region": {tc.region}, "Location": {"https://evil.example/"}}, "<Error><Code>PermanentRedirect</Code></Error>"},
				{status: 200},
			}}
			if a := w.send(t, requestTo(t, "PUT", tc.url)); len(w.sent) != 1 || a.Status != status {
				t.Errorf("%s, %d with region %q: sent to %s", tc.url, status, tc.region, w.hosts())
			}
		}
	}
}

// tenants are hosts whose next one belongs to another customer of AWS's.
func tenants() map[string][2]string {
	pairs := map[string][2]string{}
	for name, shape := range map[string]string{
		"lambda-url":       "https://%s.lambda-url.us-east-1.on.aws/",
		"execute-api":      "https://%s.execute-api.us-east-1.amazonaws.com/prod",
		"s3":               "https://%s.s3.us-east-1.amazonaws.com/key",
		"s3 global":        "https://%s.s3.amazonaws.com/key",
		"s3 by path":       "https://s3.us-east-1.amazonaws.com/%s/key",
		"s3 access point":  "https://%s-111122223333.s3-accesspoint.us-east-1.amazonaws.com/key",
		"s3 express":       "https://%s--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com/key",
		"s3 object lambda": "https://%s-111122223333.s3-object-lambda.us-east-1.amazonaws.com/key",
		"s3 accelerate":    "https://%s.s3-accelerate.amazonaws.com/key",
		"appsync":          "https://%s.appsync-api.us-east-1.amazonaws.com/graphql",
		"appsync events":   "https://%s.ddpg.us-east-1.amazonaws.com/event",
		"opensearch":       "https://search-%s.us-east-1.es.amazonaws.com/_bulk",
		"aoss":             "https://%s.us-east-1.aoss.amazonaws.com/_bulk",
		"cloudsearch":      "https://doc-%s.us-east-1.cloudsearch.amazonaws.com/2013-01-01/documents/batch",
		"iot":              "https://%s-ats.iot.us-east-1.amazonaws.com/topics/a",
		"neptune":          "https://%s.cluster-abc.us-east-1.neptune.amazonaws.com:8182/sparql",
		"mediastore":       "https://%s.data.mediastore.us-east-1.amazonaws.com/a",
		"vpc-lattice":      "https://%s.7d67968.vpc-lattice-svcs.us-east-1.on.aws/",
		"kinesisvideo":     "https://%s.kinesisvideo.us-east-1.amazonaws.com/putMedia",
		"aps":              "https://aps-workspaces.us-east-1.amazonaws.com/workspaces/%s/api/v1/remote_write",
		"same host":        "https://sts.us-east-1.amazonaws.com/%s",
	} {
		pairs[name] = [2]string{fmt.Sprintf(shape, "mine"), fmt.Sprintf(shape, "another")}
	}
	return pairs
}

// A redirect from one tenant's host to another's is shown, and nothing is sent there.
func TestRedirectsToOtherTenantsAreShown(t *testing.T) {
	for name, pair := range tenants() {
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, method := range []string{"GET", "POST"} {
				w := &wire{answers: []wireAnswer{{status, http.Header{"Location": {pair[1]}}, ""}, {status: 200}}}
				a := w.send(t, requestTo(t, method, pair[0]))
				if len(w.sent) != 1 || a.Status != status || !strings.HasPrefix(pair[1], a.Redirect+"/") {
					t.Errorf("%s, %s %d: %d from %s, redirect %q", name, method, status, a.Status, w.hosts(), a.Redirect)
				}
			}
		}
	}
}

// With Follow the place that a redirect leads to gets a bare GET or HEAD.
func TestFollowedRedirectsAreBare(t *testing.T) {
	for name, pair := range tenants() {
		for _, tc := range []struct {
			status         int
			method, follow string
		}{
			{301, "GET", "GET"},
			{302, "HEAD", "HEAD"},
			{302, "POST", "GET"},
			{303, "PUT", "GET"},
			{307, "GET", "GET"},
			{307, "POST", ""},
			{308, "PUT", ""},
			{301, "DELETE", ""},
		} {
			w := &wire{answers: []wireAnswer{{tc.status, http.Header{"Location": {pair[1]}}, ""}, {status: 403}}}
			r := requestTo(t, tc.method, pair[0])
			r.Follow = true
			a := w.send(t, r)
			if tc.follow == "" {
				if len(w.sent) != 1 || a.Status != tc.status {
					t.Errorf("%s, %s %d: %d from %s", name, tc.method, tc.status, a.Status, w.hosts())
				}
				continue
			}
			if len(w.sent) != 2 {
				t.Errorf("%s, %s %d: sent to %s", name, tc.method, tc.status, w.hosts())
				continue
			}
			bare := w.sent[1]
			if bare.Method != tc.follow || bare.URL.String() != pair[1] || bare.Body != nil || bare.ContentLength != 0 {
				t.Errorf("%s, %s %d: followed by %s %s", name, tc.method, tc.status, bare.Method, bare.URL)
			}
			if len(bare.Header) != 1 || bare.Header.Get("User-Agent") == "" || a.Signing != nil {
				t.Errorf("%s, %s %d: followed with %q", name, tc.method, tc.status, bare.Header)
			}
		}
	}
}

// A signature in the query is not carried along, and the server's own presigned URLs stay whole.
func TestFollowedQueryKeepsOnlyForeignSignatures(t *testing.T) {
	u := "https://abc.lambda-url.us-east-1.on.aws/?a=1"
	r := requestTo(t, "GET", u)
	r.Follow, r.Sign.InQuery = true, true
	w := &wire{}
	w.answers = []wireAnswer{{302, http.Header{"Location": {"https://b.s3.us-east-1.amazonaws.com/?X-Amz-Signature=00&X-Amz-Security-Token=other"}}, ""}, {status: 200}}
	w.send(t, r)
	if got := w.sent[1].URL.RawQuery; got != "X-Amz-Signature=00&X-Amz-Security-Token=other" {
		t.Errorf("the server's own query became %q", got)
	}
	signed := w.sent[0].URL.RawQuery
	copied := &wire{answers: []wireAnswer{{302, http.Header{"Location": {"https://evil.example/?" + signed}}, ""}, {status: 200}}}
	anonymous := requestTo(t, "GET", "https://abc.lambda-url.us-east-1.on.aws/?"+signed)
	anonymous.Anonymous, anonymous.Follow = true, true
	copied.send(t, anonymous)
	query := copied.sent[1].URL.Query()
	if query.Get("a") != "1" || query.Has("X-Amz-Signature") || query.Has("X-Amz-Security-Token") || query.Has("X-Amz-Credential") {
		t.Errorf("followed with %q", copied.sent[1].URL.RawQuery)
	}
}

func TestFollowEnds(t *testing.T) {
	w := &wire{answers: []wireAnswer{{302, http.Header{"Location": {"/again"}}, ""}}}
	r := requestTo(t, "GET", "https://sts.us-east-1.amazonaws.com/")
	r.Follow = true
	if a := w.send(t, r); a.Status != 302 || len(w.sent) != 11 {
		t.Errorf("%d after %d requests", a.Status, len(w.sent))
	}
}
