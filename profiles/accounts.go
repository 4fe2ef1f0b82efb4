package profiles

import (
	"fmt"
	"strings"
)

// accountDigits is the length of every account id. Spreadsheets and YAML files drop leading zeros.
const accountDigits = 12

// checkAccounts reports account ids in the profile's own settings that are too long or too short.
func (p *Profile) checkAccounts() {
	for _, key := range [...]string{"sso_account_id", "aws_account_id", "role_arn", "mfa_serial", "login_session"} {
		setting, ok := p.Settings[key]
		if !ok {
			continue
		}
		id := setting.Value
		if strings.HasPrefix(id, "arn:") {
			id = AccountOf(id)
		}
		if len(id) < accountDigits-2 || len(id) == accountDigits || strings.Trim(id, "0123456789") != "" {
			continue
		}
		problem := Problem{
			Code: "invalid-account-id", Severity: SeverityWarning,
			Message: fmt.Sprintf("the account id %s in %s of %q has %d digits instead of %d", id, key, p.Name, len(id), accountDigits),
		}
		if len(id) < accountDigits {
			problem.Hint = fmt.Sprintf("write %s if leading zeros were lost", strings.Repeat("0", accountDigits-len(id))+id)
		}
		p.report(setting.Source, problem)
	}
}
