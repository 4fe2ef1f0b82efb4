package request

import (
	"lanyard/internal/cli/command"
	"lanyard/signer"
)

type verifyJSON struct {
	Valid    bool             `json:"valid"`
	Given    string           `json:"given"`
	Expected string           `json:"expected"`
	Problems []differenceJSON `json:"problems"`
	Signing  *signJSON        `json:"signing"`
}

type differenceJSON struct {
	Part   string `json:"part"`
	Name   string `json:"name,omitempty"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
	Why    string `json:"why"`
}

func verifyShape(v *signer.Verification) verifyJSON {
	shape := verifyJSON{Valid: v.Valid, Given: v.Given, Problems: []differenceJSON{}}
	for _, p := range v.Problems {
		shape.Problems = append(shape.Problems, differenceJSON{p.Part, p.Name, p.Ours, p.Theirs, p.Why})
	}
	if v.Explanation != nil {
		shape.Expected = v.Explanation.Signature
		signing := signShape(v.Explanation)
		shape.Signing = &signing
	}
	return shape
}

// showVerification prints whether a signature is valid, and one line per difference.
func (o *options) showVerification(v *signer.Verification) error {
	t := command.Table{Header: []string{"RESULT", "PART", "WHY"}}
	if v.Valid {
		t.Add("valid", "signature", v.Given)
	} else {
		t.Add("invalid", "signature", v.Given)
	}
	for _, p := range v.Problems {
		t.Add("problem", p.Part, p.Why)
	}
	return o.Print(t)
}
