package profiles

import (
	"maps"
	"slices"
)

// Same reports whether two readings of the files found the same profile, down to the lines.
func (p *Profile) Same(o *Profile) bool {
	if p == o || p == nil || o == nil {
		return p == o
	}
	return p.Name == o.Name && p.Discovered == o.Discovered && slices.Equal(p.Sources, o.Sources) && slices.Equal(p.Problems, o.Problems) &&
		maps.EqualFunc(p.Settings, o.Settings, Setting.same) && maps.EqualFunc(p.Inherited, o.Inherited, Setting.same)
}

func (s Setting) same(o Setting) bool {
	return s.Value == o.Value && s.Source == o.Source && s.Secret.Equal(o.Secret)
}

// Same reports whether two readings of the files came to the same plan.
func (p *Plan) Same(o *Plan) bool {
	if p.Profile != o.Profile || p.Kind != o.Kind || p.Region != o.Region || len(p.Steps) != len(o.Steps) {
		return false
	}
	if (p.Problem == nil) != (o.Problem == nil) || p.Problem != nil && *p.Problem != *o.Problem {
		return false
	}
	for i := range p.Steps {
		if !p.Steps[i].same(&o.Steps[i]) {
			return false
		}
	}
	return true
}

// same compares what a step has from the keychain or from elsewhere in the files; all else of it comes
// from the profile that it was read from.
func (s *Step) same(o *Step) bool {
	return s.Kind == o.Kind && s.Profile == o.Profile && s.AccountID == o.AccountID && s.MFASerial == o.MFASerial &&
		s.Keys.AccessKeyID == o.Keys.AccessKeyID && s.Role.ARN == o.Role.ARN && s.SSO.StartURL == o.SSO.StartURL &&
		s.Settings.Same(o.Settings)
}
