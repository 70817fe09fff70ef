package grammar

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
)

// sensitiveKeys are those for which AWS knows no use of wildcards.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive
var sensitiveKeys = []string{
	"aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:SourceAccount",
	"aws:SourceOrgID", "aws:SourceVpc", "aws:SourceVpce", "aws:VpceAccount", "aws:VpceOrgID",
}

// pathKeys are those whose values begin with the ID of an organization.
var pathKeys = []string{"aws:PrincipalOrgPaths", "aws:ResourceOrgPaths", "aws:SourceOrgPaths", "aws:VpceOrgPaths"}

// leastPrefix is how many characters AWS wants before a wildcard in a path.
const leastPrefix = 6

// sensitive finds wildcards and policy variables in values that decide on trust in
// whole accounts, organizations or networks.
func sensitive(c *core.Checker, st *core.Statement, v core.Value) {
	cond := v.Condition
	if cond.Op.Operand != core.Texts {
		return
	}
	first := strings.IndexAny(v.Literal, "*?")
	wild := cond.Op.Wild() && first >= 0 && glob.HasWildcard(withoutVariables(v.Literal))
	variable := strings.Index(v.Literal, "${")
	if isVariableOfAccount(v.Literal) || hasUnknownVariable(v.Literal) {
		variable = -1
	}
	switch {
	case core.IsOneOf(cond.Key, sensitiveKeys):
		if wild {
			c.Add(st.In.Subject, v.At, "sensitive-wildcard", "list the values", "%s has the wildcard %q; each value must be written in full, because a wildcard trusts values of others", core.Where(cond, st), v.Literal)
		} else if variable >= 0 {
			c.Add(st.In.Subject, v.At, "sensitive-variable", "list the values", "%s has the policy variable %q, whose value others can choose", core.Where(cond, st), v.Literal)
		}
	case core.IsOneOf(cond.Key, pathKeys):
		if wild && first < leastPrefix {
			c.Add(st.In.Subject, v.At, "sensitive-wildcard", "begin with the ID of the organization, e.g., o-a1b2c3d4e5/*", "%s has the wildcard %q without the ID of an organization before it", core.Where(cond, st), v.Literal)
		} else if variable >= 0 && variable < leastPrefix {
			c.Add(st.In.Subject, v.At, "sensitive-variable", "begin with the ID of the organization", "%s has the policy variable %q without the ID of an organization before it", core.Where(cond, st), v.Literal)
		}
	case strings.EqualFold(cond.Key, "aws:userid"):
		if variable >= 0 && !isWholeID(v.Literal) {
			c.Add(st.In.Subject, v.At, "sensitive-variable", "write it after the colon, e.g., AROAEXAMPLEID:${aws:username}, or as all before the colon", "%s has the policy variable %q in the unique ID", core.Where(cond, st), v.Literal)
		}
		id, _, colon := strings.Cut(withoutVariables(v.Literal), ":")
		if wild && v.Literal != "*:*" && (!colon && glob.HasWildcard(id) || colon && glob.HasWildcard(id) && id != "*") {
			c.Add(st.In.Subject, v.At, "sensitive-wildcard", "put it after the colon, e.g., AROAEXAMPLEID:*, or let it be all before the colon", "%s has the wildcard %q in the unique ID", core.Where(cond, st), v.Literal)
		}
	}
}

// isWholeID reports whether a value of aws:userid has no variable before its colon, or
// nothing else there.
func isWholeID(v string) bool {
	if rest, ok := strings.CutPrefix(v, "${"); ok {
		_, after, _ := strings.Cut(rest, "}")
		return strings.HasPrefix(after, ":")
	}
	id, _, colon := strings.Cut(v, ":")
	return colon && !strings.Contains(id, "${")
}

// hasUnknownVariable reports whether a text has a variable that another rule has a
// finding about.
func hasUnknownVariable(v string) bool {
	return slices.ContainsFunc(VariablesOf(v), func(body string) bool {
		key, _, _ := strings.Cut(body, ",")
		_, known := facts.FindConditionKey(key)
		return !known
	})
}

// isVariableOfAccount reports whether a value is a variable that AWS itself sets to
// an account or organization, as in aws:ResourceAccount = ${aws:PrincipalAccount}.
func isVariableOfAccount(v string) bool {
	body, ok := strings.CutPrefix(v, "${")
	body, closed := strings.CutSuffix(body, "}")
	return ok && closed && (core.IsOneOf(body, sensitiveKeys) || core.IsOneOf(body, pathKeys))
}
