package fakeaws

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of session tags:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_know
const (
	maxTags       = 50
	maxTagKey     = 128
	maxTagValue   = 256
	maxPolicyARNs = 10
)

var tagText = lazily(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)

// tagSet holds the tags of a request.
type tagSet struct {
	tags       []Tag
	transitive []string
}

func itoa(n int) string { return strconv.Itoa(n) }

// sessionTags parses the tags of a request.
func sessionTags(c *call) (tagSet, *apiError) {
	keys := c.members("Tags", "Key", maxTags)
	if len(keys) > maxTags {
		return tagSet{}, errConstraint("of given length", "tags", "have length less than or equal to "+itoa(maxTags))
	}
	var set tagSet
	seen := map[string]bool{}
	for i, key := range keys {
		value := c.params.Get("Tags.member." + itoa(i+1) + ".Value")
		field := fmt.Sprintf("tags.%d.member", i+1)
		switch n := utf8.RuneCountInString(key); {
		case n < 1 || n > maxTagKey || !tagText().MatchString(key):
			return tagSet{}, errConstraint("'"+key+"'", field+".key", `satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+`)
		case utf8.RuneCountInString(value) > maxTagValue || !tagText().MatchString(value):
			return tagSet{}, errConstraint("'"+value+"'", field+".value", `satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]*`)
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return tagSet{}, errTags("Tag keys starting with aws: are reserved for system use.")
		case seen[strings.ToLower(key)]:
			return tagSet{}, errTags("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		}
		seen[strings.ToLower(key)] = true
		set.tags = append(set.tags, Tag{key, value})
	}
	set.transitive = c.members("TransitiveTagKeys", "", maxTags)
	for _, key := range set.transitive {
		if !seen[strings.ToLower(key)] {
			return tagSet{}, errTags("The specified transitive tag key must be included in the requested tags.")
		}
	}
	return set, nil
}

func errTags(message string) *apiError { return newError(400, "InvalidParameterValue", message) }

// inherit adds the tags of the request and the transitive tags of the caller to a new session.
func (c *credential) inherit(from *call, r *role, given tagSet) *apiError {
	caller := from.caller
	if r.DenyTags && len(given.tags)+len(caller.transitive) > 0 {
		return errNotAuthorized(caller.who.arn, "sts:TagSession", r.arn)
	}
	for _, t := range caller.tags {
		same := func(key string) bool { return strings.EqualFold(key, t.Key) }
		if !slices.ContainsFunc(caller.transitive, same) {
			continue
		}
		if slices.ContainsFunc(given.tags, func(g Tag) bool { return same(g.Key) }) {
			return errTags("One of the specified transitive tag keys can't be set because it conflicts " +
				"with a transitive tag key from the calling session.")
		}
		c.tags = append(c.tags, t)
		c.transitive = append(c.transitive, t.Key)
	}
	c.tags = append(c.tags, given.tags...)
	c.transitive = append(c.transitive, given.transitive...)
	return nil
}

// checkText checks a parameter against its length and pattern.
func checkText(c *call, key, name string, pattern func() *regexp.Regexp, required bool, least, most int) *apiError {
	value, given := c.params.Get(key), c.params.Has(key)
	quoted := "'" + value + "'"
	n := utf8.RuneCountInString(value)
	switch {
	case !given && required:
		return errConstraint("null", name, "not be null")
	case !given:
		return nil
	case n < least:
		return errConstraint(quoted, name, "have length greater than or equal to "+itoa(least))
	case n > most:
		return errConstraint(quoted, name, "have length less than or equal to "+itoa(most))
	case !pattern().MatchString(value):
		return errConstraint(quoted, name, "satisfy regular expression pattern: "+strings.Trim(pattern().String(), "^$"))
	}
	return nil
}
