package signer_test

import (
	"testing"

	"lanyard/signer"
)

// A bucket's name may look like a region, an endpoint or a part of one: it stays as it is.
func TestS3HostKeepsTheBucket(t *testing.T) {
	buckets := []string{
		"", "attic.", "logs-us-east-1.", "us-east-1.", "us-east-1.us-east-1.", "s3-us-east-1.", "s3.us-east-1.",
		"a.s3.us-east-1.", "a.s3-us-east-1.", "dualstack.us-east-1.", "x.eu-west-1.", "s3.", "s3-fips.", "s3-external-1.",
	}
	for from, to := range map[string]string{
		"s3.us-east-1.amazonaws.com":                "s3.eu-west-1.amazonaws.com",
		"s3-us-east-1.amazonaws.com":                "s3.eu-west-1.amazonaws.com",
		"s3.dualstack.us-east-1.amazonaws.com":      "s3.dualstack.eu-west-1.amazonaws.com",
		"s3-fips.us-east-1.amazonaws.com":           "s3-fips.eu-west-1.amazonaws.com",
		"s3-fips.dualstack.us-east-1.amazonaws.com": "s3-fips.dualstack.eu-west-1.amazonaws.com",
		"s3.amazonaws.com":                          "s3.eu-west-1.amazonaws.com",
		"s3-external-1.amazonaws.com":               "s3.eu-west-1.amazonaws.com",
		"s3.us-east-1.amazonaws.com:443":            "s3.eu-west-1.amazonaws.com:443",
	} {
		for _, bucket := range buckets {
			got, ok := signer.S3HostIn(bucket+from, "eu-west-1")
			if want := bucket + to; !ok || got != want {
				t.Errorf("%s%s is %q in eu-west-1, %v, want %q", bucket, from, got, ok, want)
			}
		}
	}
}

func TestS3HostThatCannotMove(t *testing.T) {
	for _, tc := range []struct{ host, region string }{
		{"b.s3.us-east-1.amazonaws.com", "cn-north-1"},
		{"b.s3.us-east-1.amazonaws.com", "us-gov-west-1"},
		{"b.s3.us-gov-west-1.amazonaws.com", "us-east-1"},
		{"b.s3.cn-north-1.amazonaws.com.cn", "eu-west-1"},
		{"b.s3.amazonaws.com", "eusc-de-east-1"},
		{"b.s3.us-east-1.amazonaws.com", "evil.example/"},
		{"b.s3.us-east-1.amazonaws.com", ""},
		{"b.s3.us-east-1.amazonaws.com", "eu-west-1.evil"},
		{"ap-111122223333.s3-accesspoint.us-east-1.amazonaws.com", "eu-west-1"},
		{"b.s3-accelerate.amazonaws.com", "eu-west-1"},
		{"b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com", "eu-west-1"},
		{"b.vpce-1a2b-3c4d.s3.us-east-1.vpce.amazonaws.com", "eu-west-1"},
		{"111122223333.s3-control.us-east-1.amazonaws.com", "eu-west-1"},
		{"abc.lambda-url.us-east-1.on.aws", "eu-west-1"},
		{"s3.us-east-1.amazonaws.com.evil.example", "eu-west-1"},
		{"127.0.0.1:9000", "eu-west-1"},
		{"b.s3.us-west-004.backblazeb2.com", "eu-west-1"},
	} {
		if got, ok := signer.S3HostIn(tc.host, tc.region); ok {
			t.Errorf("%s moves to %q for %q", tc.host, got, tc.region)
		}
	}
}
