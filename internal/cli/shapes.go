package cli

import (
	"cmp"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/profiles"
)

// profileJSON is a profile in "list --json", as the contract defines it.
type profileJSON struct {
	Name           string            `json:"name"`
	Kind           string            `json:"kind"`
	Status         string            `json:"status"`
	ExpiresAt      *string           `json:"expires_at"`
	PersonNeededAt *string           `json:"person_needed_at"`
	Region         string            `json:"region"`
	AccountID      string            `json:"account_id"`
	AccountName    string            `json:"account_name"`
	Role           string            `json:"role"`
	Session        string            `json:"session"`
	SourceProfile  string            `json:"source_profile"`
	MFASerial      string            `json:"mfa_serial"`
	Sources        []profiles.Source `json:"sources"`
	Problems       []problemJSON     `json:"problems"`
}

type problemJSON struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func profileShape(e app.Entry) profileJSON {
	shape := profileJSON{
		Name:           e.Profile.Name,
		Kind:           string(e.Plan.Kind),
		Status:         string(e.State.Status),
		ExpiresAt:      command.Timestamp(e.State.ExpiresAt),
		PersonNeededAt: command.Timestamp(e.State.PersonNeededAt),
		Region:         e.Plan.Region,
		AccountID:      e.Account(),
		AccountName:    cmp.Or(e.AccountName, e.Profile.Get("sso_account_name")),
		Role:           e.Role(),
		Session:        e.Session(),
		SourceProfile:  e.Profile.Get("source_profile"),
		MFASerial:      e.MFASerial(),
		Sources:        e.Profile.Sources,
		Problems:       []problemJSON{},
	}
	if shape.Sources == nil {
		shape.Sources = []profiles.Source{}
	}
	for _, p := range app.Problems(e) {
		shape.Problems = append(shape.Problems, problemJSON{p.Code, p.Message, p.Hint})
	}
	return shape
}

// showJSON is "show --json".
type showJSON struct {
	profileJSON
	Settings  map[string]settingJSON `json:"settings"`
	Inherited map[string]settingJSON `json:"inherited"`
	Chain     []stepJSON             `json:"chain"`
	Notes     []string               `json:"notes"`
}

func showShape(e app.Entry, notes []string) showJSON {
	shape := showJSON{
		profileJSON: profileShape(e),
		Settings:    settingShapes(e.Profile.Settings),
		Inherited:   settingShapes(e.Profile.Inherited),
		Chain:       []stepJSON{},
		Notes:       notes,
	}
	for _, s := range e.Plan.Steps {
		shape.Chain = append(shape.Chain, stepJSON{string(s.Kind), s.Profile, app.Detail(s)})
	}
	return shape
}

type settingJSON struct {
	Value string `json:"value"`
	File  string `json:"file"`
	Line  int    `json:"line"`
}

type stepJSON struct {
	Step    string `json:"step"`
	Profile string `json:"profile"`
	Detail  string `json:"detail"`
}

func settingShapes(settings map[string]profiles.Setting) map[string]settingJSON {
	shapes := make(map[string]settingJSON, len(settings))
	for key, s := range settings {
		shapes[key] = settingJSON{s.Text(), s.File, s.Line}
	}
	return shapes
}
