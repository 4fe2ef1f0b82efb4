package signer

import (
	"net/url"
	"strings"
)

// Endpoint is what a host name says: parts of it are empty where it does not.
type Endpoint struct {
	Service   string
	Region    string
	Algorithm Algorithm
	RegionSet []string // for SigV4A
}

// GuessHost reads a host name, with or without a port. It knows AWS's endpoints and those of services
// that speak S3; of any other the Endpoint is zero.
func GuessHost(host string) Endpoint {
	m, ok := matchHost(host)
	if !ok {
		return Endpoint{}
	}
	return m.endpoint(strings.Fields(m.columns), m.global)
}

// GuessURL reads a URL as GuessHost reads its host. The path and the scheme tell AWS IoT's MQTT from its
// HTTPS interface, which share a host.
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

// isMQTT reports whether a URL is that of MQTT over WebSockets at AWS IoT.
func isMQTT(host string, u *url.URL) bool {
	if !webSocketScheme(u.Scheme) && u.Path != "/mqtt" {
		return false
	}
	service := GuessHost(host).Service
	return service == "iotdata" || service == mqttService
}

// hostMatch is a host name and the line of hostShapes that fits it.
type hostMatch struct {
	captures
	shape   string // without the partition's domain
	columns string // what the line says of the host
	domain  string // the partition's, "" for hosts that are not AWS's
	global  string // the region of the partition's global services
}

// matchHost finds the first line of hostShapes that fits a host, which may have a port.
func matchHost(host string) (hostMatch, bool) {
	// The longest name that the DNS allows; fuzzing likes longer ones.
	if len(host) > 255 {
		return hostMatch{}, false
	}
	name := strings.TrimSuffix(strings.ToLower(withoutPort(host)), ".")
	local, global := cutPartition(name)
	for line := range strings.SplitSeq(hostShapes, "\n") {
		shape, rest, ok := strings.Cut(line, " ")
		if !ok || shape == "#" {
			continue
		}
		m := hostMatch{shape: shape, columns: rest}
		subject := name
		if pattern, isAWS := strings.CutSuffix(shape, ".AWS"); isAWS {
			if global == "" {
				continue
			}
			m.shape, m.domain, m.global = pattern, name[len(local)+1:], global
			subject = local
		}
		if m.match(m.shape, subject) {
			return m, true
		}
	}
	return hostMatch{}, false
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

// captures are the labels that stand where a shape has <service>, <region> or <place>, and the labels
// before <service>.
type captures struct{ service, region, before string }

// match compares from the right, since only the leftmost label of a shape may be "**".
func (c *captures) match(shape, host string) bool {
	for {
		if shape == "**" {
			c.before = host
			return true
		}
		shapeRest, shapeLabel, more := cutLast(shape)
		hostRest, label, moreHost := cutLast(host)
		if label == "" || !c.matchLabel(shapeLabel, label) {
			return false
		}
		switch {
		case !more:
			return !moreHost
		case !moreHost:
			return shapeRest == "**"
		}
		shape, host = shapeRest, hostRest
	}
}

func cutLast(s string) (rest, last string, more bool) {
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return "", s, false
}

func (c *captures) matchLabel(shape, label string) bool {
	i := strings.IndexAny(shape, "<*")
	if i < 0 {
		return shape == label
	}
	part, ok := strings.CutPrefix(label, shape[:i])
	if !ok || part == "" {
		return false
	}
	switch shape[i:] {
	case "*":
		return true
	case "<place>":
		c.region = part
		return true
	case "<region>":
		c.region = part
		return isRegion(part)
	}
	c.service = part
	return !isRegion(part)
}

// endpoint reads the columns after the host.
func (c *captures) endpoint(columns []string, global string) Endpoint {
	e := Endpoint{Service: columns[0], Region: columns[1]}
	if e.Service == "=" {
		e.Service = c.signingName()
	}
	switch e.Region {
	case "=":
		e.Region = c.region
	case "-":
		e.Region = ""
	case "global":
		e.Region = global
	}
	if len(columns) > 2 {
		e.Algorithm, e.RegionSet = Algorithm(columns[2]), []string{e.Region}
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

// signingName is what the service of a captured label is signed with. The labels before it may be part
// of the name, as in "api.ecr", or a customer's own.
func (c *captures) signingName() string {
	name := strings.TrimSuffix(c.service, "-fips")
	before := strings.TrimSuffix(c.before, "-fips")
	if before != "" {
		_, last, _ := cutLast(before)
		if signed := lookUpName(strings.TrimSuffix(last, "-fips") + "." + name); signed != "" {
			return signed
		}
	}
	if signed := lookUpName(name); signed != "" {
		return signed
	}
	return name
}

// lookUpName finds a name in signingNames.
func lookUpName(name string) string {
	_, rest, found := strings.Cut(signingNames, "\n"+name+" ")
	if !found {
		return ""
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}
