// Package fakeaws is an AWS that runs inside the process, for tests and for "lanyard demo". It
// checks what the real one checks (signatures, scopes, clocks, session tokens, one-time codes,
// role trust) and refuses what the real one refuses, in its words and formats. It is not for
// anything else: it knows no policies, keeps nothing on disk, and listens on loopback only.
//
// Protocol: https://docs.aws.amazon.com/STS/latest/APIReference/. A Verifier checks the signatures: tests pass one that
// uses the AWS SDK's signer, so that lanyard's signer is not tested against itself.
package fakeaws
