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
	var found []Problem
	for _, f := range []*file{s.config, s.credentials} {
		found = append(found, s.fileProblems(f)...)
	}
	return found
}

func (s *Set) fileProblems(f *file) []Problem {
	var found []Problem
	report := func(line int, problems ...Problem) {
		for _, p := range problems {
			p.Source = Source{File: f.path, Line: line}
			found = append(found, p)
		}
	}
	if f.bom {
		report(1, Problem{
			Code: "byte-order-mark", Severity: SeverityWarning,
			Message: "the file begins with a byte order mark: the AWS CLI refuses it, the SDKs lose its first section",
			Hint:    "save the file as UTF-8 without a byte order mark",
		})
	}
	if line := f.strayStart(); line > 0 {
		report(line, Problem{
			Code: "stray-line", Severity: SeverityWarning,
			Message: "there are lines before the first section, which are ignored; the AWS CLI refuses the whole file",
			Hint:    "write [default] above them",
		})
	}
	seen := make(map[section]bool)
	for i := range f.heads {
		h := f.head(i)
		if h.kind == headProfile || string(h.name) == "plugins" || string(h.name) == "preview" {
			continue
		}
		name := string(h.name)
		b := f.section(i)
		report(b.line, h.problems(name)...)
		if h.kind == headOther {
			continue
		}
		if seen[section{h.kind, name}] {
			report(b.line, Problem{
				Code: "duplicate-section", Severity: SeverityWarning,
				Message: fmt.Sprintf("there is more than one such section for %q; the AWS CLI refuses the whole file", name),
				Hint:    "move the settings into one section",
			})
		}
		seen[section{h.kind, name}] = true
		b.read()
		found = append(found, b.problems...)
		found = append(found, b.duplicates()...)
	}
	return found
}

// strayStart returns the first line that says something before the first header, 0 if none does.
func (f *file) strayStart() int {
	end := len(f.text)
	if len(f.heads) > 0 {
		end = int(f.heads[0])
	}
	line := 0
	for row := range bytes.Lines(f.text[:end]) {
		line++
		row = bytes.TrimSpace(row)
		if len(row) > 0 && row[0] != '#' && row[0] != ';' {
			return line
		}
	}
	return 0
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
