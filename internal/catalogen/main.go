package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lanyard/signer/catalog"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "catalogen:", err)
		os.Exit(1)
	}
}

// largest is how many bytes the catalogue may add to the program.
const largest = 900_000

func run(arguments []string) error {
	if len(arguments) != 2 {
		return errors.New("usage: catalogen DATA-FOLDER FILE")
	}
	data, target := arguments[0], arguments[1]
	file, err := generate(data)
	if err != nil {
		return err
	}
	if len(file) > largest {
		return fmt.Errorf("%d bytes, more than %d", len(file), largest)
	}
	return os.WriteFile(target, file, 0o644) //nolint:gosec // it is a source file
}

// generate returns the catalogue of the services in a data folder.
func generate(data string) ([]byte, error) {
	partitions := &partitionFile{}
	if err := readJSON(filepath.Join(data, "partitions.json"), partitions); err != nil {
		return nil, err
	}
	folders, err := filepath.Glob(filepath.Join(data, "*", "*", "service-2.json*"))
	if err != nil || len(folders) == 0 {
		return nil, errors.Join(err, fmt.Errorf("%q has no service models", data))
	}
	p := &planner{partitions: partitions}
	var entries []catalog.Entry
	for i, folder := range folders {
		name := filepath.Base(filepath.Dir(filepath.Dir(folder)))
		if i > 0 && name == entries[len(entries)-1].Service.Name {
			continue // another API version
		}
		s, err := readService(data, name)
		if err != nil {
			return nil, err
		}
		plan, err := p.plan(s)
		if err != nil {
			return nil, err
		}
		entries = append(entries, catalog.Entry{Service: s.Service, Operations: s.Operations, Plan: plan})
	}
	if err := checkJudgements(entries); err != nil {
		return nil, err
	}
	return catalog.Write(entries, p.plans)
}
