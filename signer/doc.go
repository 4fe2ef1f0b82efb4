// Package signer signs HTTP requests to AWS with Signature Version 4, in a header or in the query (presigned
// URLs), and with its asymmetric variant SigV4A.
//
// It is for programs that build requests themselves. It does not look for credentials, sends requests only
// through a [Transport]'s Base, and needs only the standard library.
//
// A [Signer] may be used by many goroutines at once and caches the keys that it derives. [GuessHost] returns
// the service and region of a host name. [Signer.Explain] returns the canonical request as the server sees it,
// [Compare] the differences between two of them, and [Verify] checks a request that arrived signed.
//
// The algorithm: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// Its S3 dialect: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
package signer
