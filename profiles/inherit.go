package profiles

import (
	"fmt"
	"strings"
)

// link fills what p takes from elsewhere: included profiles first, since they may name the
// sso-session and the services section.
func (s *Set) link(p *Profile) {
	if p.linked {
		return
	}
	p.linked = true
	s.include(p)
	if name := p.Get("sso_session"); name != "" {
		if b := s.body(section{headSession, name}); b != nil {
			p.inherit(b)
			s.checkSession(p, b)
		}
	}
	if name := p.Get("services"); name != "" {
		if b := s.body(section{headServices, name}); b != nil {
			p.inherit(b)
		} else {
			p.report(p.where("services"), Problem{
				Code: "missing-services", Severity: SeverityWarning,
				Message: fmt.Sprintf("there is no section [services %s]", name),
				Hint:    "add the section, or remove the setting",
			})
		}
	}
}

// include follows include_profile, an addition of aws-vault's.
func (s *Set) include(p *Profile) {
	if p.Settings["include_profile"].Value == "" {
		return
	}
	seen := map[string]bool{p.Name: true}
	for at := p; ; {
		setting, ok := at.Settings["include_profile"]
		if !ok || setting.Value == "" {
			return
		}
		next, err := s.profile(setting.Value)
		if err != nil {
			p.report(setting.Source, missingProfile("missing-include", "include_profile", at.Name, setting.Value, err))
			return
		}
		if seen[next.Name] {
			p.report(setting.Source, Problem{
				Code: "include-cycle", Severity: SeverityWarning,
				Message: fmt.Sprintf("include_profile of %q leads back to %q", at.Name, next.Name),
				Hint:    "remove one of the include_profile settings",
			})
			return
		}
		if len(seen) == maxSteps {
			p.report(setting.Source, Problem{
				Code: "long-include", Severity: SeverityWarning,
				Message: fmt.Sprintf("%q includes more than %d profiles, of which the last are left out", p.Name, maxSteps),
				Hint:    "include fewer profiles",
			})
			return
		}
		seen[next.Name] = true
		p.fill(next.Settings)
		at = next
	}
}

// fill inherits what is missing. Access keys are inherited together or not at all.
func (p *Profile) fill(from map[string]Setting) {
	hasKeys := p.hasKeySetting()
	for key, setting := range from {
		if key == "include_profile" || hasKeys && ofKeys(key) {
			continue
		}
		p.inheritSetting(key, setting)
	}
}

func (p *Profile) inherit(b *body) {
	for _, e := range b.entries {
		if !e.group {
			p.inheritSetting(e.key, newSetting(e, Source{File: b.file.path, Line: int(e.line)}))
		}
	}
}

func (p *Profile) inheritSetting(key string, setting Setting) {
	if _, ok := p.lookup(key); ok {
		return
	}
	if p.Inherited == nil {
		p.Inherited = make(map[string]Setting)
	}
	p.Inherited[key] = setting
}

// lookup finds a setting, the profile's own or inherited.
func (p *Profile) lookup(key string) (Setting, bool) {
	if s, ok := p.Settings[key]; ok {
		return s, true
	}
	s, ok := p.Inherited[key]
	return s, ok
}

// where is the place of a setting, or of the profile if it has no such setting.
func (p *Profile) where(key string) Source {
	if s, ok := p.lookup(key); ok {
		return s.Source
	}
	if len(p.Sources) > 0 {
		return p.Sources[0]
	}
	return Source{}
}

// body returns an sso-session or services section of the config file, nil if there is none.
// Several of one name are merged, the last value winning.
func (s *Set) body(name section) *body {
	if b, ok := s.bodies[name]; ok {
		return b
	}
	var merged *body
	places := make(map[string]int)
	for _, i := range s.config.find(nil, name.kind, name.name) {
		b := s.config.section(i)
		b.read()
		if merged == nil {
			merged = &body{file: b.file, head: b.head, line: b.line}
		}
		merged.add(&b, places)
	}
	s.bodies[name] = merged
	return merged
}

// add puts the settings of a later section of the same name over those of b. places are where b
// has each key.
func (b *body) add(later *body, places map[string]int) {
	for _, e := range later.entries {
		if i, ok := places[e.key]; ok {
			b.entries[i] = e
			continue
		}
		places[e.key] = len(b.entries)
		b.entries = append(b.entries, e)
	}
	for _, p := range later.problems {
		b.problems = appendProblem(b.problems, p)
	}
}

// checkSession reports where a profile contradicts its sso-session, which the AWS CLI refuses.
func (s *Set) checkSession(p *Profile, b *body) {
	for _, e := range b.entries {
		own, ok := p.Settings[e.key]
		if !ok || own.Value == e.value || !strings.HasPrefix(e.key, "sso_") {
			continue
		}
		p.report(own.Source, Problem{
			Code: "sso-session-conflict", Severity: SeverityError,
			Message: fmt.Sprintf("%s differs from that of [sso-session %s]", e.key, p.Get("sso_session")),
			Hint:    "remove it from the profile",
		})
	}
}
