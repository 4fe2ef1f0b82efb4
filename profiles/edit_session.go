package profiles

import "fmt"

// AddSession prepares to add an [sso-session NAME] to the config file; ErrExists if it has one.
func (f Files) AddSession(s SSOSession) (*Change, error) {
	sets := []KV{
		{Key: "sso_start_url", Value: s.StartURL},
		{Key: "sso_region", Value: s.Region},
		// With a scope the AWS CLI asks for a refresh token.
		{Key: "sso_registration_scopes", Value: "sso:account:access"},
	}
	return f.edit(func(e *editor) error {
		err := error(ErrExists)
		if len(e.config.sections(headSession, s.Name)) == 0 {
			err = e.config.setIn(headSession, s.Name, sets)
		}
		if err != nil {
			return fmt.Errorf("add sso-session %q: %w", s.Name, err)
		}
		return nil
	})
}
