package cloudformation

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// condition is a disjunction: one of the Whens holds. The empty condition
// always holds.
type condition []spec.When

// always is the condition that always holds.
var always condition

// maxOperands is how many conditions Fn::And and Fn::Or take.
const maxOperands = 10

// ifHolds prints n under a simplified condition.
func (t *template) ifHolds(c condition, n node) node {
	if len(c) == 0 {
		return n
	}
	return call("!If", list{text(t.condition(c)), n, noValue})
}

// condition is the name of a simplified condition, which it declares:
// HasStudioKeyArn, IsCollaboration, HasAAndIsB, HasAOrHasB.
func (t *template) condition(c condition) string {
	names := make([]string, len(c))
	for i, w := range c {
		names[i] = t.conjunction(w)
	}
	return t.declare(c, strings.Join(names, "Or"))
}

// conditionOf is the name of the condition under which a resource exists, "" for
// always.
func (t *template) conditionOf(w spec.When) string {
	return t.nameOf(t.spec.Simplify(condition{w}, nil))
}

// nameOf is the name of a condition that is simplified, "" for always.
func (t *template) nameOf(c condition) string {
	if len(c) == 0 {
		return ""
	}
	return t.condition(c)
}

func (t *template) conjunction(w spec.When) string {
	names := make([]string, len(w))
	for i, term := range w {
		names[i] = t.declare(condition{{term}}, term.Identifier())
	}
	return t.declare(condition{w}, strings.Join(names, "And"))
}

// declare notes that the template needs c, and names it.
func (t *template) declare(c condition, name string) string {
	key := conditionKey(c)
	if named, ok := t.named[key]; ok {
		return named
	}
	if len(c) == 1 && t.spec.Names(c[0]) != nil {
		name = t.spec.Names(c[0]).ID()
	} else {
		name = unused(name, t.isCondition)
	}
	t.named[key] = name
	t.conditions[name] = c
	t.order = append(t.order, name)
	return name
}

// isCondition reports whether the template has a condition of that name, or the spec
// gives it to one.
func (t *template) isCondition(name string) bool {
	_, taken := t.conditions[name]
	return taken || slices.ContainsFunc(t.spec.Conditions, func(c *spec.NamedCondition) bool { return c.ID() == name })
}

func conditionKey(c condition) string {
	whens := make([]string, len(c))
	for i, w := range c {
		names := make([]string, len(w))
		for j, term := range w {
			names[j] = term.String()
		}
		whens[i] = strings.Join(names, "&")
	}
	return strings.Join(whens, "|")
}

// declaredConditions prints the conditions used: those of one parameter in the
// spec's order, then the others.
func (t *template) declaredConditions() dict {
	var simple, compound dict
	for _, p := range t.spec.Params {
		for _, name := range t.order {
			if c := t.conditions[name]; len(c) == 1 && len(c[0]) == 1 && c[0][0].Param == p {
				simple = append(simple, entry{Key: name, Value: given(c[0][0])})
			}
		}
	}
	for _, name := range t.order {
		switch c := t.conditions[name]; {
		case len(c) > 1:
			compound = append(compound, entry{Key: name, Value: t.disjunctionOf(c)})
		case len(c[0]) > 1:
			compound = append(compound, entry{Key: name, Value: t.conjunctionOf(c[0])})
		}
	}
	return append(simple, compound...)
}

// given prints the condition that a Term holds.
func given(term spec.Term) node {
	value := ref(term.ID())
	equals := func(s string) node { return call("!Equals", list{value, text(s)}) }
	not := func(n node) node { return call("!Not", list{n}) }
	switch {
	case term.Values != "":
		options := lists.Map(term.Options(), equals)
		if term.Not {
			return not(fold("!Or", options))
		}
		return fold("!Or", options)
	case term.Type == spec.Boolean && term.Not:
		return not(equals("true"))
	case term.Type == spec.Boolean:
		return equals("true")
	}
	if term.List {
		value = join("", value)
	}
	if term.Not {
		return equals("")
	}
	return not(equals(""))
}

func (t *template) disjunctionOf(c condition) node {
	operands := lists.Map(c, func(w spec.When) node { return t.namedCondition(condition{w}) })
	return fold("!Or", operands)
}

func (t *template) conjunctionOf(w spec.When) node {
	operands := lists.Map(w, func(term spec.Term) node { return t.namedCondition(condition{{term}}) })
	return fold("!And", operands)
}

// namedCondition refers to another condition. Of its two forms it takes the
// long one: the short one, !Condition, is a function Fn::Condition to moto.
func (t *template) namedCondition(c condition) node {
	return dict{{Key: "Condition", Value: text(t.named[conditionKey(c)])}}
}

// fold applies an operator that takes two to ten operands to any number.
func fold(tag string, operands []node) node {
	if len(operands) == 1 {
		return operands[0]
	}
	for len(operands) > maxOperands {
		last := operands[len(operands)-maxOperands:]
		operands = append(slices.Clone(operands[:len(operands)-maxOperands]), call(tag, list(last)))
	}
	return call(tag, list(operands))
}
