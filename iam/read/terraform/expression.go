package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read/conditional"
	"github.com/emriam/emriam/internal/lists"
)

// value is what an expression is, read as far as it is a list, an object or a
// choice.
func (r *reader) value(e hcl.Expression, s scope) conditional.Value {
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return r.value(e.Expression, s)
	case *hclsyntax.ConditionalExpr:
		var out conditional.Value
		for i, result := range []hcl.Expression{e.TrueResult, e.FalseResult} {
			if empty(result) {
				continue
			}
			is := r.holds(e.Condition, s, i == 0)
			if inner := s.under(is); len(inner.when) > 0 {
				out = append(out, r.value(result, inner).Under(is)...)
			}
		}
		return out
	case *hclsyntax.TupleConsExpr:
		out := conditional.List{}
		out = append(out, lists.Map(e.Exprs, func(element hclsyntax.Expression) conditional.Value { return r.value(element, s) })...)
		return conditional.Value{{When: formula.Always, Of: out}}
	case *hclsyntax.ObjectConsExpr:
		if out, ok := r.object(e, s); ok {
			return conditional.Value{{When: formula.Always, Of: out}}
		}
	case *hclsyntax.FunctionCallExpr:
		switch {
		case e.ExpandFinal:
		case e.Name == "jsonencode" && len(e.Args) == 1:
			return conditional.Value{{When: formula.Always, Of: conditional.Text{JSON: r.value(e.Args[0], s)}}}
		case e.Name == "concat":
			if out, ok := r.concat(e.Args, s); ok {
				return conditional.Value{{When: formula.Always, Of: out}}
			}
		case e.Name == "merge":
			if out, ok := r.merge(e.Args, s); ok {
				return conditional.Value{{When: formula.Always, Of: out}}
			}
		}
	case *hclsyntax.ScopeTraversalExpr:
		if local, ok := r.local(e); ok {
			return r.value(local, scope{when: s.when})
		}
	}
	return r.leaf(e, s)
}

// local is the expression of a local that is all that e names.
func (r *reader) local(e *hclsyntax.ScopeTraversalExpr) (hcl.Expression, bool) {
	if e.Traversal.RootName() != "local" || len(e.Traversal) != 2 {
		return nil, false
	}
	name, err := step(e.Traversal, 1)
	out, ok := r.locals[name]
	return out, err == nil && ok
}

func (r *reader) object(e *hclsyntax.ObjectConsExpr, s scope) (conditional.Map, bool) {
	out := conditional.Map{}
	for _, item := range e.Items {
		key, diags := item.KeyExpr.Value(nil)
		if diags.HasErrors() || key.IsNull() || key.Type() != cty.String || out[key.AsString()] != nil {
			return nil, false
		}
		out[key.AsString()] = r.value(item.ValueExpr, s)
	}
	return out, true
}

func (r *reader) concat(args []hclsyntax.Expression, s scope) (conditional.List, bool) {
	out := conditional.List{}
	for _, arg := range args {
		for _, a := range r.value(arg, s) {
			list, ok := a.Of.(conditional.List)
			if !ok {
				return nil, false
			}
			for _, e := range list {
				if e = e.Under(a.When); len(e) > 0 {
					out = append(out, e)
				}
			}
		}
	}
	return out, true
}

// merge is the objects as one, in which a later member replaces an earlier one.
func (r *reader) merge(args []hclsyntax.Expression, s scope) (conditional.Map, bool) {
	out := conditional.Map{}
	for _, arg := range args {
		for _, a := range r.value(arg, s) {
			m, ok := a.Of.(conditional.Map)
			if !ok {
				return nil, false
			}
			for key, v := range m {
				v = v.Under(a.When)
				if out[key] != nil {
					v = append(out[key].Under(v.Absent()), v...)
				}
				out[key] = v
			}
		}
	}
	return out, true
}

// empty reports whether an expression is an empty list or object: its position
// is of no use.
func empty(e hcl.Expression) bool {
	v, diags := e.Value(nil)
	return !diags.HasErrors() && !v.IsNull() && v.CanIterateElements() && v.LengthInt() == 0
}

// holds is where a condition is true, or false.
func (r *reader) holds(e hcl.Expression, s scope, is bool) formula.Formula {
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return r.holds(e.Expression, s, is)
	case *hclsyntax.UnaryOpExpr:
		if e.Op == hclsyntax.OpLogicalNot {
			return r.holds(e.Val, s, !is)
		}
	case *hclsyntax.BinaryOpExpr:
		switch e.Op {
		case hclsyntax.OpLogicalAnd, hclsyntax.OpLogicalOr:
			a, b := r.holds(e.LHS, s, is), r.holds(e.RHS, s, is)
			if (e.Op == hclsyntax.OpLogicalAnd) == is {
				return conditional.And(a, b)
			}
			return conditional.Or(a, b)
		}
	case *hclsyntax.ScopeTraversalExpr:
		if local, ok := r.local(e); ok {
			return r.holds(local, scope{when: s.when}, is)
		}
	}
	var out formula.Formula
	for _, a := range r.leaf(e, s) {
		switch of := a.Of.(type) {
		case bool:
			if of == is {
				out = conditional.Or(out, a.When)
			}
		default:
			r.Fail(conditional.And(s.when, a.When), fmt.Errorf("%v where a condition is expected", of))
		}
	}
	return out
}
