package profiles

import (
	"bytes"
	"fmt"
)

// Problems returns what is wrong with the files and belongs to no profile, config file first, in
// the order of lines.
func (s *Set) Problems() []Problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.config.allProblems()
	if !s.credentials.shared {
		found = append(found, s.credentials.allProblems()...)
	}
	return found
}

func (f *file) allProblems() []Problem {
	var found []Problem
	report := func(line int, problems ...Problem) {
		for _, p := range problems {
			p.Source = Source{File: f.path, Line: line}
			found = appendProblem(found, p)
		}
	}
	switch {
	case f.utf16:
		report(1, Problem{
			Code: "utf-16", Severity: SeverityWarning,
			Message: "the file is UTF-16 text, which the AWS CLI and the SDKs can't read",
			Hint:    utf16Hint,
		})
	case f.bom:
		report(1, Problem{
			Code: "byte-order-mark", Severity: SeverityWarning,
			Message: "the file begins with a byte order mark: the AWS CLI refuses it, the SDKs lose its first section",
			Hint:    "save the file as UTF-8 without a byte order mark",
		})
	}
	found = append(found, f.strayStart()...)
	seen := make(map[section]bool)
	for _, i := range f.indexed().other {
		if len(found) > maxProblems {
			break
		}
		b := f.section(i)
		name := section{b.head.kind, string(b.head.name)}
		report(b.line, b.head.problems(name.name)...)
		if name.kind == headOther || name.kind == headStray {
			continue
		}
		if seen[name] {
			report(b.line, Problem{
				Code: "duplicate-section", Severity: SeverityWarning,
				Message: fmt.Sprintf("there is more than one such section for %q; the AWS CLI refuses the whole file", name.name),
				Hint:    "move the settings into one section",
			})
		}
		seen[name] = true
		b.read()
		for _, p := range append(b.problems, b.duplicates()...) {
			report(p.Line, p)
		}
	}
	return found
}

// strayStart reports the first line that says something above the first header, if one does.
func (f *file) strayStart() []Problem {
	end := len(f.text)
	if len(f.heads) > 0 {
		end = int(f.heads[0])
	}
	line := 0
	for row := range bytes.Lines(f.text[:end]) {
		line++
		row = bytes.TrimSpace(row)
		if len(row) > 0 && row[0] != '#' && row[0] != ';' {
			return []Problem{{
				Code: "stray-line", Severity: SeverityWarning, Source: Source{File: f.path, Line: line},
				Message: "the lines above the first section are not read; the AWS CLI refuses the whole file",
				Hint:    "write [default] above them",
			}}
		}
	}
	return nil
}

// unread reports the sections that were meant as the profile of that name and that no client reads.
// Lines above the first section may have been meant as the default profile.
func (s *Set) unread(name string, stray []body) []Problem {
	var found []Problem
	if name == "default" {
		found = s.config.strayStart()
		if !s.credentials.shared {
			found = append(found, s.credentials.strayStart()...)
		}
	}
	for i := range stray {
		b := &stray[i]
		for _, p := range b.head.problems(name) {
			p.Source = Source{File: b.file.path, Line: b.line}
			found = appendProblem(found, p)
		}
	}
	return found
}

// duplicates reports settings that are written twice in one section.
func (b *body) duplicates() []Problem {
	var found []Problem
	lines := make(map[string]int32, len(b.entries))
	for _, e := range b.entries {
		if line, ok := lines[e.key]; ok {
			p := duplicateSetting(e.key, int(line))
			p.Source = Source{File: b.file.path, Line: int(e.line)}
			found = append(found, p)
		}
		lines[e.key] = e.line
	}
	return found
}
