package importer

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// document reads a policy document.
func (t *cfn) document(n *syntax.Node, trust bool, what string) *spec.Document {
	out := &spec.Document{}
	if n != nil && isText(n) {
		if doc, err := iam.Parse([]byte(n.Text)); err == nil {
			return docReader{draft: t.draft, at: n.Pos(), what: what, text: spec.Verbatim}.document(doc, trust)
		}
	}
	if text, err := t.textDocument(n); err != nil {
		t.loseStatement(out, n, what, err)
		return out
	} else if text != nil {
		n = text
	}
	if n == nil || n.Kind != syntax.Mapping || n.Get("Statement") == nil {
		t.loseStatement(out, n, what, fmt.Errorf("it is not a literal policy document"))
		return out
	}
	for _, e := range n.Pairs() {
		switch e.Key.Text {
		case "Version":
			out.Version = e.Value.Text
		case "Id":
			out.ID = e.Value.Text
		case "Statement":
		default:
			t.loseStatement(out, n, what, fmt.Errorf("a document has no key %q", e.Key.Text))
			return out
		}
	}
	sts, err := t.nodes(n.Get("Statement"), nil)
	if err != nil {
		t.loseStatement(out, n.Get("Statement"), what, err)
	}
	for i, st := range sts {
		if emptyCondition(st.Get("Condition")) {
			t.noteEmptyCondition(st.Pos(), what, i, scalarText(st.Get("Sid")))
		}
		all, err := t.statementOr(st, trust)
		if err != nil {
			t.loseStatement(out, st.Node, what, err)
			continue
		}
		out.Statements = append(out.Statements, all...)
	}
	if out.Version != current && asText(out) && out.Version == "" {
		out.Version = oldest // which IAM takes a document without for
		t.noteVersion(n.Pos(), what)
	}
	out.Version = cmp.Or(out.Version, current)
	return out
}

// emptyCondition reports whether a Condition, or an operator in it, names no
// key.
func emptyCondition(n *syntax.Node) bool {
	if n == nil || n.Kind != syntax.Mapping {
		return false
	}
	return len(n.Kids) == 0 || slices.ContainsFunc(n.Kids, func(e syntax.Entry) bool {
		return e.Value.Kind == syntax.Mapping && len(e.Value.Kids) == 0
	})
}

// loseStatement puts a comment in the place of n.
func (t *cfn) loseStatement(d *spec.Document, n *syntax.Node, what string, why error) {
	var original []string
	at := t.root.Pos()
	if n != nil {
		at = n.Pos()
		original = quotedProperty("Statement", n)
	}
	name := "a statement"
	if sid := scalarText(n.Get("Sid")); sid != "" {
		name = "statement " + sid
	}
	t.lose(at, "%s of %s could not be carried over: %v", name, what, why)
	d.Statements = append(d.Statements, t.lost(fmt.Sprint(why), original...))
}

// original prints a piece of a template as it was, with functions in their long
// form.
func original(n *syntax.Node) yaml {
	if name, arg := form(n); name != "" {
		return dict{flow: true, fields: []entry{{Key: name, Value: original(arg)}}}
	}
	switch n.Kind {
	case syntax.Sequence:
		return list{items: lists.Map(n.Kids, func(e syntax.Entry) yaml { return original(e.Value) })}
	case syntax.Mapping:
		out := dict{flow: true}
		for _, e := range n.Pairs() {
			out.add(e.Key.Text, original(e.Value))
		}
		return out
	case syntax.Null:
		return bare("null")
	}
	return text(n.Text)
}

// under makes all statements depend on w.
func under(d *spec.Document, w spec.When) *spec.Document {
	for _, st := range carried(d) {
		st.When = w.And(st.When)
	}
	return d
}

// asText makes literal text of policy variables, which older versions do not
// have. It reports whether there is any: else the version makes no difference.
func asText(d *spec.Document) (had bool) {
	eachValue(d, func(v spec.Value) spec.Value {
		return mapped(v, func(p spec.Part) spec.Value {
			if pv, ok := p.(spec.PolicyVar); ok {
				p = spec.Lit("${" + string(pv) + "}")
			}
			lit, _ := p.(spec.Lit)
			had = had || strings.Contains(string(lit), "${")
			return spec.Value{p}
		})
	})
	return had
}

var statementKeys = []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}

