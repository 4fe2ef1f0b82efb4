package keychain

// Cheap lets a test's vaults be wrapped with next to no work.
func Cheap(o Options) Options {
	o.WorkFactor, o.cheapest = 10, 10
	return o
}
