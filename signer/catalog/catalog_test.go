package catalog_test

import (
	"testing"

	"lanyard/signer/catalog"
)

// TestReadsEveryService reads every block of the embedded file.
func TestReadsEveryService(t *testing.T) {
	c, err := catalog.Open()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, s := range c.Services() {
		summaries, err := c.Operations(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, summary := range summaries {
			o, err := c.Operation(s, summary.Name)
			if err != nil || o == nil || o.Method == "" || o.Path == "" {
				t.Fatalf("%s %s: %v, %v", s.Name, summary.Name, o, err)
			}
			count++
		}
	}
	if len(c.Services()) != 424 || count != 18378 {
		t.Errorf("%d services and %d operations", len(c.Services()), count)
	}
}

func TestOperation(t *testing.T) {
	c, err := catalog.Open()
	if err != nil {
		t.Fatal(err)
	}
	s, ok := c.Service("s3api")
	if !ok {
		t.Fatal("no s3api")
	}
	o, err := c.Operation(s, "put-object")
	if err != nil || o == nil {
		t.Fatal(o, err)
	}
	bucket, body := o.Input.Member("Bucket"), o.Input.Member("Body")
	if o.Method != "PUT" || o.Path != "/{Bucket}/{Key+}" || o.Input.Payload != "Body" || o.ReadOnly {
		t.Errorf("PutObject is %+v", o)
	}
	if !bucket.Required || bucket.Location != catalog.InPath || !body.Shape.Streaming {
		t.Errorf("members are %+v and %+v", bucket, body)
	}
	sts, _ := c.Service("STS")
	if o, err = c.Operation(sts, "AssumeRole"); err != nil || !o.Credentials || o.ReadOnly || o.Wrapper != "AssumeRoleResult" {
		t.Errorf("AssumeRole is %+v, %v", o, err)
	}
}

func TestEndpoint(t *testing.T) {
	c, err := catalog.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		service, region string
		v               catalog.Variant
		host, signing   string
	}{
		{"sts", "eu-west-1", catalog.Variant{}, "sts.eu-west-1.amazonaws.com", "eu-west-1"},
		{"iam", "eu-west-1", catalog.Variant{}, "iam.amazonaws.com", "us-east-1"},
		{"dynamodb", "cn-north-1", catalog.Variant{}, "dynamodb.cn-north-1.amazonaws.com.cn", "cn-north-1"},
		{"lambda", "us-east-1", catalog.Variant{FIPS: true}, "lambda-fips.us-east-1.amazonaws.com", "us-east-1"},
		{"lambda", "eu-west-1", catalog.Variant{DualStack: true}, "lambda.eu-west-1.api.aws", "eu-west-1"},
		{"s3", "eu-west-1", catalog.Variant{DualStack: true}, "s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1"},
	} {
		s, _ := c.Service(x.service)
		e, err := c.Endpoint(s, x.region, x.v)
		if err != nil || e.Host != x.host || e.SigningRegion != x.signing {
			t.Errorf("%s in %s: %+v, %v; want %s, %s", x.service, x.region, e, err, x.host, x.signing)
		}
	}
	s, _ := c.Service("sts")
	if _, err := c.Endpoint(s, "evil.example/", catalog.Variant{}); err == nil {
		t.Error("an invalid region was accepted")
	}
}
