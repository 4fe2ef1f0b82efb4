package signer
type Endpoint struct {
	Service   string
	Region    string
	Algorithm Algorithm
	RegionSet []string
}
func GuessHost(host string) Endpoint { return Endpoint{} }
func isGlobalS3(host string) bool { return false }
