package services

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/grammar"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// conditionKeys looks up each condition key among those of AWS and those that the
// actions support, and checks their types.
func conditionKeys(c *core.Checker, st *core.Statement) {
	actions := c.Actions(st)
	for _, cond := range st.ConditionTexts {
		prefix, _, _ := strings.Cut(cond.Key, ":")
		if cond.KeyValue != nil || strings.Contains(prefix, ".") || !core.IsConditionKey(cond.Key) {
			continue // of an identity provider, or another rule's
		}
		key, ok := key(c, cond.Key, actions)
		if !ok {
			code := "unknown-condition-key"
			if strings.EqualFold(prefix, "aws") {
				code = "unknown-global-key"
			}
			help := keyHelp(c, prefix, cond.Key)
			switch {
			case code == "unknown-condition-key" && help != "":
				c.About(st, cond.At, "misspelled-key", help, "has the condition key %q, but AWS has no such key", cond.Key)
			case code == "unknown-condition-key":
				c.About(st, cond.At, code, help, "has the condition key %q, which the facts of %s do not list", cond.Key, facts.ServicesTable.Date())
			default:
				c.About(st, cond.At, code, help, "has the condition key %q, but AWS has no such key", cond.Key)
			}
			continue
		}
		if !cond.Op.IfExists && cond.Op.Base != "Null" {
			ofUsers(c, st, cond.At, cond.Key)
		}
		keyType(c, st, cond, key)
		arnKeys(c, st, cond, key)
		if core.Known(st, actions) && !st.In.Trust {
			keyOf(c, st, cond, actions)
		}
	}
}

// key finds a key of the actions, because a key can have different types in
// different services, or else any key with the name.
func key(c *core.Checker, name string, actions []core.Action) (facts.ConditionKey, bool) {
	for _, a := range actions {
		if key, ok := keyOfAction(c, name, a); ok {
			return key, true
		}
	}
	return anyKey(c, name)
}

// anyKey finds a key of any service.
func anyKey(c *core.Checker, name string) (facts.ConditionKey, bool) {
	question := core.KeyQuestion{Pattern: "", Key: name}
	answer, asked := c.Keys[question]
	if !asked {
		answer.Ok = true // no finding about a key that is not looked up
		if c.Spend(5000) {
			answer.ConditionKey, answer.Ok = facts.FindConditionKey(name)
		}
		c.Keys[question] = answer
	}
	return answer.ConditionKey, answer.Ok
}

// keyOfAction finds a key of the actions that a names.
func keyOfAction(c *core.Checker, name string, a core.Action) (facts.ConditionKey, bool) {
	question := core.KeyQuestion{Pattern: a.Literal, Key: name}
	answer, asked := c.Keys[question]
	if asked {
		return answer.ConditionKey, answer.Ok
	}
	for _, m := range a.Matches {
		if answer.Ok || !c.Spend(20) {
			break
		}
		answer.ConditionKey, answer.Ok = m.ConditionKey(name)
	}
	c.Keys[question] = answer
	return answer.ConditionKey, answer.Ok
}

func keyHelp(c *core.Checker, prefix, name string) string {
	if !c.Spend(1) {
		return ""
	}
	if _, ok := facts.FindService(prefix); !ok && !strings.EqualFold(prefix, "aws") {
		return PrefixHint(c, prefix)
	}
	names := lists.Map(facts.GlobalKeys(), func(k facts.ConditionKey) string { return k.Name })
	if s, ok := facts.FindService(prefix); ok {
		names = append(names, lists.Map(s.ConditionKeys(), func(k facts.ConditionKey) string { return k.Name })...)
	}
	return tagHelp(c, name, names)
}

// tagHelp is didYouMean for keys that end in a tag key, which the author chooses.
func tagHelp(c *core.Checker, written string, names []string) string {
	base, tag, has := strings.Cut(written, "/")
	var bases []string
	for _, n := range names {
		if b, _, tags := strings.Cut(n, "/"); tags == has {
			bases = append(bases, b)
		} else if tags && strings.EqualFold(b, written) {
			return fmt.Sprintf("write %s/ and the tag key", b)
		}
	}
	near := core.NearestOf(c, base, bases)
	if near == "" {
		return ""
	}
	if has {
		near += "/" + tag
	}
	return fmt.Sprintf("did you mean %q?", near)
}

