package catalog

import (
	"fmt"
	"strconv"
	"strings"
)

// formatService writes a service's line of the list.
func formatService(e *Entry, texts, numbers, docs int) string {
	s := &e.Service
	protocols := make([]string, len(s.Protocols))
	for i, p := range s.Protocols {
		protocols[i] = string(p)
	}
	cli := s.CLIName
	if cli == s.Name {
		cli = ""
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%t\t%s\t%d\t%d\t%d\t%d\t%d\n", s.Name, cli, s.ID, s.FullName,
		s.EndpointPrefix, s.SigningName, s.APIVersion, s.TargetPrefix, s.JSONVersion, strings.Join(protocols, " "),
		s.QueryCompatible, s.Auth, e.Plan, len(e.Operations), texts, numbers, docs)
}

// parseServices reads the list of services, whose blocks begin at a place of a file of that size.
func parseServices(text string, at, size int) ([]*Service, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	services := make([]*Service, len(lines))
	for i, line := range lines {
		f := strings.Split(line, "\t")
		if len(f) != 17 {
			return nil, errDamaged
		}
		s := &Service{
			Name: f[0], CLIName: f[1], ID: f[2], FullName: f[3], EndpointPrefix: f[4], SigningName: f[5], APIVersion: f[6],
			TargetPrefix: f[7], JSONVersion: f[8], QueryCompatible: f[10] == "true", Auth: Auth(f[11]),
		}
		if s.CLIName == "" {
			s.CLIName = s.Name
		}
		for _, p := range strings.Fields(f[9]) {
			s.Protocols = append(s.Protocols, Protocol(p))
		}
		numbers := [5]int{}
		for j := range numbers {
			n, err := strconv.Atoi(f[12+j])
			if err != nil || n < 0 {
				return nil, errDamaged
			}
			numbers[j] = n
		}
		s.plan, s.count = numbers[0], numbers[1]
		for j, part := range []*span{&s.block[0], &s.block[1], &s.docs} {
			*part = span{at, at + numbers[2+j]}
			at = part.to
		}
		services[i] = s
	}
	if at != size {
		return nil, errDamaged
	}
	return services, nil
}

// The marks before the names of operations in the index.
const (
	markReads       = 1 << iota // changes nothing
	markCredentials             // its answer holds credentials
	markDeprecated
)

func formatIndex(operations []*Operation) string {
	var text strings.Builder
	for _, o := range operations {
		c := &codec{}
		mark := 0
		for i, flag := range []*bool{&o.ReadOnly, &o.Credentials, &o.Deprecated} {
			c.pack(&mark, i, flag)
		}
		text.WriteString(o.Name + string(rune('0'+mark)) + "\n")
	}
	return text.String()
}

// readIndex reads the names of all operations into the services.
func (c *Catalog) readIndex() error {
	text, err := c.inflate(c.part[partOperations], nil)
	if err != nil {
		return err
	}
	for _, s := range c.services {
		operations := make([]Summary, 0, s.count)
		for range s.count {
			var line string
			var found bool
			if line, text, found = strings.Cut(text, "\n"); !found || line == "" {
				return errDamaged
			}
			mark := line[len(line)-1] - '0'
			operations = append(operations, Summary{
				Name: line[:len(line)-1], ReadOnly: mark&markReads != 0,
				Credentials: mark&markCredentials != 0, Deprecated: mark&markDeprecated != 0,
			})
		}
		s.operations = operations
	}
	return nil
}
