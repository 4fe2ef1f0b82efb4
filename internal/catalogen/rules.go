package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// A ruleSet is a service's endpoint-rule-set-1.json: the first rule whose conditions hold decides.
type ruleSet struct {
	Parameters map[string]struct {
		Default  any
		Required bool
	}
	Rules []rule
}

type rule struct {
	Conditions []call
	Rules      []rule
	Endpoint   *ruleEndpoint
	Error      any
}

type ruleEndpoint struct {
	URL        any
	Properties struct {
		AuthSchemes []struct {
			Name, SigningName, SigningRegion string
			SigningRegionSet                 []string
		}
	}
}

type call struct {
	Function string `json:"fn"`
	Argv     []any
	Assign   string
}

// An evaluation is one run through a rule set with the parameters' values.
type evaluation struct {
	partitions *partitionFile
	values     map[string]any
}

// resolve returns the endpoint that the rules give, or nil where they give an error.
func (r *ruleSet) resolve(partitions *partitionFile, parameters map[string]any) (*resolved, error) {
	e := &evaluation{partitions: partitions, values: map[string]any{}}
	for name, p := range r.Parameters {
		if p.Default != nil {
			e.values[name] = p.Default
		}
	}
	for name, value := range parameters {
		if _, ok := r.Parameters[name]; ok {
			e.values[name] = value
		}
	}
	found, _, err := e.rules(r.Rules)
	return found, err
}

// resolved is what a rule set gives.
type resolved struct {
	url, auth, signingName, signingRegion string
}

// rules tries the rules in order; done reports whether one of them decided.
func (e *evaluation) rules(rules []rule) (found *resolved, done bool, err error) {
	for _, r := range rules {
		holds, err := e.conditions(r.Conditions)
		if err != nil {
			return nil, false, err
		}
		if !holds {
			continue
		}
		switch {
		case r.Endpoint != nil:
			found, err = e.endpoint(r.Endpoint)
			return found, true, err
		case r.Rules != nil:
			if found, done, err = e.rules(r.Rules); done || err != nil {
				return found, done, err
			}
		default:
			return nil, true, nil
		}
	}
	return nil, false, nil
}

func (e *evaluation) conditions(conditions []call) (bool, error) {
	for _, c := range conditions {
		value, err := e.call(c)
		if err != nil {
			return false, err
		}
		if value == nil || value == false {
			return false, nil
		}
		if c.Assign != "" {
			e.values[c.Assign] = value
		}
	}
	return true, nil
}

func (e *evaluation) endpoint(from *ruleEndpoint) (*resolved, error) {
	url, err := e.value(from.URL)
	if err != nil {
		return nil, err
	}
	r := &resolved{url: fmt.Sprint(url)}
	if schemes := from.Properties.AuthSchemes; len(schemes) > 0 {
		first := schemes[0]
		r.auth = first.Name
		r.signingName, r.signingRegion = e.template(first.SigningName), e.template(first.SigningRegion)
		if len(first.SigningRegionSet) > 0 {
			r.signingRegion = strings.Join(first.SigningRegionSet, ",")
		}
	}
	return r, nil
}

// value returns an argument's value: a literal, a template, a reference or a call.
func (e *evaluation) value(argument any) (any, error) {
	switch a := argument.(type) {
	case string:
		return e.template(a), nil
	case map[string]any:
		if name, ok := a["ref"].(string); ok {
			return e.values[name], nil
		}
		text, err := json.Marshal(a)
		if err != nil {
			return nil, err
		}
		var c call
		if err := json.Unmarshal(text, &c); err != nil {
			return nil, err
		}
		return e.call(c)
	}
	return argument, nil
}

var placeholder = regexp.MustCompile(`\{[^{}]+\}`)

// template fills in {name} and {name#attribute}.
func (e *evaluation) template(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(hole string) string {
		name, attribute, dotted := strings.Cut(hole[1:len(hole)-1], "#")
		value := e.values[name]
		if dotted {
			value = getAttribute(value, attribute)
		}
		return fmt.Sprint(value)
	})
}

// call evaluates the functions that decide without a resource's name. The rest, those of S3's buckets and ARNs,
// fail, so that the rules go on as if such a parameter were not given.
func (e *evaluation) call(c call) (any, error) {
	arguments := make([]any, len(c.Argv))
	for i, a := range c.Argv {
		v, err := e.value(a)
		if err != nil {
			return nil, err
		}
		arguments[i] = v
	}
	switch c.Function {
	case "isSet":
		return arguments[0] != nil, nil
	case "not":
		return arguments[0] == nil || arguments[0] == false, nil
	case "booleanEquals", "stringEquals":
		return arguments[0] == arguments[1], nil
	case "getAttr":
		return getAttribute(arguments[0], fmt.Sprint(arguments[1])), nil
	case "aws.partition":
		return e.partitions.of(fmt.Sprint(arguments[0])), nil
	case "isValidHostLabel":
		return validLabel.MatchString(fmt.Sprint(arguments[0])), nil
	case "substring", "parseURL", "aws.parseArn", "aws.isVirtualHostableS3Bucket", "uriEncode":
		return nil, nil
	}
	return nil, fmt.Errorf("unknown function %q", c.Function)
}

var validLabel = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,62}$`)

func getAttribute(value any, name string) any {
	if p, ok := value.(map[string]any); ok {
		return p[name]
	}
	return nil
}
