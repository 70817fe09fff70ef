package quota

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkAttached counts the managed policies of each role.
func checkAttached(c *core.Checker, r *spec.Role) {
	s := spec.Subject{Role: r}
	n := len(c.Binding.List(r.Managed))
	at := core.Place(r.At, "managedPolicies", s)
	switch {
	case n > iam.MaxAttached:
		c.Add(s, at, "too-many-policies", "merge your own policies, or make some inline", "role %s has %d managed policies; IAM allows %d without a quota increase, and a new role can have no more than that", r.Written(), n, iam.MaxAttached)
	case n > iam.DefaultAttached:
		c.Add(s, at, "many-policies", "check the account's quota of managed policies for each role, or merge your own policies", "role %s has %d managed policies; accounts without a quota increase may allow only %d", r.Written(), n, iam.DefaultAttached)
	}
}

var tagText = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)

// checkTags checks the tags of each role, its instance profile and each policy
// against IAM's rules, which are the same for all.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html
func checkTags(c *core.Checker) {
	for s := range c.Subjects() {
		of := s.What() + " " + s.Header().Written()
		checkTagsOf(c, s, s.Header().Tags, core.Place(s.Header().At, "tags", s), of)
		if s.Role != nil {
			checkTagsOf(c, s, s.Role.ProfileTags, core.Place(s.Role.At, "instanceProfile", s), "the instance profile of "+of)
		}
	}
}

func checkTagsOf(c *core.Checker, s spec.Subject, tags []spec.Tag, at diag.Span, of string) {
	if n := len(tags); n > iam.MaxTags {
		c.Add(s, at, "too-many-tags", "", "%s has %d tags; IAM allows at most %d", of, n, iam.MaxTags)
	}
	seen := map[string]string{}
	for _, t := range tags {
		if problem := tagProblem(c, t, seen); problem != "" {
			c.Add(s, t.Value.At, "bad-tag", "IAM allows letters, digits, spaces and _.:/=+-@ in tags, 128 characters in a key and 256 in a value", "the tag %q of %s %s", t.Key, of, problem)
		}
		seen[strings.ToLower(t.Key)] = t.Key
	}
}

func tagProblem(c *core.Checker, t spec.Tag, seen map[string]string) string {
	value := c.Binding.Text(t.Value.Value)
	before := seen[strings.ToLower(t.Key)]
	switch {
	case t.Key == "":
		return "has an empty key"
	case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
		return "begins with aws:, which is reserved for AWS"
	case before != "":
		return "equals the tag " + strconv.Quote(before) + ", because IAM ignores letter case in keys"
	case !tagText.MatchString(t.Key):
		return "has a character in its key that IAM rejects"
	case !tagText.MatchString(value):
		return "has a character in its value that IAM rejects"
	case utf8.RuneCountInString(t.Key) > iam.MaxTagKey:
		return "has a key of more than 128 characters"
	case utf8.RuneCountInString(value) > iam.MaxTagValue:
		return "has a value of more than 256 characters"
	}
	return ""
}

// checkSessions checks session durations that are parameters against IAM's limits;
// spec checks numbers.
func checkSessions(c *core.Checker, r *spec.Role) {
	if len(r.MaxSession) == 0 {
		return
	}
	ref, ok := r.MaxSession[0].(spec.ParamRef)
	if !ok {
		return
	}
	s := spec.Subject{Role: r}
	texts := slices.Concat([]string{c.Binding.Text(r.MaxSession)}, ref.Param.Default, ref.Param.Values)
	texts = append(texts, lists.Map(c.Spec.Environments, func(e *spec.Environment) string { return e.Binding.Text(r.MaxSession) })...)
	for _, text := range texts {
		if n, err := strconv.Atoi(text); err != nil || n < iam.MinSession || n > iam.MaxSession {
			c.Add(s, core.Place(r.At, "maxSessionDuration", s), "bad-session", "IAM allows 3600 to 43200 seconds", "the maxSessionDuration of role %s can be %s, from the parameter %s", r.Written(), text, ref.Param.Name)
			break
		}
	}
}
