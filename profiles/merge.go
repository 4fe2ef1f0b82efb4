package profiles

import (
	"fmt"
)

// merge makes one profile of its sections, config file before credentials file.
func (p *Profile) merge(bodies []body) {
	p.Settings = make(map[string]Setting, usualSettings)
	p.Sources = make([]Source, 0, len(bodies))
	prefixed := hasPrefixedDefault(bodies)
	var last *body
	config, credentials := make(keyPair), make(keyPair)
	for i := range bodies {
		b := &bodies[i]
		here := Source{File: b.file.path, Line: b.line}
		p.Sources = append(p.Sources, here)
		if prefixed && b.head.flaws&flawPlainDefault != 0 {
			p.report(here, Problem{
				Code: "shadowed-default", Severity: SeverityWarning,
				Message: "[default] is ignored, since there is [profile default]; for the AWS CLI the later one counts",
				Hint:    "keep one of the two",
			})
			continue
		}
		if last != nil && last.file == b.file {
			p.report(here, Problem{
				Code: "duplicate-section", Severity: SeverityWarning,
				Message: fmt.Sprintf("there is more than one section for %q; the AWS CLI refuses the whole file", p.Name),
				Hint:    "move the settings into one section",
			})
		}
		b.read()
		keys := config
		if b.file.credentials {
			keys = credentials
		}
		p.mergeBody(b, keys)
		b.entries = nil // of thousands of sections with one name only one is in memory
		last = b
	}
	p.addKeys(config, credentials)
	p.checkAccounts()
}

// hasPrefixedDefault reports whether the config file has [profile default].
func hasPrefixedDefault(bodies []body) bool {
	for i := range bodies {
		b := &bodies[i]
		if !b.file.credentials && b.head.flaws&flawPlainDefault == 0 {
			return true
		}
	}
	return false
}

func (p *Profile) report(at Source, problem Problem) {
	problem.Source = at
	p.Problems = appendProblem(p.Problems, problem)
}

// mergeBody adds the settings of a section, those of access keys to the keys of its file.
func (p *Profile) mergeBody(b *body, keys keyPair) {
	for _, problem := range b.head.problems(p.Name) {
		p.report(Source{File: b.file.path, Line: b.line}, problem)
	}
	for _, problem := range b.problems {
		p.Problems = appendProblem(p.Problems, problem)
	}
	for _, e := range b.entries {
		if e.group {
			continue
		}
		at := Source{File: b.file.path, Line: int(e.line)}
		settings := p.Settings
		if ofKeys(e.key) {
			settings = keys
		}
		if old, ok := settings[e.key]; ok && old.File == at.File {
			p.report(at, duplicateSetting(e.key, old.Line))
		}
		settings[e.key] = newSetting(e, at)
	}
}

func duplicateSetting(key string, line int) Problem {
	return Problem{
		Code: "duplicate-setting", Severity: SeverityWarning,
		Message: fmt.Sprintf("%q was set before in line %d; the AWS CLI refuses the whole file", key, line),
		Hint:    "keep one of the two",
	}
}
