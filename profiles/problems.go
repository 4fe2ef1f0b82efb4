package profiles

import (
	"errors"
	"fmt"
	"slices"
	"strings"
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
		p.Code, p.Message = "stray-line", "this line is not a setting and is ignored"
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

// problems says what is unusual about a header. name is the name as it was understood.
func (h head) problems(name string) []Problem {
	var found []Problem
	for flaw := headFlaw(1); flaw <= h.flaws; flaw <<= 1 {
		if h.flaws&flaw != 0 && flaw != flawPlainDefault {
			found = append(found, flaw.problem(name))
		}
	}
	return found
}

// problem describes a flaw of the header of a section called name.
func (f headFlaw) problem(name string) Problem {
	p := Problem{Severity: SeverityWarning}
	switch f {
	case flawUnclosed:
		p.Code, p.Message, p.Severity = "unclosed-header", fmt.Sprintf("the header of %q has no closing bracket", name), SeverityError
		p.Hint = "write ] at the end of the line"
	case flawTail:
		p.Code, p.Message = "text-after-header", "the AWS SDKs ignore a header with text behind it"
		p.Hint = "remove what follows the bracket"
	case flawEmpty:
		p.Code, p.Message = "empty-section-name", "a section without a name is ignored"
		p.Hint = "write the name in the brackets"
	case flawQuoted:
		p.Code, p.Message = "quoted-name", fmt.Sprintf("the AWS SDKs take the quotes around %q as a part of the name", name)
		p.Hint = "choose a name that needs no quotes"
	case flawSpace:
		p.Code, p.Message = "spaced-name", fmt.Sprintf("the AWS CLI ignores %q, since its name has spaces", name)
		p.Hint = "choose a name without spaces"
	case flawCommentSign:
		p.Code = "comment-sign-in-name"
		p.Message = fmt.Sprintf("the AWS SDKs lose the header of %q, and its settings join the section above", name)
		p.Hint = "choose a name without # and ;"
	case flawEscape:
		p.Code = "escaped-name"
		p.Message = fmt.Sprintf("the AWS SDKs take the backslashes and quotes around %q as a part of the name", name)
		p.Hint = "choose a name without backslashes and quotes"
	case flawLoneQuote:
		p.Code = "lone-quote-in-name"
		p.Message = fmt.Sprintf("the AWS CLI ignores %q, since a quote in its name is not closed", name)
		p.Hint = "write " + configHeader(profilePrefix, name)
	case flawIndented:
		p.Code = "indented-header"
		p.Message = fmt.Sprintf("the AWS CLI takes the header of %q for a part of the value above it", name)
		p.Hint = "remove the blanks before the bracket"
	case flawInvisible:
		p.Code, p.Message = "invisible-character", fmt.Sprintf("the header of %q holds an invisible character", name)
		p.Hint = "type the header again"
	default:
		return f.placeProblem(name)
	}
	return p
}

// placeProblem describes a header that does not suit its file.
func (f headFlaw) placeProblem(name string) Problem {
	p := Problem{Severity: SeverityWarning}
	switch f {
	case flawUpperDefault:
		p.Code, p.Message = "upper-case-default", "[DEFAULT] is not read as a profile; the AWS CLI lets every profile inherit from it"
		p.Hint = "write [default]"
	case flawPrefixed:
		p.Code = "profile-prefix-in-credentials"
		p.Message = fmt.Sprintf("[profile %s] is not read: the credentials file names profiles without \"profile\"", name)
		p.Hint = fmt.Sprintf("write [%s]", name)
	case flawBare:
		p.Code, p.Message = "unknown-section", fmt.Sprintf("[%s] is not read: the config file names profiles with \"profile\"", name)
		p.Hint = fmt.Sprintf("write %s if it is meant as a profile", configHeader(profilePrefix, name))
	case flawCase:
		p.Code, p.Message = "upper-case-profile", fmt.Sprintf("the section for %q is not read: \"profile\" must be in lower case", name)
		p.Hint = "write " + configHeader(profilePrefix, name)
	case flawWord:
		p.Code = "misspelt-section-type"
		p.Message = fmt.Sprintf("the AWS SDKs ignore the section for %q: the word before its name is misspelt", name)
		p.Hint = "write profile, sso-session or services before the name"
	case flawForeign:
		p.Code, p.Message = "config-section-in-credentials", fmt.Sprintf("[%s] in the credentials file is a profile of that name", name)
		p.Hint = "move it to the config file"
	}
	return p
}

// configHeader writes a section header of the config file, the name in quotes where the AWS CLI needs them.
func configHeader(prefix, name string) string {
	if strings.ContainsAny(name, " \t'\"\\") {
		name = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
	}
	if name == "default" && prefix == profilePrefix {
		prefix = ""
	}
	return "[" + prefix + name + "]"
}

func missingProfile(code, setting, owner, name string, err error) Problem {
	p := Problem{
		Code: code, Severity: SeverityError,
		Message: fmt.Sprintf("%s of %q names %q, which does not exist", setting, owner, name),
	}
	p.Hint = fmt.Sprintf("add the profile %q, or name another one as %s", name, setting)
	var missing *NotFoundError
	switch {
	case !errors.As(err, &missing):
	case missing.Unread != nil:
		p.Message = fmt.Sprintf("%s of %q names %q: %s:%d: %s", setting, owner, name, missing.Unread.File, missing.Unread.Line, missing.Unread.Message)
		p.Hint = missing.Unread.Hint
	case len(missing.Nearest) > 0:
		p.Hint = fmt.Sprintf("did you mean %q?", missing.Nearest[0])
	}
	return p
}
