package deploy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// Accounts returns accounts other than that of Places: one for each combination of
// wildcards that match some accounts, as in arn:aws:sqs:*:1*:q, or a text because of its
// account, as logs-1* does with logs-${AWS::AccountId}. The error is a TooMany if there
// are more.
func (s *Space) Accounts() ([]string, error) {
	account := &spec.Param{Name: string(spec.AccountID), Type: spec.AccountIDType}
	own := s.Account()
	var catches []catch
	add := func(some ...catch) {
		for _, c := range some {
			if !slices.ContainsFunc(catches, c.equal) {
				catches = append(catches, c)
			}
		}
	}
	for _, text := range s.digits() {
		c, ok := newCatch(glob.CompileText(text), nil, nil)
		if ok {
			c, ok = c.within(plain(own), false)
		}
		if ok {
			add(c)
		}
	}
	m := s.matching(lists.Filter(s.compared(), func(c compared) bool {
		return slices.Contains(c.Value, spec.Part(spec.AccountID)) || c.wild && strings.ContainsAny(c.String(), "0123456789")
	}), s.bind)
	for _, named := range m.naming[account.Name] {
		before, after := around(named.compared, account)
		for _, after := range []glob.Pattern{after, anything(after)} {
			for _, some := range m.wildcards(account, named.compared, before, after, plain(own)) {
				add(some...)
			}
		}
	}
	if catches == nil {
		return nil, nil
	}
	got := m.caught([]*spec.Param{account}, catches, own)
	if !got.all {
		return got.values, &formula.TooMany{Params: []string{account.Name}}
	}
	return got.values, nil
}

// anything is a text that only wildcards match where a pattern has wildcards: *77/* matches
// some of ${AWS::AccountId}/* with every account, and all of it with some.
func anything(p glob.Pattern) glob.Pattern {
	return lists.Map(p, func(r rune) rune { return max(r, 0) })
}

var (
	anAccount   = regexp.MustCompile(`\b[0-9]{12}\b`) // in any text
	onlyAccount = regexp.MustCompile(`^[0-9]{12}$`)
)

// NamedAccounts returns the accounts that texts of the specs name, in order, except for
// those of tests, which mean other accounts than that of the deployment.
func (s *Space) NamedAccounts() []string {
	return lists.Filter(s.digits(), onlyAccount.MatchString)
}

// accountTexts returns the texts of the specs where accounts stand, each once and sorted,
// that consist of digits and wildcards, and all accounts in other texts.
func accountTexts(specs []*spec.Spec) []string {
	var out []string
	for _, of := range specs {
		untested := *of
		untested.Tests = nil
		eachValue(&untested, func(v spec.Value) {
			text, _ := markedText(v.Expand(), spec.Partitions[0])
			out = append(out, anAccount.FindAllString(text, -1)...)
			if parts := glob.SplitARN(text); len(parts) == glob.ARNParts {
				text = parts[4]
			}
			if text != "" && strings.Trim(text, "0123456789*?") == "" {
				out = append(out, text)
			}
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}
