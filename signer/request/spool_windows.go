package request

// stays reports whether a file can't be removed while it is open, which Windows refuses. The system's
// clean-up of temporary files removes it.
func stays(err error) bool { return err != nil }
