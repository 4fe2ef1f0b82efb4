// Package profiles reads, explains, edits and checks the AWS config and credentials files.
//
// It answers what a profile says and where that is written (Profile), and how its credentials
// would be produced (Plan). It uses no network, keeps no secrets at rest and looks at no clock.
//
// The format is that of https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html, as far
// as clients agree on it; where the AWS CLI and the SDKs differ, the file is read where either
// would read it, and the difference is reported as a Problem.
package profiles
