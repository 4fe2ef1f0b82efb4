// Package request holds the commands that sign HTTP requests: request, sign and presign.
package request
