package keychain

// Cheap returns options with the cheapest scrypt.
func Cheap(o Options) Options {
	o.WorkFactor, o.cheapest = 10, 10
	return o
}
