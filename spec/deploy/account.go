package deploy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// MaxAccounts limits the accounts that Accounts returns.
const MaxAccounts = 64

// Accounts returns accounts other than that of Places: one for each combination of
// patterns of accounts that match some accounts, as in arn:aws:sqs:*:1*:q, but at most
// MaxAccounts. It is empty if no text has such a pattern.
func (s *Space) Accounts() []string {
	patterns := s.accountTexts(func(text string) bool { return glob.HasWildcard(text) && strings.Trim(text, "*") != "" })
	kind := func(account string) string {
		return strings.Join(lists.Filter(patterns, func(p string) bool { return glob.Match(p, account) }), " ")
	}
	var some []string
	for _, p := range patterns {
		for _, q := range patterns { // the account begins as one and ends as the other
			begin, end := p[:strings.IndexAny(p, "*?")], q[strings.LastIndexAny(q, "*?")+1:]
			some = append(some, filledAccount(begin+"*"+end))
		}
		some = append(some, filledAccount(p))
	}
	if patterns != nil {
		for _, digit := range "0123456789" {
			some = append(some, strings.Repeat(string(digit), accountDigits))
		}
	}
	seen := []string{kind(s.Account())}
	var out []string
	for _, account := range some {
		if k := kind(account); len(account) == accountDigits && !slices.Contains(seen, k) && len(out) < MaxAccounts {
			seen, out = append(seen, k), append(out, account)
		}
	}
	return out
}

// NamedAccounts returns the accounts that texts of the specs name, in order, except for
// those of tests, which mean other accounts than that of the deployment.
func (s *Space) NamedAccounts() []string {
	return s.accountTexts(regexp.MustCompile(`^[0-9]{12}$`).MatchString)
}

// accountTexts returns the texts of the specs where accounts stand, each once and sorted,
// of which is holds and that consist of digits and wildcards.
func (s *Space) accountTexts(is func(string) bool) []string {
	var out []string
	for _, of := range s.specs {
		untested := *of
		untested.Tests = nil
		eachValue(&untested, func(v spec.Value) {
			text, _ := markedText(v.Expand(), spec.Partitions[0])
			if parts := glob.SplitARN(text); len(parts) == glob.ARNParts {
				text = parts[4]
			}
			if text != "" && strings.Trim(text, "0123456789*?") == "" && is(text) {
				out = append(out, text)
			}
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const accountDigits = 12

// filledAccount is an account that a pattern matches; the result is of another length if
// there is none.
func filledAccount(pattern string) string {
	pattern = strings.ReplaceAll(pattern, "?", "0")
	missing := max(0, accountDigits-len(strings.ReplaceAll(pattern, "*", "")))
	return strings.ReplaceAll(strings.Replace(pattern, "*", strings.Repeat("0", missing), 1), "*", "")
}
