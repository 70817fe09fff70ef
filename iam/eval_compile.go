package iam

import (
	"fmt"
	"strings"
)

// compiler makes an Evaluator.
type compiler struct {
	*Evaluator
	index     map[string]int // of keys in lower case
	variables bool           // the document has policy variables
}

// Compile makes an evaluator of policies. A statement that IAM would refuse,
// since an element is missing or an operator unknown, is an error.
func Compile(p Policies) (*Evaluator, error) {
	c := &compiler{Evaluator: &Evaluator{}, index: map[string]int{}}
	for i, doc := range p.Identity {
		if err := c.document(doc, IdentityPolicy, i); err != nil {
			return nil, fmt.Errorf("identity policy %d: %w", i+1, err)
		}
	}
	c.given[IdentityPolicy] = c.given[IdentityPolicy] || p.Identity != nil
	for i, doc := range []*Document{p.Boundary, p.Resource, p.Trust} {
		if doc == nil {
			continue
		}
		kind := BoundaryPolicy + PolicyKind(i)
		if err := c.document(doc, kind, 0); err != nil {
			return nil, fmt.Errorf("%s policy: %w", kind, err)
		}
	}
	c.Evaluator.index = newIndex(c.statements)
	return c.Evaluator, nil
}

func (c *compiler) document(doc *Document, kind PolicyKind, number int) error {
	c.given[kind] = true
	c.variables = doc.Version == "2012-10-17"
	for i, st := range doc.Statements {
		s, err := c.statement(st, kind)
		if err != nil {
			return fmt.Errorf("statement %d: %w", i+1, err)
		}
		s.ref = StatementRef{kind, number, i, st.Sid}
		c.statements = append(c.statements, s)
	}
	return nil
}

func (c *compiler) statement(st Statement, kind PolicyKind) (*statement, error) {
	if err := checkElements(st, kind); err != nil {
		return nil, err
	}
	s := &statement{
		deny: st.Effect == "Deny", everyone: st.Principals == nil, notPrincipals: st.NotPrincipals,
		principals: compilePrincipals(st.Principals), notActions: st.NotActions, notResources: st.NotResources,
	}
	for _, a := range st.Actions {
		s.actions = append(s.actions, compileMatcher(strings.Map(lowerRune, a)))
	}
	if st.Resources != nil {
		s.resources = make([]resource, 0, len(st.Resources))
	}
	for _, r := range st.Resources {
		s.resources = append(s.resources, c.resource(r))
	}
	for _, source := range st.Conditions {
		compiled, ok := c.condition(source)
		if !ok {
			return nil, fmt.Errorf("unknown condition operator %q", source.Operator)
		}
		s.conditions = append(s.conditions, compiled)
	}
	return s, nil
}

// checkElements reports a statement whose kind of policy does not go with it.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func checkElements(st Statement, kind PolicyKind) error {
	about := kind == ResourcePolicy || kind == TrustPolicy
	switch {
	case st.Effect != "Allow" && st.Effect != "Deny":
		return fmt.Errorf("its effect is %q", st.Effect)
	case st.Actions == nil:
		return fmt.Errorf("it has neither Action nor NotAction")
	case st.Resources == nil && kind != TrustPolicy:
		return fmt.Errorf("it has neither Resource nor NotResource")
	case about && st.Principals == nil:
		return fmt.Errorf("it has neither Principal nor NotPrincipal")
	case !about && st.Principals != nil:
		return fmt.Errorf("it has a principal, which policies of an identity are not to have")
	default:
		return nil
	}
}

// key is the index of a condition key.
func (c *compiler) key(name string) int {
	lower := strings.ToLower(name)
	i, ok := c.index[lower]
	if !ok {
		i = len(c.keys)
		c.index[lower] = i
		c.keys = append(c.keys, key{name, lower})
	}
	return i
}
