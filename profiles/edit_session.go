package profiles

import "fmt"

// AddSession prepares to add an [sso-session NAME] to the config file; ErrExists if it has one.
func (f Files) AddSession(s SSOSession) (*Change, error) {
	e, err := newEditor(f)
	if err != nil {
		return nil, err
	}
	if len(e.config.sections(headSession, s.Name)) > 0 {
		return nil, fmt.Errorf("add sso-session %q: %w", s.Name, ErrExists)
	}
	sets := []KV{
		{Key: "sso_start_url", Value: s.StartURL},
		{Key: "sso_region", Value: s.Region},
		// With a scope the AWS CLI asks for a refresh token.
		{Key: "sso_registration_scopes", Value: "sso:account:access"},
	}
	if err := e.config.setIn(headSession, s.Name, sets); err != nil {
		return nil, fmt.Errorf("add sso-session %q: %w", s.Name, err)
	}
	return e.finish()
}
