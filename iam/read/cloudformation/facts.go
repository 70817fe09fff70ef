package cloudformation

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read/conditional"
)

// Facts says what a template creates in all of some deployments. A parameter of the
// template is the one of the deployments that has its name; one that is not given
// has its default, or the one that params names. Names are those of resources
// without one, by logical ID; references are the values of dynamic references.
//
//	!If [HasKey, A, !Ref AWS::NoValue]
//
// is A under the formula of HasKey. Only what is neither a list, an object nor a
// choice is evaluated, with each combination of values of the parameters that it
// asks for. The error is a formula.TooMany, or says what is wrong whatever is
// chosen.
func (t *Template) Facts(in conditional.Deployments, stackName string, params, names, references map[string]string) (facts *conditional.Facts, err error) {
	c := &reader{
		Template: t, choices: in.Choices(), facts: conditional.NewFacts(),
		env:        Env{Partition: in.Partition, Region: in.Region, AccountID: in.AccountID, StackName: stackName, Names: names, References: references},
		params:     params,
		conditions: map[string]formula.Formula{},
	}
	if err := t.in(c.env).check(); err != nil {
		return nil, err
	}
	if tooMany := conditional.Catch(func() { err = c.read() }); tooMany != nil {
		return nil, tooMany
	}
	return c.facts, err
}

// reader reads a template in all deployments.
type reader struct {
	*Template
	env        Env
	choices    *conditional.Choices
	facts      *conditional.Facts
	params     map[string]string          // names of parameters of the deployments, by those of the template that differ
	conditions map[string]formula.Formula // by name and truth
	open       []string                   // conditions that are being read for another, against cycles
}

func (c *reader) read() error {
	c.parametersAndRules()
	err := each("condition ", c.condTexts, func(name string, _ any) error {
		_, err := c.condition(name, true)
		return err
	})
	if err != nil {
		return err
	}
	if err := each("resource ", c.resources, c.resource); err != nil {
		return err
	}
	return each("output ", c.outputs, func(id string, o output) error {
		when, err := c.presence(o.condition)
		if err != nil {
			return err
		}
		var values [2]conditional.Value
		for i, v := range []any{o.value, o.export} {
			if v == nil {
				continue
			}
			if values[i], err = c.value(v, when); err != nil {
				return err
			}
			values[i] = values[i].Map(func(s string) string { return c.env.resolved(s).(string) })
			c.facts.Refused("output "+id, values[i].Under(when))
		}
		c.facts.Output(when, id, values[0], values[1])
		return nil
	})
}

// parametersAndRules adds which values the template refuses.
func (c *reader) parametersAndRules() {
	for _, name := range sorted(c.parameters) {
		c.facts.Refused("", c.explore(formula.Always, func(e *evaluator) (any, error) {
			_, err := e.value(name)
			return nil, err
		}))
	}
	for _, name := range sorted(c.ruleTexts) {
		c.facts.Refused("rule "+name, c.explore(formula.Always, func(e *evaluator) (any, error) { return nil, e.rule(c.ruleTexts[name]) }))
	}
}

// explore evaluates f. Where a Formula holds, the resources must be there that it
// names.
func (c *reader) explore(when formula.Formula, f func(*evaluator) (any, error)) conditional.Value {
	assumed := map[string]bool{}
	out := c.choices.Explore(when, func(p *conditional.Path) (any, error) {
		e := c.in(c.env)
		e.assume = func(id string) { assumed[id] = true }
		e.value = func(id string) (any, error) {
			values := p.Values(cmp.Or(c.params[id], id))
			return c.Template.value(id, strings.Join(values, ","), values != nil, c.env)
		}
		return f(e)
	})
	for _, id := range sorted(assumed) {
		c.wanted(when, id)
	}
	return out
}

// wanted says where a resource is wanted that is not there.
func (c *reader) wanted(when formula.Formula, id string) {
	if there, err := c.presence(c.resources[id].condition); err == nil && !conditional.Implies(when, there) {
		if not, err := c.condition(c.resources[id].condition, false); err == nil {
			c.facts.Fail(conditional.And(when, not), notCreated(id, c.resources[id]))
		}
	}
}

// presence is the Formula of the condition of a resource or an output.
func (c *reader) presence(name string) (formula.Formula, error) {
	if name == "" {
		return formula.Always, nil
	}
	return c.condition(name, true)
}

// condition is where a condition is true, or false.
func (c *reader) condition(name string, is bool) (formula.Formula, error) {
	return once(c.conditions, &c.open, fmt.Sprint(name, " ", is), "condition "+name, func() (formula.Formula, error) {
		v, ok := c.condTexts[name]
		if !ok {
			return nil, fmt.Errorf("no condition %q", name)
		}
		return c.boolean(v, is)
	})
}

// boolean is where what stands in the section Conditions is true, or false.
func (c *reader) boolean(v any, is bool) (formula.Formula, error) {
	if m, _ := v.(map[string]any); len(m) == 1 {
		for name, arg := range m {
			list, _ := arg.([]any)
			switch {
			case name == "Condition":
				if name, ok := arg.(string); ok {
					return c.condition(name, is)
				}
			case name == "Fn::Not" && len(list) == 1:
				return c.boolean(list[0], !is)
			case name == "Fn::And" && list != nil:
				return c.operands(list, is, is)
			case name == "Fn::Or" && list != nil:
				return c.operands(list, is, !is)
			}
		}
	}
	var out formula.Formula
	for _, a := range c.explore(formula.Always, func(e *evaluator) (any, error) { return e.boolean(v) }) {
		switch of := a.Of.(type) {
		case bool:
			if of == is {
				out = a.When
			}
		case error:
			return nil, of
		}
	}
	return out, nil
}

