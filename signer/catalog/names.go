package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Services returns all services, sorted by botocore's name.
func (c *Catalog) Services() []*Service { return c.services }

// Service returns the service of that name: botocore's, the AWS CLI's or the service id, in any case.
func (c *Catalog) Service(name string) (*Service, bool) {
	for _, names := range []func(*Service) string{
		func(s *Service) string { return s.Name },
		func(s *Service) string { return s.CLIName },
		func(s *Service) string { return s.ID },
	} {
		for _, s := range c.services {
			if strings.EqualFold(names(s), name) {
				return s, true
			}
		}
	}
	return nil, false
}

// Operations returns the names of the service's operations, sorted.
func (c *Catalog) Operations(s *Service) ([]Summary, error) {
	err := c.index()
	return s.operations, err
}

// Operation returns the operation of that name, as the API or the AWS CLI writes it, or nil if there is none.
func (c *Catalog) Operation(s *Service, name string) (*Operation, error) {
	operations, err := c.block(s)
	if err != nil {
		return nil, fmt.Errorf("operations of %s: %w", s.Name, err)
	}
	at := slices.IndexFunc(operations, func(o *Operation) bool { return strings.EqualFold(o.Name, name) })
	if at < 0 {
		at = slices.IndexFunc(operations, func(o *Operation) bool { return Kebab(o.Name) == name })
	}
	if at < 0 {
		return nil, nil
	}
	return operations[at], nil
}

// Kebab returns an API's name as the AWS CLI writes it: "get-caller-identity" of "GetCallerIdentity".
func Kebab(name string) string {
	if strings.Contains(name, "-") {
		return name
	}
	// Words that the CLI does not take apart.
	name = strings.NewReplacer("WhatsApp", "Whatsapp", "PartiQL", "Partiql", "OTel", "Otel",
		"CachediSCSI", "CachedIscsi", "StorediSCSI", "StoredIscsi", "HITsFor", "HitsFor").Replace(name)
	if at := plural.FindStringIndex(name); at != nil {
		name = name[:at[0]] + "-" + strings.ToLower(name[at[0]:])
	}
	name = firstCapital.ReplaceAllString(name, "$1-$2")
	return strings.ToLower(endCapital.ReplaceAllString(name, "$1-$2"))
}

var (
	plural       = regexp.MustCompile(`[A-Z]{2,}s$`) // ARNs, ACLs
	firstCapital = regexp.MustCompile(`(.)([A-Z][a-z]+)`)
	endCapital   = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)
