package profiles

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"lanyard/signer"
)

// Partition returns the partition of an ARN ("aws", "aws-cn", …), "" if it is none.
func Partition(arn string) string { return arnField(arn, 1) }

// arnField returns a part of arn:partition:service:region:account:resource, "" if arn is no ARN.
// The last part may hold colons.
func arnField(arn string, n int) string {
	if !strings.HasPrefix(arn, "arn:") || strings.Count(arn, ":") < 5 {
		return ""
	}
	for range n {
		_, arn, _ = strings.Cut(arn, ":")
	}
	if n < 5 {
		arn, _, _ = strings.Cut(arn, ":")
	}
	return arn
}

// AccountOf returns the account of an ARN, "" if it names none.
func AccountOf(arn string) string { return arnField(arn, 4) }

// isRoleARN looks no closer than it must: STS knows best.
func isRoleARN(arn string) bool {
	name, ok := strings.CutPrefix(arnField(arn, 5), "role/")
	return ok && name != "" && Partition(arn) != "" && arnField(arn, 2) == "iam" && AccountOf(arn) != ""
}

// AccountID is the account that the plan's credentials will belong to, "" where the files do not
// tell.
func (p Plan) AccountID() string {
	if len(p.Steps) == 0 {
		return ""
	}
	return p.Steps[len(p.Steps)-1].AccountID
}

// ErrInvalidRole is the class of errors about a role that cannot be added to a plan.
var ErrInvalidRole = errors.New("invalid role")

// WithRole returns the plan with one more hop: the role arn, or the role of that bare name in the
// account that the plan ends in: accountID if the caller has found it out, else Plan.AccountID.
func (p Plan) WithRole(arn, accountID string) (Plan, error) {
	if p.Problem != nil || len(p.Steps) == 0 {
		return p, nil // what prevents the plan still does
	}
	last := p.Steps[len(p.Steps)-1]
	if !strings.HasPrefix(arn, "arn:") {
		full, err := p.roleARN(last, arn, accountID)
		if err != nil {
			return Plan{}, err
		}
		arn = full
	}
	if !isRoleARN(arn) {
		return Plan{}, fmt.Errorf("role %q: %w", arn, ErrInvalidRole)
	}
	hop := Step{
		Kind: KindAssumeRole, Profile: p.Profile, Settings: last.Settings,
		Role: Role{ARN: arn}, AccountID: AccountOf(arn),
	}
	if last.Kind == KindStatic || last.Kind == KindKeychain {
		hop.MFASerial = last.MFASerial // keys with a device are used with it
	}
	steps := make([]Step, 0, len(p.Steps)+1)
	p.Steps = append(append(steps, p.Steps...), hop)
	p.Kind = KindAssumeRole
	return p, nil
}

// roleARN makes an ARN of a bare role name.
func (p Plan) roleARN(last Step, name, accountID string) (string, error) {
	account := cmp.Or(accountID, p.AccountID())
	if account == "" {
		return "", fmt.Errorf("role %q: %w: its account is not known; give the role's ARN", name, ErrInvalidRole)
	}
	partition := cmp.Or(Partition(last.Role.ARN), Partition(last.Login), Partition(last.MFASerial), signer.PartitionOf(p.Region))
	return fmt.Sprintf("arn:%s:iam::%s:role/%s", partition, account, strings.TrimPrefix(name, "role/")), nil
}
