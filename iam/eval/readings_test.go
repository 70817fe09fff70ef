package eval_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/glob"
)

// A reading is where the simulator reads a policy differently from what AWS
// documents. A difference is one of reading only if our evaluator gives the
// simulator's answer once the policy is rewritten to say what the simulator
// reads.
type reading struct {
	name    string
	source  string
	rewrite func(j *judged, st *iam.Statement)
}

const userGuide = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"

var readings = []reading{
	{
		"a variable without value: negated operators do match", userGuide + "reference_policies_variables.html#policy-vars-no-value",
		eachCondition(func(j *judged, c *iam.Condition) {
			if negated(c) && slices.ContainsFunc(c.Values, func(v string) bool { return lacksValue(v, j.request.Context) }) {
				never(c)
			}
		}),
	},
	{
		"${*}, ${?} and ${$} are characters in all text operators", userGuide + "reference_policies_variables.html#policy-vars-specialchars",
		eachCondition(func(_ *judged, c *iam.Condition) {
			if family := familyOf(c.Operator); family == "String" {
				c.Values = without(c.Values, hasSpecial)
			}
		}),
	},
	{
		"an empty text is an empty set to a set operator", userGuide + "reference_policies_condition-single-vs-multi-valued-context-keys.html",
		eachCondition(func(j *judged, c *iam.Condition) {
			if values := valuesOf(j, c.Key); len(values) == 1 && values[0] == "" {
				_, c.Operator, _ = cutSet(c.Operator)
			}
		}),
	},
	{
		"IfExists is met without the key, with ForAnyValue too", userGuide + "reference_policies_elements_condition_operators.html#Conditions_IfExists",
		eachCondition(func(j *judged, c *iam.Condition) {
			if strings.HasPrefix(c.Operator, "ForAnyValue:") && valuesOf(j, c.Key) == nil {
				c.Operator = strings.TrimSuffix(c.Operator, "IfExists")
			}
		}),
	},
	{
		"dates may be years, or seconds since 1970", userGuide + "reference_policies_elements_condition_operators.html#Conditions_Date",
		eachCondition(func(j *judged, c *iam.Condition) {
			if familyOf(c.Operator) == "Date" {
				c.Values = each(c.Values, milliseconds)
				j.setContext(c.Key, each(valuesOf(j, c.Key), milliseconds))
			}
		}),
	},
	{
		"a variable may be a whole ARN", userGuide + "reference_policies_elements_condition_operators.html#Conditions_ARN",
		eachCondition(func(_ *judged, c *iam.Condition) {
			whole := func(v string) bool { return strings.HasPrefix(v, "${") }
			if familyOf(c.Operator) != "Arn" || !slices.ContainsFunc(c.Values, whole) {
				return
			}
			if c.Values = without(c.Values, whole); negated(c) {
				never(c)
			}
		}),
	},
	{
		"* at the end of an ARN's part goes on over colons", userGuide + "reference_policies_elements_resource.html",
		func(j *judged, st *iam.Statement) {
			st.Resources = without(st.Resources, func(p string) bool {
				return len(strings.Split(p, ":")) >= 6 && !strings.Contains(p, "${") && !matchesByParts(p, j.request.Resource)
			})
		},
	},
	// AWS's page on ARNs, reference-arns.html, forbids this one. AWS's policies
	// do it all the same, e.g., with arn:*:identity-sync:*:*:*/*.
	{
		"* stands for all of a segment, and so for a type of resources", userGuide + "reference_policies_elements_resource.html",
		func(_ *judged, st *iam.Statement) {
			st.Resources = without(st.Resources, func(p string) bool {
				parts := strings.SplitN(p, ":", 6)
				if len(parts) < 6 || parts[4] == "" {
					return false
				}
				end := strings.IndexAny(parts[5], ":/")
				return end > 0 && strings.ContainsAny(parts[5][:end], "*?")
			})
		},
	},
	{
		"a variable without value in NotResource names no resource", userGuide + "reference_policies_variables.html#policy-vars-no-value",
		func(j *judged, st *iam.Statement) {
			if st.NotResources && slices.ContainsFunc(st.Resources, func(p string) bool { return lacksValue(p, j.request.Context) }) {
				st.NotResources, st.Resources = false, []string{}
			}
		},
	},
	{
		"0.0.0.0/0 holds all addresses", userGuide + "reference_policies_elements_condition_operators.html#Conditions_IPAddress",
		eachCondition(func(_ *judged, c *iam.Condition) {
			c.Values = without(c.Values, func(v string) bool { return v == "0.0.0.0/0" })
		}),
	},
	{
		"an IPv6 address is not in a range of IPv4", userGuide + "reference_policies_elements_condition_operators.html#Conditions_IPAddress",
		eachCondition(func(j *judged, c *iam.Condition) {
			six := func(v string) bool { return strings.Count(v, ":") > 1 }
			four := func(v string) bool { return !six(v) }
			if familyOf(c.Operator) == "Ip" && negated(c) && slices.ContainsFunc(valuesOf(j, c.Key), six) && slices.ContainsFunc(c.Values, four) {
				never(c)
			}
		}),
	},
	{
		"an incomplete ARN is completed in NotResource too", userGuide + "reference_policies_elements_resource.html",
		func(_ *judged, st *iam.Statement) {
			incomplete := func(p string) bool { arn, err := iam.ParseARN(p); return p != "*" && (err != nil || arn.String() != p) }
			if st.NotResources && slices.ContainsFunc(st.Resources, incomplete) {
				st.NotResources, st.Resources = false, []string{}
			}
		},
	},
}

