// Package signer signs HTTP requests to AWS, and says how it did: Signature Version 4 in a header or
// in the query (presigned URLs), and its asymmetric sibling SigV4A.
//
// It is for programs that compose requests themselves. It finds no credentials, sends nothing but
// through a [Transport]'s Base, and needs only the standard library.
//
// A [Signer] may be used by many goroutines at once and remembers the keys that it derived.
// What the host name says of service and region, [GuessHost] reads; what a request looks like to the
// server, [Signer.Explain] shows; where two views of it differ, [Compare] says; and [Verify] checks a
// request that somebody else signed.
//
// The algorithm: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// Its S3 dialect: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
package signer
