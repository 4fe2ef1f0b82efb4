package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// A model is botocore's service-2.json, as far as it is used.
type model struct {
	Metadata   metadata
	Operations map[string]operation
	Shapes     map[string]*shape
}

type metadata struct {
	APIVersion, EndpointPrefix, JSONVersion, Protocol, ServiceAbbreviation string
	ServiceFullName, ServiceID, SigningName, TargetPrefix                  string
	SignatureVersion                                                       string
	Protocols                                                              []string
	Auth                                                                   []string
	AwsQueryCompatible                                                     *struct{}
}

type operation struct {
	HTTP struct {
		Method, RequestURI string
	}
	Input, Output        *reference
	Documentation        string
	ReadOnly, Deprecated bool
	AuthType             string
	Endpoint             struct{ HostPrefix string }
	HTTPChecksum         struct {
		RequestAlgorithmMember  string
		RequestChecksumRequired bool
	}
	HTTPChecksumRequired bool
	UnsignedPayload      bool
}

// traits are what a shape says of itself and a reference to it may say otherwise.
type traits struct {
	Location, LocationName, QueryName, TimestampFormat string
	XMLNamespace                                       namespace
	Flattened, Streaming, XMLAttribute, JSONValue      bool
	EventStream, HostLabel, IdempotencyToken           bool
	Document                                           bool
}

type reference struct {
	traits
	Shape         string
	ResultWrapper string
}

type shape struct {
	traits
	Type               string
	Members            members
	Required           []string
	Enum               []string
	Payload            string
	Union, Sensitive   bool
	Member, Key, Value *reference
}

// members are those of a structure, in the model's order.
type members struct {
	names      []string
	references map[string]*reference
}

// UnmarshalJSON reads an object, keeping the order of its keys.
func (m *members) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &m.references); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		m.names = append(m.names, fmt.Sprint(key))
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return err
		}
	}
	return nil
}

// A namespace is a URI, or an object with a URI and a prefix.
type namespace string

// UnmarshalJSON reads both forms.
func (n *namespace) UnmarshalJSON(text []byte) error {
	if json.Unmarshal(text, (*string)(n)) == nil {
		return nil
	}
	var object struct{ Prefix, URI string }
	if err := json.Unmarshal(text, &object); err != nil {
		return err
	}
	*n = namespace(object.URI)
	if object.Prefix != "" {
		*n = namespace(object.Prefix + " " + object.URI)
	}
	return nil
}

type paginators struct {
	Pagination map[string]paginator
}

type paginator struct {
	InputToken  texts  `json:"input_token"`
	OutputToken texts  `json:"output_token"`
	LimitKey    string `json:"limit_key"`
	MoreResults string `json:"more_results"`
	ResultKey   texts  `json:"result_key"`
}

// texts is one text or a list of them.
type texts []string

// UnmarshalJSON reads both forms.
func (t *texts) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(t))
}

// newest returns the folder of the service's newest API version.
func newest(data, service string) (string, error) {
	models, err := filepath.Glob(filepath.Join(data, service, "*", "service-2.json*"))
	if err != nil || len(models) == 0 {
		return "", errors.Join(err, fmt.Errorf("service %q has no model", service))
	}
	slices.Sort(models)
	return filepath.Dir(models[len(models)-1]), nil
}

// readJSON reads a file, compressed or not, into value. A file that does not exist leaves it as it is.
func readJSON(path string, value any) error {
	f, err := os.Open(path + ".gz")
	if errors.Is(err, fs.ErrNotExist) {
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return errors.Join(err, json.Unmarshal(text, value))
	}
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return json.Unmarshal(text, value)
}
