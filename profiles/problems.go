package profiles

import "fmt"

// Problems of single lines. Their places are filled in where they are found; their messages
// never quote a value, which may be a secret.
var (
	strayLine = Problem{
		Code: "stray-line", Severity: SeverityWarning,
		Message: "this line is no setting and is ignored",
		Hint:    "write it as \"key = value\", or begin it with # to make it a comment",
	}
	inlineComment = Problem{
		Code: "inline-comment", Severity: SeverityWarning,
		Message: "a comment after a value is part of the value for the AWS CLI",
		Hint:    "put the comment on a line of its own",
	}
	nestedComment = Problem{
		Code: "inline-comment", Severity: SeverityWarning,
		Message: "a comment after a nested value is part of the value",
		Hint:    "put the comment on a line of its own",
	}
	quotedValue = Problem{
		Code: "quoted-value", Severity: SeverityWarning,
		Message: "quotes around a value are part of the value for the AWS CLI",
		Hint:    "remove the quotes",
	}
	indentedSetting = Problem{
		Code: "indented-setting", Severity: SeverityWarning,
		Message: "an indented setting continues the value above it for the AWS CLI",
		Hint:    "remove the indentation",
	}
	continuedValue = Problem{
		Code: "continued-value", Severity: SeverityWarning,
		Message: "an indented line continues the value above it",
		Hint:    "write the value on one line",
	}
	unreadableSetting = Problem{
		Code: "unreadable-setting", Severity: SeverityError,
		Message: "this setting can't be read",
	}
)

// flawProblems tells what is unusual about a header. name is the name as it was understood.
func (h head) problems(name string) []Problem {
	var found []Problem
	for _, p := range []struct {
		flaw headFlaw
		Problem
	}{
		{flawUnclosed, Problem{
			Code: "unclosed-header", Severity: SeverityError,
			Message: fmt.Sprintf("the header of %q has no closing bracket", name),
			Hint:    "write ] at the end of the line",
		}},
		{flawTail, Problem{
			Code: "text-after-header", Severity: SeverityWarning,
			Message: "the AWS SDKs ignore a header with text behind it",
			Hint:    "remove what follows the bracket",
		}},
		{flawEmpty, Problem{
			Code: "empty-section-name", Severity: SeverityWarning,
			Message: "a section without a name is ignored",
			Hint:    "write [profile NAME]",
		}},
		{flawQuoted, Problem{
			Code: "quoted-name", Severity: SeverityWarning,
			Message: fmt.Sprintf("the AWS SDKs take the quotes around %q as a part of the name", name),
			Hint:    "choose a name that needs no quotes",
		}},
		{flawSpace, Problem{
			Code: "spaced-name", Severity: SeverityWarning,
			Message: fmt.Sprintf("the AWS CLI ignores %q, since its name has spaces", name),
			Hint:    "choose a name without spaces",
		}},
		{flawCommentSign, Problem{
			Code: "comment-sign-in-name", Severity: SeverityWarning,
			Message: fmt.Sprintf("the AWS SDKs lose the header of %q, and its settings join the section above", name),
			Hint:    "choose a name without # and ;",
		}},
		{flawEscape, Problem{
			Code: "escaped-name", Severity: SeverityWarning,
			Message: fmt.Sprintf("the AWS CLI reads backslashes and quotes in %q as a shell would", name),
			Hint:    "choose a name without backslashes and quotes",
		}},
		{flawUpperDefault, Problem{
			Code: "upper-case-default", Severity: SeverityWarning,
			Message: "[DEFAULT] is unused; the AWS CLI lets every profile inherit from it",
			Hint:    "write [default]",
		}},
		{flawPrefixed, Problem{
			Code: "profile-prefix-in-credentials", Severity: SeverityWarning,
			Message: fmt.Sprintf("[%s] is ignored: the credentials file names profiles without \"profile\"", name),
			Hint:    "write the name alone in the brackets",
		}},
		{flawForeign, Problem{
			Code: "config-section-in-credentials", Severity: SeverityWarning,
			Message: fmt.Sprintf("[%s] is ignored here", name),
			Hint:    "move it to the config file",
		}},
		{flawBare, Problem{
			Code: "unknown-section", Severity: SeverityWarning,
			Message: fmt.Sprintf("[%s] is ignored: it is no profile without \"profile\"", name),
			Hint:    fmt.Sprintf("write [profile %s] if it is meant as one", name),
		}},
	} {
		if h.flaws&p.flaw != 0 {
			found = append(found, p.Problem)
		}
	}
	return found
}

func missingProfile(code, setting, owner, name string, nearest []string) Problem {
	p := Problem{
		Code: code, Severity: SeverityError,
		Message: fmt.Sprintf("%s of %q names %q, which does not exist", setting, owner, name),
	}
	if len(nearest) > 0 {
		p.Hint = fmt.Sprintf("did you mean %q?", nearest[0])
	}
	return p
}