// operands is where all operands are true or false, or one of them is.
func (c *reader) operands(operands []any, is, all bool) (formula.Formula, error) {
	if len(operands) < 2 || len(operands) > 10 {
		return nil, errors.New("its argument is not a list of 2 to 10")
	}
	join, out := conditional.Or, formula.Formula(nil)
	if all {
		join, out = conditional.And, formula.Always
	}
	for _, v := range operands {
		of, err := c.boolean(v, is)
		if err != nil {
			return nil, err
		}
		out = join(out, of)
	}
	return out, nil
}

// value is what v evaluates to in all deployments where a Formula holds.
func (c *reader) value(v any, when formula.Formula) (conditional.Value, error) {
	switch v := v.(type) {
	case string, bool, json.Number:
		return conditional.Always(v), nil
	case []any:
		list, err := c.list(v, when)
		return conditional.Value{{When: formula.Always, Of: list}}, err
	case map[string]any:
		name, arg, err := function(v)
		switch {
		case err != nil:
			return nil, err
		case name == "":
			out, err := c.mapping(v, when)
			return conditional.Value{{When: formula.Always, Of: out}}, err
		case name == "Fn::If":
			return c.branch(arg, when)
		case name == "Fn::Split":
			if list, ok, err := c.split(arg, when); ok {
				return conditional.Value{{When: formula.Always, Of: list}}, err
			}
		}
	}
	out := c.explore(when, func(e *evaluator) (any, error) { return e.eval(v) })
	return slices.DeleteFunc(out, func(a conditional.Alternative) bool { return a.Of == noValue{} }), nil
}

func (c *reader) list(items []any, when formula.Formula) (conditional.List, error) {
	out := conditional.List{}
	for i, item := range items {
		v, err := c.value(item, when)
		if err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
		out = append(out, v)
	}
	return out, nil
}

func (c *reader) mapping(m map[string]any, when formula.Formula) (conditional.Map, error) {
	out := conditional.Map{}
	for _, key := range sorted(m) {
		v, err := c.value(m[key], when)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		out[key] = v
	}
	return out, nil
}

func (c *reader) branch(arg any, when formula.Formula) (conditional.Value, error) {
	args, err := arguments(arg, 3)
	if err != nil {
		return nil, err
	}
	name, _ := args[0].(string)
	var out conditional.Value
	for i, arg := range args[1:] {
		if m, ok := arg.(map[string]any); ok && m["Ref"] == "AWS::NoValue" {
			continue
		}
		is, err := c.condition(name, i == 0)
		if err != nil {
			return nil, err
		}
		if inner := conditional.And(when, is); len(inner) > 0 {
			v, err := c.value(arg, inner)
			if err != nil {
				return nil, err
			}
			out = append(out, v.Under(is)...)
		}
	}
	return out, nil
}

// split is Fn::Split of Fn::Join by the same delimiter: what is joined, each part
// split. Of nothing that is joined, there is one empty text.
func (c *reader) split(arg any, when formula.Formula) (out conditional.List, ok bool, err error) {
	args, err := arguments(arg, 2)
	if err != nil {
		return nil, false, nil
	}
	inner, _ := args[1].(map[string]any)
	join, _ := inner["Fn::Join"].([]any)
	if len(inner) != 1 || len(join) != 2 || join[0] != args[0] {
		return nil, false, nil
	}
	parts, ok := join[1].([]any)
	if !ok {
		return nil, false, nil
	}
	none := formula.Always
	for _, part := range parts {
		text, err := c.value(part, when)
		if err != nil {
			return nil, true, err
		}
		none = conditional.And(none, text.Absent())
		for _, a := range text {
			delimiter, _ := args[0].(string)
			s, isText := a.Of.(string)
			if !isText || delimiter == "" {
				return nil, false, nil // to be evaluated as a whole
			}
			for _, one := range strings.Split(s, delimiter) {
				out = append(out, conditional.Always(one).Under(a.When))
			}
		}
	}
	if len(none) > 0 {
		out = append(out, conditional.Always("").Under(none))
	}
	return out, true, nil
}

// resource adds what a resource creates.
func (c *reader) resource(id string, r resource) error {
	when, err := c.presence(r.condition)
	if err != nil {
		return err
	}
	p := map[string]conditional.Value{}
	for _, key := range sorted(r.properties) {
		if p[key], err = c.value(r.properties[key], when); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		p[key] = p[key].Map(func(s string) string { return c.env.resolved(s).(string) })
	}
	for _, other := range r.dependsOn {
		c.wanted(when, other)
	}
	if key := resourceTypes[r.typ].nameProperty; p[key] == nil && c.env.Names[id] != "" {
		p[key] = conditional.Always(c.env.Names[id])
	}
	c.facts.Retain = r.retained
	return creation{c.facts}.resource(when, r.typ, p, func() conditional.Value {
		return c.explore(when, func(e *evaluator) (any, error) { return e.arn(id, resourceTypes[r.typ]) })
	})
}
