//go:build unix && !darwin

package keychain

// DialError and ReplyClass sort what the bus and the service fail with.
var (
	DialError  = dialError
	ReplyClass = replyClass
)