// keyOf finds a key that is in no request of the statement.
func keyOf(c *core.Checker, st *core.Statement, cond core.Condition, actions []core.Action) {
	if !c.Spend(1) {
		return
	}
	if isGlobal(cond.Key) && !tagsOfRequest(cond.Key) {
		return
	}
	takes := func(a core.Action) bool { _, ok := keyOfAction(c, cond.Key, a); return ok }
	if isRequiring(cond.Key) {
		return // another rule's
	}
	switch prefix, _, _ := strings.Cut(cond.Key, ":"); {
	case slices.ContainsFunc(actions, takes) || !c.Spend(1):
	case !tagsOfRequest(cond.Key) && !slices.ContainsFunc(actions, func(a core.Action) bool { return ofService(a, prefix) }):
		c.About(st, cond.At, "foreign-condition-key", "", "has the condition key %q, but no action of %s", cond.Key, prefix)
	default:
		c.About(st, cond.At, "unsupported-condition-key", "", "has the condition key %q, which no action of the statement supports", cond.Key)
	}
}

// ofService reports whether an action is, or may be, one of a service.
func ofService(a core.Action, prefix string) bool {
	service, _, _ := strings.Cut(a.Literal, ":")
	return glob.HasWildcard(service) || strings.EqualFold(service, prefix)
}

// isGlobal reports whether a key is a global condition key.
func isGlobal(key string) bool {
	_, ok := facts.FindGlobalKey(key)
	return ok
}

// tagsOfRequest reports whether a global key is only in requests of actions that
// set tags.
func tagsOfRequest(key string) bool {
	name, _, _ := strings.Cut(strings.ToLower(key), "/")
	return name == "aws:requesttag" || name == "aws:tagkeys"
}

// operandsOf are the operands that a key of a type can be compared with. A string
// can be an ARN; an ARN is also a string.
var operandsOf = map[facts.KeyType][]core.Operand{
	facts.StringKey:    {core.Texts, core.Arns},
	facts.ARNKey:       {core.Arns, core.Texts},
	facts.NumericKey:   {core.Numbers},
	facts.DateKey:      {core.Dates},
	facts.BoolKey:      {core.Truths},
	facts.IPAddressKey: {core.Cidrs},
}

// operatorsOf lists the operators for a key of a type.
var operatorsOf = map[facts.KeyType]string{
	facts.StringKey:    "StringEquals or StringLike",
	facts.ARNKey:       "ArnLike",
	facts.NumericKey:   "NumericEquals, NumericLessThan and so on",
	facts.DateKey:      "DateLessThan, DateGreaterThan and so on",
	facts.BoolKey:      "Bool",
	facts.IPAddressKey: "IpAddress",
}

func keyType(c *core.Checker, st *core.Statement, cond core.Condition, key facts.ConditionKey) {
	op, operands := cond.Op, operandsOf[key.Type.Elem()]
	if op.Base == "" || op.Base == "Null" || operands == nil {
		return
	}
	if !slices.Contains(operands, op.Operand) {
		c.About(st, cond.OpAt, "key-type", "write "+operatorsOf[key.Type.Elem()], "compares %s, whose type is %s, with %s", cond.Key, key.Type, cond.Operator)
	}
	switch {
	case key.Type.Many() && op.Set == "":
		c.About(st, cond.OpAt, "missing-set-operator", "write "+core.ForAny+cond.Operator+" or "+core.ForAll+cond.Operator, "compares %s, which is multivalued, as a single value", cond.Key)
	case !key.Type.Many() && op.Set != "":
		c.About(st, cond.OpAt, "set-operator", "write "+strings.TrimPrefix(cond.Operator, op.Set), "compares %s, which is single-valued, as a set of values", cond.Key)
	}
}

// variableKeys looks up the key of each policy variable among those of AWS.
func variableKeys(c *core.Checker, st *core.Statement, v core.Value) {
	if v.Of != core.InResource && v.Of != core.InCondition || grammar.IsUnclosed(v.Literal) {
		return // or another rule's
	}
	for _, body := range grammar.VariablesOf(v.Literal) {
		key, _, _ := strings.Cut(body, ",")
		prefix, _, found := strings.Cut(key, ":")
		if !found || strings.Contains(prefix, ".") || !core.IsVariable(body) || grammar.HasSpace(body) {
			continue
		}
		if _, ok := anyKey(c, key); !ok {
			c.About(st, v.At, "unknown-variable", keyHelp(c, prefix, key), "has the policy variable ${%s}, but AWS has no such key", body)
		}
		if key == body && st.In.Version == "2012-10-17" && !st.In.Unversioned { // a variable, without a default
			ofUsers(c, st, v.At, key)
		}
	}
}

// ofUsers finds a key in a policy of a role that requests of a role do not have.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-username
func ofUsers(c *core.Checker, st *core.Statement, at diag.Span, key string) {
	if strings.EqualFold(key, "aws:username") && st.In.Role != nil && st.In.Identity() {
		c.About(st, at, "key-of-users", "use a tag, such as ${aws:PrincipalTag/team}, or aws:userid", "depends on %s, which only requests of IAM users have", key)
	}
}
