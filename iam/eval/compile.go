package eval

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
)

// Compiler makes an Evaluator.
type Compiler struct {
	*Evaluator
	Index     map[string]int // of keys in lower case
	Variables bool           // the document has policy variables
}

// Compile makes an evaluator of policies. It returns an error for a statement that IAM
// would reject because an element is missing or an operator unknown.
func Compile(p Policies) (*Evaluator, error) {
	c := &Compiler{Evaluator: &Evaluator{Across: p.CrossAccount}, Index: map[string]int{}}
	for i, doc := range p.Identity {
		if err := c.document(doc, IdentityPolicy, i); err != nil {
			return nil, fmt.Errorf("identity policy %d: %w", i+1, err)
		}
	}
	c.Given[IdentityPolicy] = c.Given[IdentityPolicy] || p.Identity != nil
	for i, doc := range []*iam.Document{p.Boundary, p.Resource, p.Trust} {
		if doc == nil {
			continue
		}
		kind := BoundaryPolicy + PolicyKind(i)
		if err := c.document(doc, kind, 0); err != nil {
			return nil, fmt.Errorf("%s policy: %w", kind, err)
		}
	}
	for _, s := range c.Statements {
		if s.Deny {
			c.deny = append(c.deny, s)
		} else {
			c.allow[s.Ref.Kind] = append(c.allow[s.Ref.Kind], s)
		}
	}
	return c.Evaluator, nil
}

func (c *Compiler) document(doc *iam.Document, kind PolicyKind, number int) error {
	c.Given[kind] = true
	c.Variables = doc.Version == "2012-10-17"
	for i, st := range doc.Statements {
		s, err := c.statement(st, kind)
		if err != nil {
			return fmt.Errorf("statement %d: %w", i+1, err)
		}
		s.Ref = StatementRef{kind, number, i, st.Sid}
		c.Statements = append(c.Statements, s)
	}
	return nil
}

func (c *Compiler) statement(st iam.Statement, kind PolicyKind) (*Statement, error) {
	if err := checkElements(st, kind); err != nil {
		return nil, err
	}
	s := &Statement{
		Deny: st.Effect == "Deny", everyone: st.Principals == nil, notPrincipals: st.NotPrincipals,
		Principals: compilePrincipals(st.Principals), notActions: st.NotActions, actions: st.Actions, notResources: st.NotResources,
	}
	if st.Resources != nil {
		s.resources = make([]template, 0, len(st.Resources))
	}
	for _, r := range st.Resources {
		s.resources = append(s.resources, c.resource(r))
	}
	for _, source := range st.Conditions {
		compiled, ok := c.Condition(source)
		if !ok {
			return nil, fmt.Errorf("unknown condition operator %q", source.Operator)
		}
		s.Conditions = append(s.Conditions, compiled)
	}
	return s, nil
}

// checkElements reports elements that this kind of policy must or must not have. The
// resource policies of some services, such as Amazon ECR, have no Resource: they are
// about the resource that they belong to.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func checkElements(st iam.Statement, kind PolicyKind) error {
	about := kind == ResourcePolicy || kind == TrustPolicy
	switch {
	case st.Effect != "Allow" && st.Effect != "Deny":
		return fmt.Errorf("its effect is %q", st.Effect)
	case st.Actions == nil:
		return fmt.Errorf("it has neither Action nor NotAction")
	case st.Resources == nil && !about:
		return fmt.Errorf("it has neither Resource nor NotResource")
	case about && st.Principals == nil:
		return fmt.Errorf("it has neither Principal nor NotPrincipal")
	case !about && st.Principals != nil:
		return fmt.Errorf("it has a principal, which policies of an identity are not to have")
	default:
		return nil
	}
}

// key returns the index of a condition key.
func (c *Compiler) key(name string) int {
	lower := strings.ToLower(name)
	i, ok := c.Index[lower]
	if !ok {
		i = len(c.keys)
		c.Index[lower] = i
		c.keys = append(c.keys, key{name, lower})
	}
	return i
}
