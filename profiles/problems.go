package profiles

import (
	"fmt"
	"slices"
)

// lineProblem is the kind of a problem of one line.
type lineProblem int

const (
	strayLine lineProblem = iota
	inlineComment
	nestedComment
	quotedValue
	indentedSetting
	continuedValue
)

// problem describes it; the place is for the finder to fill in. The message never quotes a value,
// which may be a secret.
func (l lineProblem) problem() Problem {
	p := Problem{Severity: SeverityWarning}
	switch l {
	case strayLine:
		p.Code, p.Message = "stray-line", "this line is no setting and is ignored"
		p.Hint = "write it as \"key = value\", or begin it with # to make it a comment"
	case inlineComment:
		p.Code, p.Message = "inline-comment", "a comment after a value is part of the value for the AWS CLI"
		p.Hint = "put the comment on a line of its own"
	case nestedComment:
		p.Code, p.Message = "inline-comment", "a comment after a nested value is part of the value"
		p.Hint = "put the comment on a line of its own"
	case quotedValue:
		p.Code, p.Message = "quoted-value", "quotes around a value are part of the value for the AWS CLI"
		p.Hint = "remove the quotes"
	case indentedSetting:
		p.Code, p.Message = "indented-setting", "an indented setting continues the value above it for the AWS CLI"
		p.Hint = "remove the indentation"
	case continuedValue:
		p.Code, p.Message = "continued-value", "an indented line continues the value above it"
		p.Hint = "write the value on one line"
	}
	return p
}

// maxProblems is how many problems of one place are kept: more help nobody, and a generated file
// can have a million.
const maxProblems = 100

// appendProblem adds a problem to a list. Of a full list it keeps the first error, which prevents
// credentials.
func appendProblem(list []Problem, p Problem) []Problem {
	switch {
	case len(list) < maxProblems:
		return append(list, p)
	case len(list) == maxProblems:
		list = append(list, Problem{
			Code: "more-problems", Severity: SeverityWarning, Source: p.Source,
			Message: fmt.Sprintf("there are more problems than the first %d", maxProblems),
		})
	}
	isError := func(p Problem) bool { return p.Severity == SeverityError }
	if isError(p) && !slices.ContainsFunc(list, isError) {
		list = append(list, p)
	}
	return list
}

// problems tells what is unusual about a header. name is the name as it was understood.
func (h head) problems(name string) []Problem {
	if h.flaws&^flawPlainDefault == 0 {
		return nil
	}
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
	p.Hint = fmt.Sprintf("add the profile %q, or name another one as %s", name, setting)
	if len(nearest) > 0 {
		p.Hint = fmt.Sprintf("did you mean %q?", nearest[0])
	}
	return p
}
