package main

import "path/filepath"

// readModel reads a service's model and what botocore adds to it in a file of its own.
func readModel(folder string) (*model, error) {
	m := &model{}
	if err := readJSON(filepath.Join(folder, "service-2.json"), m); err != nil {
		return nil, err
	}
	var extras struct{ Merge model }
	if err := readJSON(filepath.Join(folder, "service-2.sdk-extras.json"), &extras); err != nil {
		return nil, err
	}
	if id := extras.Merge.Metadata.ServiceID; id != "" {
		m.Metadata.ServiceID = id
	}
	for name, extra := range extras.Merge.Shapes {
		m.addTo(name, extra)
	}
	return m, nil
}

// addTo adds an extra's members to the shape of that name, or the shape itself.
func (m *model) addTo(name string, extra *shape) {
	s, ok := m.Shapes[name]
	if !ok {
		m.Shapes[name] = extra
		return
	}
	if extra.Type != "" {
		s.Type = extra.Type
	}
	for _, member := range extra.Members.names {
		if _, ok := s.Members.references[member]; !ok {
			s.Members.names = append(s.Members.names, member)
		}
		s.Members.references[member] = extra.Members.references[member]
	}
}
