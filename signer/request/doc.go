// Package request sends requests to AWS and parses the answers. It retries, corrects a wrong clock or region, parses
// the errors of every AWS protocol, lays out bodies for display and explains why a signature was refused.
//
// It does not look for credentials and prints nothing. A [Sender] reports its progress as Events. An [Answer] holds
// the result; its body is still to be read. [Sender.Call] is for the calls that lanyard itself makes: it reads the
// whole answer, and its time limit covers all attempts.
//
// The protocols: https://smithy.io/2.0/aws/protocols/index.html
package request
