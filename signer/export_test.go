package signer

// What only tests need of the package's own names.
const EmptyPayload = emptyPayload

var (
	ErrScope     = errScope
	ErrAlgorithm = errAlgorithm
	ErrHeader    = errHeader
	ErrExpires   = errExpires
	ErrBody      = errBody
	ErrUnsigned  = errUnsigned
	ErrMalformed = errMalformed
)
