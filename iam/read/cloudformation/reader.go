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

// Read is what a template in YAML or JSON creates in one deployment.
func Read(template []byte, env Env) (*conditional.Account, error) {
	t, err := Parse(template)
	if err != nil {
		return nil, err
	}
	in := conditional.Deployments{Partition: env.Partition, Region: env.Region, AccountID: env.AccountID, Values: map[string][]string{}}
	for _, name := range sorted(env.Params) {
		if t.parameters[name] == nil {
			return nil, fmt.Errorf("the template has no parameter %s", name)
		}
		in.Values[name] = []string{env.Params[name]}
	}
	a := conditional.NewAccount(in)
	if err := t.Read(in, env, nil, a); err != nil {
		return nil, err
	}
	return a, a.Done()
}

// Read tells a Maker what a template creates in all of some deployments. A parameter of
// the template is the one of the deployments that has its name; one that is not given
// has its default, or the one that params names.
//
//	!If [HasKey, A, !Ref AWS::NoValue]
//
// is A under the formula of HasKey. Only what is neither a list, an object nor a
// choice is evaluated, with each combination of values of the parameters that it
// asks for. The error is a formula.TooMany, or says what is wrong whatever is
// chosen.
func (t *Template) Read(in conditional.Deployments, env Env, params map[string]string, to conditional.Maker) (err error) {
	if err := t.check(); err != nil {
		return err
	}
	env.Partition, env.Region, env.AccountID = in.Partition, in.Region, in.AccountID
	c := &reader{Template: t, Maker: to, env: env, params: params, conditions: map[string]formula.Formula{}, needs: map[string]map[string]formula.Formula{}}
	c.choices = in.Choices(c.fail)
	if tooMany := conditional.Catch(func() { err = c.read() }); tooMany != nil {
		return tooMany
	}
	return err
}

// reader reads a template in all deployments.
type reader struct {
	*Template
	conditional.Maker
	env        Env
	choices    *conditional.Choices
	params     map[string]string          // names of parameters of the deployments, by those of the template that differ
	conditions map[string]formula.Formula // by name and truth
	open       []string                   // conditions that are being read for another, against cycles

	part  string                                // of the template that is being read, e.g., "resource Role"
	id    string                                // of the resource that is being read, or ""
	needs map[string]map[string]formula.Formula // where a resource needs another one first
}

func (c *reader) read() error {
	for _, name := range sorted(c.parameters) {
		c.explore(formula.Always, func(e *evaluator) (any, error) { return e.parameter(name) })
	}
	err := each("condition ", c.condTexts, func(name string, _ any) error {
		c.part = "condition " + name
		_, err := c.condition(name, true)
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range sorted(c.ruleTexts) {
		c.part = "rule " + name
		c.explore(formula.Always, func(e *evaluator) (any, error) { return nil, e.rule(c.ruleTexts[name]) })
	}
	if err := each("resource ", c.resources, c.resource); err != nil {
		return err
	}
	c.cycles()
	return each("output ", c.outputs, c.output)
}

// fail says that the part of the template that is being read cannot be created where a
// Formula holds.
func (c *reader) fail(when formula.Formula, err error) {
	if c.part != "" {
		err = fmt.Errorf("%s: %w", c.part, err)
	}
	c.Fail(when, err)
}

// explore evaluates f. Where a Formula holds, the resources must be there that it
// names.
func (c *reader) explore(when formula.Formula, f func(*evaluator) (any, error)) conditional.Value {
	assumed := map[string]bool{}
	out := c.choices.Explore(when, func(p *conditional.Path) (any, error) {
		return f(&evaluator{
			Template: c.Template, env: c.env, params: map[string]any{}, holds: map[string]bool{}, names: map[string]string{},
			given:  func(id string) []string { return p.Values(cmp.Or(c.params[id], id)) },
			assume: func(id string) { assumed[id] = true },
		})
	})
	for _, id := range sorted(assumed) {
		c.need(when, id)
	}
	return out
}

// need says where the resource that is being read needs another one first, and reports
// where that is not there.
func (c *reader) need(when formula.Formula, id string) {
	condition := c.resources[id].condition
	if there, err := c.presence(condition); err == nil && !conditional.Implies(when, there) {
		if not, err := c.condition(condition, false); err == nil {
			c.fail(conditional.And(when, not), fmt.Errorf("resource %s is not created, since %s does not hold", id, condition))
		}
	}
	if c.id == "" {
		return
	}
	if c.needs[c.id] == nil {
		c.needs[c.id] = map[string]formula.Formula{}
	}
	c.needs[c.id][id] = conditional.Or(c.needs[c.id][id], when)
}

// cycles reports where a resource needs itself.
func (c *reader) cycles() {
	for _, id := range sorted(c.needs) {
		reached := map[string]formula.Formula{}
		var visit func(from string, when formula.Formula)
		visit = func(from string, when formula.Formula) {
			for _, to := range sorted(c.needs[from]) {
				if both := conditional.And(when, c.needs[from][to]); !conditional.Implies(both, reached[to]) {
					reached[to] = conditional.Or(reached[to], both)
					visit(to, both)
				}
			}
		}
		visit(id, formula.Always)
		c.Fail(reached[id], fmt.Errorf("resource %s needs itself", id))
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
		if a.Of == is {
			out = a.When
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
	c.part, c.id = "resource "+id, id
	defer func() { c.id = "" }()
	when, err := c.presence(r.condition)
	if err != nil || len(when) == 0 {
		return err
	}
	p := map[string]conditional.Value{}
	for _, key := range sorted(r.properties) {
		if p[key], err = c.value(r.properties[key], when); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		p[key] = p[key].Map(c.env.resolved)
	}
	for _, other := range r.dependsOn {
		c.need(when, other)
	}
	if key := resourceTypes[r.typ].nameProperty; p[key] == nil && c.env.Names[id] != "" {
		p[key] = conditional.Always(c.env.Names[id])
	}
	c.Keep(r.retained)
	return c.create(when, id, r.typ, p)
}

// output adds an output.
func (c *reader) output(id string, o output) error {
	c.part = "output " + id
	when, err := c.presence(o.condition)
	if err != nil || len(when) == 0 {
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
		values[i] = values[i].Map(c.env.resolved)
	}
	c.Output(when, id, values[0], values[1])
	return nil
}
