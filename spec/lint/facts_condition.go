package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// conditionKeys holds each condition key against those that AWS has, those
// that the actions take, and their types.
func (c *checker) conditionKeys() {
	for d, st := range c.statements() {
		actions := c.actions(st)
		for _, cond := range st.Conditions {
			prefix, _, _ := strings.Cut(cond.Key, ":")
			if strings.Contains(prefix, ".") || !conditionKeyForm.MatchString(cond.Key) {
				continue // of an identity provider, or another rule's
			}
			key, ok := c.key(cond.Key, actions)
			if !ok {
				code := "unknown-condition-key"
				if strings.EqualFold(prefix, "aws") {
					code = "unknown-global-key"
				}
				c.add(d.subject, cond.At, code, keyHelp(prefix, cond.Key), "%s has the condition key %q, which AWS does not have", label(st), cond.Key)
				continue
			}
			c.keyType(d, st, cond, key)
			if known(st, actions) && !d.trust {
				c.keyOf(d, st, cond, actions)
			}
		}
	}
}

// key finds a key: that of the actions, since services give one name different
// types, else any.
func (c *checker) key(name string, actions []action) (iam.ConditionKey, bool) {
	for _, a := range actions {
		for _, m := range a.matches {
			if key, ok := m.ConditionKey(name); ok {
				return key, true
			}
		}
	}
	return iam.FindConditionKey(name)
}

func keyHelp(prefix, name string) string {
	var names []string
	for _, k := range iam.GlobalKeys() {
		names = append(names, k.Name)
	}
	if s, ok := iam.FindService(prefix); ok {
		for _, k := range s.ConditionKeys() {
			names = append(names, k.Name)
		}
	}
	return didYouMean(name, names)
}

// keyOf finds a key that is in no request of the statement.
func (c *checker) keyOf(d document, st *spec.Statement, cond spec.Condition, actions []action) {
	if _, ok := iam.FindGlobalKey(cond.Key); ok {
		return
	}
	takes := func(m *iam.Action) bool { _, ok := m.ConditionKey(cond.Key); return ok }
	if !slices.ContainsFunc(actions, func(a action) bool { return slices.ContainsFunc(a.matches, takes) }) {
		c.add(d.subject, cond.At, "unsupported-condition-key", "", "%s has the condition key %q, which none of its actions takes", label(st), cond.Key)
	}
}

// operandsOf are the operands by which a key of a type can be compared. A text
// can hold anything; an ARN is a text as well.
var operandsOf = map[iam.KeyType][]operand{
	iam.StringKey:    {texts, arns, blobs},
	iam.ARNKey:       {arns, texts},
	iam.NumericKey:   {numbers},
	iam.DateKey:      {dates},
	iam.BoolKey:      {truths},
	iam.IPAddressKey: {cidrs},
}

func (c *checker) keyType(d document, st *spec.Statement, cond spec.Condition, key iam.ConditionKey) {
	op, ok := parseOperator(cond.Operator)
	operands := operandsOf[key.Type.Elem()]
	if !ok || op.base == "Null" || operands == nil {
		return
	}
	if !slices.Contains(operands, op.operand) {
		c.add(d.subject, cond.OpAt, "key-type", "its values are compared as "+string(operands[0]), "%s compares %s, whose type is %s, by %s", label(st), cond.Key, key.Type, cond.Operator)
	}
	switch {
	case key.Type.Many() && op.set == "":
		c.add(d.subject, cond.OpAt, "set-operator", "write "+forAny+cond.Operator+" or "+forAll+cond.Operator, "%s compares %s, which has any number of values, as if it had one", label(st), cond.Key)
	case !key.Type.Many() && op.set != "":
		c.add(d.subject, cond.OpAt, "set-operator", "write "+strings.TrimPrefix(cond.Operator, op.set), "%s compares %s, which has one value, as if it had any number", label(st), cond.Key)
	}
}

// variableKeys holds the key of each policy variable against those that AWS
// has.
func (c *checker) variableKeys() {
	for d, st := range c.statements() {
		c.variableKeysIn(d, st, st.Resources)
		for _, cond := range st.Conditions {
			c.variableKeysIn(d, st, cond.Values)
		}
	}
}

func (c *checker) variableKeysIn(d document, st *spec.Statement, items []spec.Item) {
	for _, v := range c.texts(items) {
		for _, body := range variablesOf(v.string) {
			key, _, _ := strings.Cut(body, ",")
			prefix, _, found := strings.Cut(key, ":")
			if !found || strings.Contains(prefix, ".") || !variableForm.MatchString(body) {
				continue
			}
			if _, ok := iam.FindConditionKey(key); !ok {
				c.add(d.subject, v.at, "unknown-variable", keyHelp(prefix, key), "%s has the policy variable ${%s}, and AWS has no such key", label(st), body)
			}
		}
	}
}
