package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
)

// conditionKeys looks up each condition key among those of AWS and those that the
// actions support, and checks their types.
func (c *checker) conditionKeys() {
	for d, st := range c.statements() {
		actions := c.actions(st)
		for _, cond := range st.conditions {
			prefix, _, _ := strings.Cut(cond.Key, ":")
			if strings.Contains(prefix, ".") || !isConditionKey(cond.Key) {
				continue // of an identity provider, or another rule's
			}
			key, ok := c.key(cond.Key, actions)
			if !ok {
				code := "unknown-condition-key"
				if strings.EqualFold(prefix, "aws") {
					code = "unknown-global-key"
				}
				c.add(d.subject, cond.At, code, c.keyHelp(prefix, cond.Key), "%s has the condition key %q, but AWS has no such key", label(st), cond.Key)
				continue
			}
			c.keyType(d, st, cond, key)
			c.keyValues(d, st, cond)
			if known(st, actions) && !d.trust {
				c.keyOf(d, st, cond, actions)
			}
		}
	}
}

// key finds a key of the actions, because a key can have different types in
// different services, or else any key with the name.
func (c *checker) key(name string, actions []action) (facts.ConditionKey, bool) {
	for _, a := range actions {
		if key, ok := c.keyOfAction(name, a); ok {
			return key, true
		}
	}
	return c.anyKey(name)
}

// anyKey finds a key of any service.
func (c *checker) anyKey(name string) (facts.ConditionKey, bool) {
	question := keyQuestion{"", name}
	answer, asked := c.keys[question]
	if !asked {
		answer.ok = true // no finding about a key that is not looked up
		if c.spend(5000) {
			answer.ConditionKey, answer.ok = facts.FindConditionKey(name)
		}
		c.keys[question] = answer
	}
	return answer.ConditionKey, answer.ok
}

// keyQuestion is whether actions support a key or, without a pattern, whether the
// key exists.
type keyQuestion struct{ pattern, key string }

type keyAnswer struct {
	facts.ConditionKey
	ok bool
}

// keyOfAction finds a key of the actions that a names.
func (c *checker) keyOfAction(name string, a action) (facts.ConditionKey, bool) {
	question := keyQuestion{a.string, name}
	answer, asked := c.keys[question]
	if asked {
		return answer.ConditionKey, answer.ok
	}
	for _, m := range a.matches {
		if answer.ok || !c.spend(20) {
			break
		}
		answer.ConditionKey, answer.ok = m.ConditionKey(name)
	}
	c.keys[question] = answer
	return answer.ConditionKey, answer.ok
}

func (c *checker) keyHelp(prefix, name string) string {
	if !c.spend(1) {
		return ""
	}
	var names []string
	for _, k := range facts.GlobalKeys() {
		names = append(names, k.Name)
	}
	if s, ok := facts.FindService(prefix); ok {
		for _, k := range s.ConditionKeys() {
			names = append(names, k.Name)
		}
	}
	return c.tagHelp(name, names)
}

// tagHelp is didYouMean for keys that end in a tag key, which the author chooses.
func (c *checker) tagHelp(written string, names []string) string {
	base, tag, has := strings.Cut(written, "/")
	var bases []string
	for _, n := range names {
		if b, _, tags := strings.Cut(n, "/"); tags == has {
			bases = append(bases, b)
		} else if tags && strings.EqualFold(b, written) {
			return fmt.Sprintf("write %s/ and the tag key", b)
		}
	}
	near := c.nearest(base, bases)
	if near == "" {
		return ""
	}
	if has {
		near += "/" + tag
	}
	return fmt.Sprintf("did you mean %q?", near)
}

// keyOf finds a key that is in no request of the statement.
func (c *checker) keyOf(d *document, st *statement, cond condition, actions []action) {
	if !c.spend(1) {
		return
	}
	if c.isGlobal(cond.Key) && !tagsOfRequest(cond.Key) {
		return
	}
	takes := func(a action) bool { _, ok := c.keyOfAction(cond.Key, a); return ok }
	if !slices.ContainsFunc(actions, takes) && c.spend(1) {
		c.add(d.subject, cond.At, "unsupported-condition-key", "", "%s has the condition key %q, which none of its actions supports", label(st), cond.Key)
	}
}