// statementOr is statement, or one for each combination of the conditions in it.
func (t *cfn) statementOr(n node, trust bool) ([]*spec.Statement, error) {
	if chosen := t.byValue(n.Node); chosen != n.Node {
		if out, err := t.statement(node{chosen, n.when}, trust); err == nil {
			return out, nil
		}
	}
	out, err := t.statement(n, trust)
	if err == nil || nestedCondition(n.Node) == "" {
		return out, err
	}
	all, failed := t.variants(n.Node, n.when)
	if failed != nil {
		return nil, err
	}
	out = nil
	for _, one := range all {
		more, err := t.statement(one, trust)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// statement reads a statement: mostly to one; to several if what it lists
// depends on different conditions.
func (t *cfn) statement(n node, trust bool) ([]*spec.Statement, error) {
	if fn, _ := form(n.Node); fn != "" || n.Kind != syntax.Mapping {
		return nil, fmt.Errorf("it is %s", show(n.Node))
	}
	out := &spec.Statement{When: n.when}
	for _, e := range n.Pairs() {
		if !slices.Contains(statementKeys, e.Key.Text) {
			return nil, fmt.Errorf("a statement has no key %q", e.Key.Text)
		}
		if err := t.element(out, e.Key.Text, e.Value); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Key.Text, err)
		}
	}
	if !trust && slices.ContainsFunc(out.Conditions, func(c spec.Condition) bool { return c.KeyValue != nil }) {
		return nil, fmt.Errorf("a condition key depends on the deployment, which is possible only in a trust policy")
	}
	if why := inexpressible(out, trust); why != "" {
		return nil, errors.New(why)
	}
	return apart(out)
}

func (t *cfn) element(st *spec.Statement, key string, n *syntax.Node) (err error) {
	switch key {
	case "Sid":
		st.Sid, err = t.literal(n)
	case "Effect":
		st.Effect, err = t.literal(n)
	case "Principal", "NotPrincipal":
		st.NotPrincipals = key == "NotPrincipal"
		st.Principals, err = t.principals(n)
	case "Action", "NotAction":
		st.NotActions = key == "NotAction"
		st.Actions, err = t.items(n)
	case "Resource", "NotResource":
		st.NotResources = key == "NotResource"
		st.Resources, err = t.items(n)
	case "Condition":
		st.Conditions, err = t.conditions(n)
	}
	return err
}

// literal reads a text that depends on nothing.
func (t *cfn) literal(n *syntax.Node) (string, error) {
	v, err := t.value(n)
	if err != nil {
		return "", err
	}
	s, ok := v.Literal()
	if !ok {
		return "", fmt.Errorf("it depends on the deployment: %s", show(n))
	}
	return s, nil
}

func (t *cfn) principals(n *syntax.Node) ([]spec.Principal, error) {
	if isText(n) && n.Text == "*" {
		return []spec.Principal{{Type: "*"}}, nil
	}
	if fn, _ := form(n); fn != "" || n.Kind != syntax.Mapping {
		return nil, fmt.Errorf("it is %s", show(n))
	}
	out := []spec.Principal{}
	for _, e := range n.Pairs() {
		its, err := t.items(e.Value)
		if err != nil {
			return nil, err
		}
		out = append(out, spec.Principal{Type: e.Key.Text, Values: its})
	}
	return out, nil
}

func (t *cfn) conditions(n *syntax.Node) ([]spec.Condition, error) {
	if isNoValue(n) || n.Kind == syntax.Null {
		return nil, nil
	}
	var out []spec.Condition
	if fn, _ := form(n); fn != "" || n.Kind != syntax.Mapping {
		return nil, fmt.Errorf("it is %s", show(n))
	}
	for _, op := range n.Pairs() {
		keys := op.Value
		if isNoValue(keys) {
			continue
		}
		if fn, _ := form(keys); fn != "" || keys.Kind != syntax.Mapping {
			return nil, fmt.Errorf("%s is %s", op.Key.Text, show(keys))
		}
		for _, e := range keys.Pairs() {
			if isNoValue(e.Value) {
				continue
			}
			its, err := t.items(e.Value)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", e.Key.Text, err)
			}
			c := spec.Condition{Operator: op.Key.Text, Key: e.Key.Text, Values: its}
			if fn, _ := form(e.Key); fn != "" {
				v, err := t.value(e.Key)
				if err != nil {
					return nil, fmt.Errorf("a condition key: %w", err)
				}
				c.Key = v.String()
				if lit, ok := v.Literal(); ok {
					c.Key = lit
				} else {
					c.KeyValue = v
				}
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// apart makes statements of which no list can be empty: where all values of a
// list are conditional, each condition gets a statement of its own.
func apart(st *spec.Statement) ([]*spec.Statement, error) {
	for _, c := range st.Conditions {
		if spec.CanBeEmpty(c.Values, st.When) {
			return nil, fmt.Errorf("all values of its condition on %s are conditional", c.Key)
		}
	}
	for _, p := range st.Principals {
		if p.Type != "*" && spec.CanBeEmpty(p.Values, st.When) {
			return nil, fmt.Errorf("all its principals are conditional")
		}
	}
	if st.NotActions && spec.CanBeEmpty(st.Actions, st.When) || st.NotResources && spec.CanBeEmpty(st.Resources, st.When) {
		return nil, fmt.Errorf("all values of a list of exceptions are conditional")
	}
	out := st.Split(func(s *spec.Statement) *[]spec.Item { return &s.Actions }, nil)
	return lists.Flat(out, func(st *spec.Statement) []*spec.Statement {
		return st.Split(func(s *spec.Statement) *[]spec.Item { return &s.Resources }, nil)
	}), nil
}
