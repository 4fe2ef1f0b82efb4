package signer_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"lanyard/signer"
)

// The same request for both: an upload to S3 with temporary credentials.
func benchRequest(b *testing.B, presign bool) *http.Request {
	r, err := http.NewRequest("PUT", "https://bucket.s3.eu-west-1.amazonaws.com/some/folder/with%20space/key.txt?uploadId=2~VmVyeUxvbmc&partNumber=7&x-id=UploadPart", nil)
	if err != nil {
		b.Fatal(err)
	}
	r.ContentLength = 1024
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("User-Agent", "lanyard")
	r.Header.Set("X-Amz-Meta-Origin", "some   value")
	r.Header.Set("X-Amz-Request-Payer", "requester")
	r.Header.Set("X-Amz-Server-Side-Encryption", "aws:kms")
	if presign {
		r.URL.RawQuery += "&X-Amz-Expires=900"
	} else {
		r.Header.Set("X-Amz-Content-Sha256", signer.UnsignedPayload)
	}
	return r
}

const benchID, benchSecret = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

func benchToken() string { return strings.Repeat("IQoJb3JpZ2luX2Vj", 24) }

func sdkBenchKeys() aws.Credentials {
	return aws.Credentials{AccessKeyID: benchID, SecretAccessKey: benchSecret, SessionToken: benchToken()}
}

func benchTime() time.Time { return time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC) }

func benchOptions() signer.Options {
	return signer.Options{Service: "s3", Region: "eu-west-1", Time: benchTime(), PayloadHash: signer.UnsignedPayload}
}

func BenchmarkSign(b *testing.B) {
	b.Run("lanyard", func(b *testing.B) {
		s, c, r := signer.New(), signer.NewCredentials(benchID, benchSecret, benchToken()), benchRequest(b, false)
		b.ReportAllocs()
		for b.Loop() {
			if err := s.Sign(r, c, benchOptions()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sdk", func(b *testing.B) {
		s, c, r := v4.NewSigner(), sdkBenchKeys(), benchRequest(b, false)
		b.ReportAllocs()
		for b.Loop() {
			err := s.SignHTTP(context.Background(), c, r, signer.UnsignedPayload, "s3", "eu-west-1", benchTime(),
				func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkPresign(b *testing.B) {
	b.Run("lanyard", func(b *testing.B) {
		s, c, r := signer.New(), signer.NewCredentials(benchID, benchSecret, benchToken()), benchRequest(b, true)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Presign(r, c, benchOptions()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sdk", func(b *testing.B) {
		s, c, r := v4.NewSigner(), sdkBenchKeys(), benchRequest(b, true)
		b.ReportAllocs()
		for b.Loop() {
			_, _, err := s.PresignHTTP(context.Background(), c, r, signer.UnsignedPayload, "s3", "eu-west-1", benchTime(),
				func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkSignA(b *testing.B) {
	s, c, r := signer.New(), signer.NewCredentials(benchID, benchSecret, benchToken()), benchRequest(b, false)
	o := benchOptions()
	o.Algorithm = signer.SigV4A
	for b.Loop() {
		if err := s.Sign(r, c, o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGuessHost(b *testing.B) {
	for _, host := range []string{
		"sts.eu-west-1.amazonaws.com", "bucket.s3.eu-west-1.amazonaws.com", "iam.amazonaws.com", "api.ecr.us-east-1.api.aws",
		"a1b2c3.execute-api.us-gov-west-1.amazonaws.com", "b.s3.us-west-004.backblazeb2.com", "localhost:4566", "www.example.com",
	} {
		b.Run(host, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				signer.GuessHost(host)
			}
		})
	}
}
