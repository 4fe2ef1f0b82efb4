package signer

import (
	"net/url"
	"strings"
)

// Endpoint holds the service and region that a host name implies. Fields that it does not imply are empty.
type Endpoint struct {
	Service   string
	Region    string
	Algorithm Algorithm
	RegionSet []string // for SigV4A
}

// GuessHost returns the endpoint of a host name, with or without a port. It knows AWS's endpoints and those of
// other services with S3's interface; for any other host the Endpoint is zero.
func GuessHost(host string) Endpoint {
	m, ok := matchHost(host)
	if !ok {
		return Endpoint{}
	}
	return m.endpoint()
}

// GuessURL is like GuessHost for a URL. AWS IoT's MQTT and HTTPS interfaces share a host: the path and the scheme
// decide between them.
func GuessURL(u *url.URL) Endpoint { return guessFor(u.Host, u) }

// mqttService is the signing name of MQTT over WebSockets.
const mqttService = "iotdevicegateway"

func guessFor(host string, u *url.URL) Endpoint {
	e := GuessHost(host)
	if isMQTT(host, u) {
		e.Service = mqttService
	}
	return e
}

// isMQTT reports whether a URL belongs to AWS IoT's MQTT over WebSockets.
func isMQTT(host string, u *url.URL) bool {
	if !webSocketScheme(u.Scheme) && u.Path != "/mqtt" {
		return false
	}
	service := GuessHost(host).Service
	return service == "iotdata" || service == mqttService
}

// hostMatch is a host name and the row of the host table that fits it.
type hostMatch struct {
	*hostRow
	domain string // the partition's, "" for hosts that are not AWS's
	global string // the region of the partition's global services
	// The labels that stand where the shape has <service>, and <region> or <place>; and those before them.
	service, region, before string
}

// matchHost finds the first row of the host table that fits a host, which may have a port.
func matchHost(host string) (hostMatch, bool) {
	// The longest name that the DNS allows; fuzzing likes longer ones.
	if len(host) > 255 {
		return hostMatch{}, false
	}
	name := strings.TrimSuffix(strings.ToLower(withoutPort(host)), ".")
	local, global := cutPartition(name)
	table := hosts()
	if global == "" {
		m, i := table.match(name, false)
		return m, i < len(table.rows)
	}
	m, i := table.match(local, true)
	if other, j := table.match(name, false); j < i {
		return other, true
	}
	m.domain, m.global = name[len(local)+1:], global
	return m, i < len(table.rows)
}

// match returns the first row that fits a name, whose partition is cut off for the rows of AWS's hosts, and
// the row's index; len(t.rows) if none fits.
func (t *hostTable) match(name string, aws bool) (found hostMatch, index int) {
	var labels [8]string // from the right; no shape has more
	n, rest := 0, name
	for more := true; more && n < len(labels); n++ {
		rest, labels[n], more = cutLast(rest)
	}
	index = len(t.rows)
	try := func(rows []int) {
		for _, i := range rows {
			if i >= index {
				return
			}
			row := &t.rows[i]
			if m := (hostMatch{hostRow: row}); row.aws == aws && m.fits(name, labels[:n]) {
				found, index = m, i
				return
			}
		}
	}
	try(t.others)
	for _, label := range labels[:n] {
		try(t.byLabel[label])
	}
	return found, index
}

// fits reports whether the row's shape fits a name, of which labels are the rightmost.
func (m *hostMatch) fits(name string, labels []string) bool {
	if len(labels) < len(m.labels) {
		return false
	}
	length := -1 // of the labels that the shape has, and the dots between them
	for i, shape := range m.labels {
		if labels[i] == "" || !m.fitsLabel(shape, labels[i]) {
			return false
		}
		length += len(labels[i]) + 1
	}
	if length == len(name) {
		return true
	}
	m.before = name[:len(name)-length-1]
	return m.open
}

func (m *hostMatch) fitsLabel(shape labelShape, label string) bool {
	if shape.variable == "" {
		return shape.prefix == label
	}
	part, ok := strings.CutPrefix(label, shape.prefix)
	if !ok || part == "" {
		return false
	}
	switch shape.variable {
	case "<place>":
		m.region = part
	case "<region>":
		m.region = part
		return isRegion(part)
	case "<service>":
		m.service = part
		return !isRegion(part)
	}
	return true
}

// isGlobalS3 reports whether a host is a multi-region access point, which knows SigV4A only.
func isGlobalS3(host string) bool {
	return strings.Contains(host, ".accesspoint.s3-global.")
}

func withoutPort(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		return host[:i]
	}
	return host
}

// cutPartition splits an AWS host into what comes before the partition's domain, and the region of the
// partition's global services, which is empty for any other host. GovCloud's hosts count as the largest
// partition's, whose domains they share.
func cutPartition(name string) (local, global string) {
	for _, p := range partitions() {
		if p.name == "aws-us-gov" {
			continue
		}
		for _, domain := range [...]string{p.domain, p.dualStack, p.resources} {
			if before, ok := strings.CutSuffix(name, domain); ok && domain != "" && strings.HasSuffix(before, ".") {
				return before[:len(before)-1], p.region
			}
		}
	}
	return "", ""
}

func cutLast(s string) (rest, last string, more bool) {
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return "", s, false
}

// endpoint returns what the row says about the host.
func (m *hostMatch) endpoint() Endpoint {
	e := Endpoint{Service: m.signedAs, Region: m.signedFor, Algorithm: m.algorithm}
	if e.Service == "=" {
		e.Service = m.signingName()
	}
	switch e.Region {
	case "=":
		e.Region = m.region
	case "-":
		e.Region = ""
	case "global":
		e.Region = m.global
	}
	if e.Algorithm != "" {
		e.RegionSet = []string{e.Region}
	}
	return e
}

// isRegion reports whether a label has the form of a region: "us-gov-west-1".
func isRegion(label string) bool {
	letters, number, ok := strings.Cut(label, "-")
	if !ok || len(letters) < 2 || len(letters) > 4 || !isLower(letters) {
		return false
	}
	words := 0
	for strings.Contains(number, "-") {
		var word string
		if word, number, _ = strings.Cut(number, "-"); !isLower(word) {
			return false
		}
		words++
	}
	return words > 0 && words < 4 && (len(number) == 1 || len(number) == 2) && strings.Trim(number, "0123456789") == ""
}

func isLower(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return word != ""
}

// signingName returns the name that the service of a host is signed with. The labels before it may be part of
// the name, as in "api.ecr", or a customer's own.
func (m *hostMatch) signingName() string {
	names := hosts().names
	name := strings.TrimSuffix(m.service, "-fips")
	if before := strings.TrimSuffix(m.before, "-fips"); before != "" {
		_, last, _ := cutLast(before)
		if signed := names[strings.TrimSuffix(last, "-fips")+"."+name]; signed != "" {
			return signed
		}
	}
	if signed := names[name]; signed != "" {
		return signed
	}
	return name
}
