package importer

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// formula says when a condition holds and when it does not, each as
// alternatives. What the language cannot say is an error.
type formula struct {
	holds, fails       []spec.When
	holdsErr, failsErr error
}

func (f formula) not() formula { return formula{f.fails, f.holds, f.failsErr, f.holdsErr} }

func constant(b bool) formula {
	f := formula{holds: []spec.When{nil}}
	if !b {
		f = f.not()
	}
	return f
}

// whens are the ways in which a condition holds, or in which it does not.
func (t *cfn) whens(condition string, holds bool) ([]spec.When, error) {
	f := t.condition(condition)
	if !holds {
		f = f.not()
	}
	return f.holds, f.holdsErr
}

func (t *cfn) condition(name string) formula {
	if f, ok := t.formulas[name]; ok {
		return f
	}
	n := t.root.Get("Conditions").Get(name)
	if n == nil {
		err := fmt.Errorf("it depends on the condition %s, which the template does not have", name)
		return formula{holdsErr: err, failsErr: err}
	}
	err := fmt.Errorf("the condition %s depends on itself", name)
	t.formulas[name] = formula{holdsErr: err, failsErr: err}
	f := t.formula(n, name)
	t.formulas[name] = f
	return f
}

// formula reads a condition, which is a part of the one named.
func (t *cfn) formula(n *syntax.Node, name string) formula {
	if n.Kind == syntax.Mapping && n.Tag == "" && len(n.Kids) == 1 && n.Kids[0].Key.Text == "Condition" {
		return t.condition(n.Kids[0].Value.Text)
	}
	fn, arg := form(n)
	switch fn {
	case "Condition":
		return t.condition(arg.Text)
	case "Fn::Not":
		if len(arg.Kids) == 1 {
			return t.formula(arg.Kids[0].Value, name).not()
		}
	case "Fn::And":
		f := constant(true)
		for _, e := range arg.Kids {
			f = and(f, t.formula(e.Value, name))
		}
		return f
	case "Fn::Or":
		f := constant(true)
		for _, e := range arg.Kids {
			f = and(f, t.formula(e.Value, name).not())
		}
		return f.not()
	case "Fn::Equals":
		if len(arg.Kids) == 2 {
			return t.equals(arg.Kids[0].Value, arg.Kids[1].Value, n, name)
		}
	}
	return t.switched(name, n, false)
}

// maxWays bounds the ways in which a condition holds, or does not: they multiply with
// each Fn::And of Fn::Or. maxBranches bounds the branches of Fn::If in a template, which
// multiply too.
const (
	maxWays     = 64
	maxBranches = 1 << 12
)

func and(a, b formula) formula {
	out := formula{holdsErr: cmp.Or(a.holdsErr, b.holdsErr), failsErr: cmp.Or(a.failsErr, b.failsErr)}
	many := fmt.Errorf("it combines more than %d alternatives", maxWays)
	if len(a.holds)*len(b.holds) > maxWays {
		out.holdsErr = cmp.Or(out.holdsErr, many)
	}
	if out.fails = slices.Concat(a.fails, b.fails); len(out.fails) > maxWays {
		out.fails, out.failsErr = nil, cmp.Or(out.failsErr, many)
	}
	if out.holdsErr == nil {
		for _, x := range a.holds {
			out.holds = append(out.holds, lists.Map(b.holds, x.And)...)
		}
	}
	return out
}

// equals reads a comparison of a parameter with a text.
func (t *cfn) equals(a, b, whole *syntax.Node, name string) formula {
	p, text := t.compared(a), b
	if p == nil {
		p, text = t.compared(b), a
	}
	fn, _ := form(text)
	switch {
	case isText(a) && isText(b):
		return constant(a.Text == b.Text)
	case p == nil || fn != "" || text.Kind == syntax.Sequence || text.Kind == syntax.Mapping:
		return t.switched(name, whole, false)
	case text.Text == "":
		return t.given(p).not()
	case p.isBoolean() && (text.Text == "true" || text.Text == "false"):
		f := truth(t.use(p))
		if text.Text == "false" {
			f = f.not()
		}
		return f
	case len(p.values) > 1 && !p.isList() && !slices.Contains(p.values, ""):
		if !slices.Contains(p.values, text.Text) {
			return constant(false)
		}
		return valueFormula(t.use(p), text.Text)
	case len(p.values) == 0 && p.typ == "String" && t.use(p).Type == spec.String && t.use(p).Refuses(text.Text) == "":
		return termFormula(spec.OneOf(t.use(p), text.Text))
	}
	return t.switched(name, whole, p.hasDefault && p.defaultText == text.Text)
}

func isText(n *syntax.Node) bool { return n.Kind == syntax.Scalar && n.Tag == "" }

// compared is the parameter that n is, alone or as a whole list.
func (t *cfn) compared(n *syntax.Node) *cfnParam {
	switch fn, arg := form(n); fn {
	case "Ref":
		return t.declared[arg.Text]
	case "Fn::Join", "Fn::Select":
		if len(arg.Kids) == 2 {
			return t.compared(arg.Kids[1].Value)
		}
	}
	return nil
}

// given is the condition that a parameter is given. One that must be, always
// is.
func (t *cfn) given(p *cfnParam) formula {
	if p.isBoolean() || p.hasDefault && p.defaultText != "" {
		return constant(true)
	}
	used := t.use(p)
	used.Optional = true
	return truth(used)
}

// truth is the condition that p is given, or true.
func truth(p *spec.Param) formula {
	return termFormula(spec.Given(p))
}

func termFormula(t spec.Term) formula {
	not, _ := t.Negation()
	return formula{holds: []spec.When{{t}}, fails: []spec.When{{not}}}
}

// valueFormula is the condition that p has one of its values.
func valueFormula(p *spec.Param, value string) formula {
	rest := slices.DeleteFunc(slices.Clone(p.Values), func(v string) bool { return v == value })
	f := formula{holds: []spec.When{{spec.OneOf(p, value)}}, fails: []spec.When{{spec.OneOf(p, rest...)}}}
	if p.Optional {
		f.fails = append(f.fails, spec.When{{Param: p, Not: true}})
	}
	return f
}

// switched makes a switch of a comparison that a when cannot say, so that whoever
// deploys says whether it holds.
func (t *cfn) switched(name string, n *syntax.Node, isDefault bool) formula {
	p := t.switches[show(n)]
	if p == nil {
		p = &spec.Param{
			Name: t.claim(logicalName(name, "Is"), isParam), Type: spec.Boolean,
			Doc: "Whether the condition " + name + " of the template holds.", Default: []string{fmt.Sprint(isDefault)},
		}
		t.switches[show(n)] = p
		t.note(n.Pos(), "the condition %s becomes the parameter %s, since a when cannot say it", show(n), p.Name)
		t.declare(p, n, t.last(), fmt.Sprintf("In the template: %s.", show(n)))
	}
	return truth(p)
}