// notPrincipal is a reading of policies that say whom they are about.
var notPrincipal = reading{
	"an account in NotPrincipal is not its users", userGuide + "reference_policies_elements_notprincipal.html",
	func(j *judged, st *iam.Statement) {
		for _, p := range st.Principals {
			if st.NotPrincipals && slices.Contains(p.Values, accountARN) && strings.HasPrefix(j.request.Principal, "arn:") {
				st.Principals = append(st.Principals, iam.Principal{Type: "AWS", Values: []string{j.request.Principal}})
			}
		}
	},
}

// oldVariables is a reading of whole documents.
const oldVariables = "variables are text before version 2012-10-17, " + userGuide + "reference_policies_elements_version.html"

// explained names the readings by which a difference goes away: one, or all
// together if one is not enough; "" if it stays.
func explained(t *testing.T, c *judged, answer string) string {
	t.Helper()
	for _, r := range append(readings, notPrincipal) {
		if rewritten(t, c, []reading{r}, false) == answer {
			return r.name
		}
	}
	if rewritten(t, c, nil, true) == answer {
		return oldVariables
	}
	if rewritten(t, c, readings, true) == answer {
		return "several"
	}
	return ""
}

// rewritten is what our evaluator makes of a case that is rewritten.
func rewritten(t *testing.T, c *judged, by []reading, variables bool) string {
	t.Helper()
	j := &judged{identity: []*iam.Document{}, request: c.request}
	j.request.Context.Values = map[string][]string{}
	for k, v := range c.request.Context.Values {
		j.request.Context.Values[k] = v
	}
	clone := func(doc *iam.Document) *iam.Document {
		if doc == nil {
			return nil
		}
		out := &iam.Document{Version: doc.Version}
		if variables {
			out.Version = "2012-10-17"
		}
		for _, st := range doc.Statements {
			st.Conditions = slices.Clone(st.Conditions)
			for _, r := range by {
				r.rewrite(j, &st)
			}
			out.Statements = append(out.Statements, st)
		}
		return out
	}
	for _, doc := range c.identity {
		j.identity = append(j.identity, clone(doc))
	}
	j.boundary, j.resource, j.trust = clone(c.boundary), clone(c.resource), clone(c.trust)
	e, err := eval.Compile(j.policies())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(e.Evaluate(&j.request).Effect)
}

func eachCondition(f func(j *judged, c *iam.Condition)) func(*judged, *iam.Statement) {
	return func(j *judged, st *iam.Statement) {
		for i := range st.Conditions {
			f(j, &st.Conditions[i])
		}
	}
}

// never makes a condition that is not met.
func never(c *iam.Condition) { c.Operator, c.Values = "StringEquals", nil }

func negated(c *iam.Condition) bool { return strings.Contains(c.Operator, "Not") }

func cutSet(operator string) (set, rest string, ok bool) {
	set, rest, ok = strings.Cut(operator, ":")
	if !ok {
		return "", operator, false
	}
	return set, rest, ok
}

func valuesOf(j *judged, key string) []string {
	for k, v := range j.request.Context.Values {
		if strings.EqualFold(k, key) {
			return v
		}
	}
	return nil
}

func (j *judged) setContext(key string, values []string) {
	for k := range j.request.Context.Values {
		if strings.EqualFold(k, key) {
			j.request.Context.Values[k] = values
		}
	}
}

func each(values []string, f func(string) string) []string {
	var out []string
	for _, v := range values {
		out = append(out, f(v))
	}
	return out
}

func without(values []string, drop func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(values), drop)
}

func hasSpecial(v string) bool {
	return strings.Contains(v, "${*}") || strings.Contains(v, "${?}") || strings.Contains(v, "${$}")
}

// lacksValue reports whether a variable without default has no value.
func lacksValue(text string, c eval.Context) bool {
	for {
		_, rest, _ := strings.Cut(text, "${")
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return false
		}
		given := func(k string) bool { return strings.EqualFold(k, name) && len(c.Values[k]) == 1 }
		if len(name) > 1 && !strings.Contains(name, ",") && !slices.ContainsFunc(sortedKeys(c.Values), given) {
			return true
		}
		text = after
	}
}

// milliseconds is a number as a date, if it is one.
func milliseconds(text string) string {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	return time.UnixMilli(n).UTC().Format("2006-01-02T15:04:05.000Z")
}

func matchesByParts(pattern, arn string) bool {
	ps, as := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	return slices.EqualFunc(ps, as, glob.Match)
}