// isGlobal reports whether a key is a global condition key.
func (c *checker) isGlobal(key string) bool {
	yes, asked := c.global[key]
	if !asked {
		_, yes = facts.FindGlobalKey(key)
		c.global[key] = yes
	}
	return yes
}

// tagsOfRequest reports whether a global key is only in requests of actions that
// set tags.
func tagsOfRequest(key string) bool {
	name, _, _ := strings.Cut(strings.ToLower(key), "/")
	return name == "aws:requesttag" || name == "aws:tagkeys"
}

// operandsOf are the operands that a key of a type can be compared with. A string
// can contain anything; an ARN is also a string.
var operandsOf = map[facts.KeyType][]operand{
	facts.StringKey:    {texts, arns, blobs},
	facts.ARNKey:       {arns, texts},
	facts.NumericKey:   {numbers},
	facts.DateKey:      {dates},
	facts.BoolKey:      {truths},
	facts.IPAddressKey: {cidrs},
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

func (c *checker) keyType(d *document, st *statement, cond condition, key facts.ConditionKey) {
	op, ok := parseOperator(cond.Operator)
	operands := operandsOf[key.Type.Elem()]
	if !ok || op.base == "Null" || operands == nil {
		return
	}
	if !slices.Contains(operands, op.operand) {
		c.add(d.subject, cond.OpAt, "key-type", "write "+operatorsOf[key.Type.Elem()], "%s compares %s, whose type is %s, with %s", label(st), cond.Key, key.Type, cond.Operator)
	}
	switch {
	case key.Type.Many() && op.set == "":
		c.add(d.subject, cond.OpAt, "set-operator", "write "+forAny+cond.Operator+" or "+forAll+cond.Operator, "%s compares %s, which is multivalued, as a single value", label(st), cond.Key)
	case !key.Type.Many() && op.set != "":
		c.add(d.subject, cond.OpAt, "set-operator", "write "+strings.TrimPrefix(cond.Operator, op.set), "%s compares %s, which is single-valued, as a set of values", label(st), cond.Key)
	}
}

// keyForms are the formats of keys whose values the author does not choose.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var keyForms = []struct {
	form string
	is   func(string) bool
	keys []string
}{
	{"the twelve digits of an account", isAccountID, []string{"aws:SourceAccount", "aws:PrincipalAccount", "aws:ResourceAccount", "s3:ResourceAccount", "kms:CallerAccount"}},
	{"the ID of an organization, such as o-a1b2c3d4e5", isOrganizationID, []string{"aws:SourceOrgID", "aws:PrincipalOrgID", "aws:ResourceOrgID"}},
	{"a Region, such as us-east-1", isRegion, []string{"aws:RequestedRegion"}},
}

// keyValues finds values that a key never has.
func (c *checker) keyValues(d *document, st *statement, cond condition) {
	op, ok := parseOperator(cond.Operator)
	if !ok || op.operand != texts {
		return
	}
	for _, f := range keyForms {
		if !slices.ContainsFunc(f.keys, func(key string) bool { return strings.EqualFold(key, cond.Key) }) {
			continue
		}
		for _, v := range cond.values {
			if !hasWildcard(v.string) && !strings.Contains(v.string, "${") && !f.is(v.string) {
				c.add(d.subject, v.At, "key-value", "", "%s compares %s with %q, which is not %s", label(st), cond.Key, v.string, f.form)
			}
		}
	}
}

// variableKeys looks up the key of each policy variable among those of AWS.
func (c *checker) variableKeys() {
	for d, st := range c.statements() {
		c.variableKeysIn(d, st, st.resources)
		for _, cond := range st.conditions {
			c.variableKeysIn(d, st, cond.values)
		}
	}
}

func (c *checker) variableKeysIn(d *document, st *statement, values []text) {
	for _, v := range values {
		for _, body := range variablesOf(v.string) {
			key, _, _ := strings.Cut(body, ",")
			prefix, _, found := strings.Cut(key, ":")
			if !found || strings.Contains(prefix, ".") || !isVariable(body) {
				continue
			}
			if _, ok := c.anyKey(key); !ok {
				c.add(d.subject, v.At, "unknown-variable", c.keyHelp(prefix, key), "%s has the policy variable ${%s}, but AWS has no such key", label(st), body)
			}
		}
	}
}
