package app

import (
	"errors"
	"io/fs"
	"os"

	"lanyard/profiles"
)

// currentLimit bounds the file that "lanyard use" writes, in bytes.
const currentLimit = 64 << 10

// Choice is the profile that a command is about.
type Choice struct {
	Name string
	// Named is set when an argument or a flag names it: then that profile only is asked for
	// credentials, else the chain that begins with the environment.
	Named bool
	// Origin says who chose, for error messages.
	Origin string
}

// Choose applies CLI.md's "Profile choice": argument, flag, AWS_PROFILE, AWS_DEFAULT_PROFILE,
// LANYARD_PROFILE, the one chosen with "lanyard use", "default".
func (a *App) Choose(argument string) Choice {
	switch {
	case argument != "":
		return Choice{argument, true, "argument"}
	case a.config.Profile != "":
		return Choice{a.config.Profile, true, "--profile"}
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "LANYARD_PROFILE"} {
		if v := a.getenv(name); v != "" {
			return Choice{Name: v, Origin: name}
		}
	}
	if v := a.Current(); v != "" {
		return Choice{Name: v, Origin: "lanyard use"}
	}
	return Choice{Name: "default", Origin: "default"}
}

// Profile reads the chosen profile and its plan.
func (a *App) Profile(choice Choice) (*profiles.Profile, profiles.Plan, error) {
	set, err := a.Profiles()
	if err != nil {
		return nil, profiles.Plan{}, err
	}
	p, err := set.Profile(choice.Name)
	if err != nil {
		return nil, profiles.Plan{}, a.explainMissing(choice, err)
	}
	return p, set.Plan(p), nil
}

// NoProfilesError says that there is nothing to choose from.
type NoProfilesError struct{ Files profiles.Files }

func (e *NoProfilesError) Error() string {
	return "there are no profiles: neither " + e.Files.Config + " nor " + e.Files.Credentials + " has any"
}

// NotChosenError says that no profile was named or chosen, and that there is none called "default".
type NotChosenError struct{ Err error }

func (e *NotChosenError) Error() string { return e.Err.Error() }

// Unwrap returns the error of the missing profile.
func (e *NotChosenError) Unwrap() error { return e.Err }

// explainMissing tells a person with no AWS files at all so, instead of naming a missing "default".
func (a *App) explainMissing(choice Choice, err error) error {
	if choice.Named || !errors.Is(err, profiles.ErrNotFound) {
		return err
	}
	files := a.Files()
	for _, path := range []string{files.Config, files.Credentials} {
		if _, statErr := os.Stat(path); !errors.Is(statErr, fs.ErrNotExist) {
			if choice.Origin == "default" {
				return &NotChosenError{err}
			}
			return err
		}
	}
	return &NoProfilesError{files}
}
