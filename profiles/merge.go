package profiles

import (
	"fmt"

	"lanyard/internal/redact"
)

// accessKeySetting names an access key.
const accessKeySetting = "aws_access_key_id"

// keySettings are the settings that are access keys. They belong together: those of two places never
// make one.
func keySettings() [4]string {
	return [...]string{accessKeySetting, "aws_secret_access_key", "aws_session_token", "aws_security_token"}
}

// merge makes one profile of its sections, config file before credentials file.
func (p *Profile) merge(bodies []body) {
	p.Settings = make(map[string]Setting, usualSettings)
	p.Sources = make([]Source, 0, len(bodies))
	prefixed := hasPrefixedDefault(bodies)
	var last *body
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
		p.mergeBody(b)
		b.entries = nil // of thousands of sections with one name only one is in memory
		last = b
	}
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

func (p *Profile) mergeBody(b *body) {
	for _, problem := range b.head.problems(p.Name) {
		p.report(Source{File: b.file.path, Line: b.line}, problem)
	}
	for _, problem := range b.problems {
		p.Problems = appendProblem(p.Problems, problem)
	}
	if b.file.credentials {
		p.dropKeys(b)
	}
	for _, e := range b.entries {
		if e.group {
			continue
		}
		at := Source{File: b.file.path, Line: int(e.line)}
		if old, ok := p.Settings[e.key]; ok && old.File == at.File {
			p.report(at, duplicateSetting(e.key, old.Line))
		}
		p.Settings[e.key] = newSetting(e, at)
	}
}

// dropKeys forgets the config file's keys if the credentials file has keys of its own: a session
// token of the one would spoil a key of the other.
func (p *Profile) dropKeys(b *body) {
	if _, ok := p.Settings[accessKeySetting]; !ok {
		return
	}
	for _, e := range b.entries {
		if e.key != accessKeySetting {
			continue
		}
		for _, key := range keySettings() {
			if p.Settings[key].File != b.file.path {
				delete(p.Settings, key)
			}
		}
		return
	}
}

func newSetting(e entry, at Source) Setting {
	if secretKey(e.key) {
		return Setting{Secret: redact.New(e.value), Source: at}
	}
	return Setting{Value: e.value, Source: at}
}

func duplicateSetting(key string, line int) Problem {
	return Problem{
		Code: "duplicate-setting", Severity: SeverityWarning,
		Message: fmt.Sprintf("%q was set before in line %d; the AWS CLI refuses the whole file", key, line),
		Hint:    "keep one of the two",
	}
}
