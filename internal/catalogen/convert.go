package main

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"lanyard/signer/catalog"
)

// A service is what the catalogue holds of one.
type service struct {
	catalog.Service
	Operations []*catalog.Operation
	Docs       []string
	Rules      ruleSet
}

// readService reads one service's models.
func readService(data, name string) (*service, error) {
	folder, err := newest(data, name)
	if err != nil {
		return nil, err
	}
	m, err := readModel(folder)
	if err != nil {
		return nil, err
	}
	var pages paginators
	if err := readJSON(filepath.Join(folder, "paginators-1.json"), &pages); err != nil {
		return nil, err
	}
	s := &service{Service: describe(name, m.Metadata)}
	if err := readJSON(filepath.Join(folder, "endpoint-rule-set-1.json"), &s.Rules); err != nil {
		return nil, err
	}
	c := newConverter(m)
	names := slices.Sorted(maps.Keys(m.Operations))
	for _, operation := range names {
		if err := c.input(operation); err != nil {
			return nil, fmt.Errorf("%s %s: %w", name, operation, err)
		}
	}
	for _, operation := range names {
		o, err := c.operation(&s.Service, operation, pages.Pagination[operation])
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", name, operation, err)
		}
		s.Operations = append(s.Operations, o)
		s.Docs = append(s.Docs, firstSentence(m.Operations[operation].Documentation))
	}
	c.prune(&s.Service, s.Operations)
	return s, nil
}

// cliNames are the services that the AWS CLI calls otherwise than botocore.
func cliNames(name string) string {
	switch name {
	case "s3":
		return "s3api"
	case "config":
		return "configservice"
	case "codedeploy":
		return "deploy"
	}
	return name
}

func describe(name string, m metadata) catalog.Service {
	s := catalog.Service{
		Name: name, CLIName: cliNames(name), ID: m.ServiceID,
		FullName:       strings.TrimSpace(m.ServiceFullName),
		EndpointPrefix: m.EndpointPrefix, SigningName: cmp.Or(m.SigningName, m.EndpointPrefix),
		APIVersion: m.APIVersion, TargetPrefix: m.TargetPrefix, JSONVersion: m.JSONVersion,
		QueryCompatible: m.AwsQueryCompatible != nil, Auth: catalog.SigV4,
	}
	switch {
	case m.SignatureVersion == "bearer":
		s.Auth = catalog.Bearer
	case len(m.Auth) > 0 && m.Auth[0] == "aws.auth#sigv4a":
		s.Auth = catalog.SigV4A
	}
	offered := m.Protocols
	if len(offered) == 0 {
		offered = []string{m.Protocol}
	}
	for _, p := range []catalog.Protocol{catalog.JSON, catalog.RESTJSON, catalog.RESTXML, catalog.CBOR, catalog.Query, catalog.EC2} {
		if slices.Contains(offered, string(p)) {
			s.Protocols = append(s.Protocols, p)
		}
	}
	return s
}
