package signer_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"lanyard/signer"
)

// An http.Client that signs what it sends.
func ExampleTransport() {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		fmt.Println(r.Method, r.URL.Path, scheme, r.Header.Get("X-Amz-Date"))
	}))
	defer server.Close()

	client := &http.Client{Transport: &signer.Transport{
		Signer: signer.New(),
		Credentials: func(context.Context) (signer.Credentials, error) {
			return signer.NewCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""), nil
		},
		// A host of AWS's tells service and region itself; a program that is not an example leaves the
		// time to the clock.
		Options: signer.Options{
			Service: "s3", Region: "us-east-1",
			Time: time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC),
		},
	}}
	response, err := client.Get(server.URL + "/bucket/key")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
	// Output:
	// GET /bucket/key AWS4-HMAC-SHA256 20150830T123600Z
	// 200 OK
}

// A URL that whoever has it may use for an hour.
func ExampleSigner_Presign() {
	request, err := http.NewRequest(http.MethodGet, "https://examplebucket.s3.amazonaws.com/test.txt", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	credentials := signer.NewCredentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "")
	presigned, err := signer.New().Presign(request, credentials, signer.Options{Expires: time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.HasPrefix(presigned.URL, "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&"))
	fmt.Println(len(presigned.Header))
	// Output:
	// true
	// 0
}
