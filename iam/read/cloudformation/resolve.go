package cloudformation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Env is where and with which parameters a template is deployed.
type Env struct {
	Partition string // e.g., "aws"
	Region    string // e.g., "us-east-1"
	AccountID string // twelve digits
	StackName string // e.g., "emr-default"

	// Params are parameters as the AWS CLI takes them: the values of a
	// CommaDelimitedList are one text, joined by commas.
	Params map[string]string

	// SSM are values of the SSM parameters that a template names as type.
	SSM map[string]string

	// Names are those that CloudFormation gives to resources without one, by logical
	// ID.
	Names map[string]string

	// References are the values of dynamic references, by their text, e.g.,
	// "{{resolve:ssm:/acme/boundary}}", and of exports, e.g., "{{resolve:export:Name}}".
	References map[string]string
}

// resolved is a property with the values of dynamic references.
func (env Env) resolved(v any) any {
	if len(env.References) == 0 {
		return v
	}
	switch v := v.(type) {
	case string:
		for text, value := range env.References {
			v = strings.ReplaceAll(v, text, value)
		}
		return v
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = env.resolved(e)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			out[k] = env.resolved(e)
		}
		return out
	}
	return v
}

// Stack is what a template creates.
type Stack struct {
	Resources map[string]Resource // by logical ID; without those whose condition does not hold
	Outputs   map[string]Output   // likewise
}

// Resource is a resource with nothing left to evaluate. A property is a
// string, a json.Number, a bool, a []any or a map[string]any.
type Resource struct {
	Type       string // e.g., "AWS::IAM::Role"
	Properties map[string]any
}

// Output is an output of a stack.
type Output struct {
	Value  string
	Export string // or ""
}

// Resolve evaluates a template in YAML or JSON.
func Resolve(template []byte, env Env) (*Stack, error) {
	t, err := Parse(template)
	if err != nil {
		return nil, err
	}
	return t.Resolve(env)
}

// Resolve evaluates t.
func (t *Template) Resolve(env Env) (*Stack, error) {
	e := t.in(env)
	var err error
	if e.params, err = t.values(env); err != nil {
		return nil, err
	}
	if err := e.check(); err != nil {
		return nil, err
	}
	err = each("condition ", e.condTexts, func(name string, _ any) error {
		_, err := e.condition(name)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := each("rule ", e.ruleTexts, func(_ string, v any) error { return e.rule(v) }); err != nil {
		return nil, err
	}
	resources, err := e.resources()
	if err != nil {
		return nil, err
	}
	outputs, err := e.outputs()
	if err != nil {
		return nil, err
	}
	return &Stack{Resources: resources, Outputs: outputs}, nil
}

func (t *Template) in(env Env) *evaluator {
	return &evaluator{Template: t, env: env, params: map[string]any{}, holds: map[string]bool{}, names: map[string]string{}, needs: map[string]map[string]bool{}}
}

// evaluator evaluates one template in one environment.
type evaluator struct {
	*Template
	env    Env
	params map[string]any // string or []any, as far as they are known

	// value gives a parameter a value when it is first read; nil if all are
	// known.
	value func(id string) (any, error)

	// assume takes a resource for created, and notes it; nil if that is known.
	assume func(id string)

	holds map[string]bool   // evaluated conditions
	names map[string]string // evaluated names and paths of resources, by "ID.Property"
	needs map[string]map[string]bool
	at    string   // logical ID of the resource that is being evaluated, or ""
	open  []string // what is being evaluated for something else, against cycles
}

func (e *evaluator) resources() (map[string]Resource, error) {
	out := map[string]Resource{}
	err := each("resource ", e.Template.resources, func(id string, r resource) error {
		if ok, err := e.exists(r.condition); err != nil || !ok {
			return err
		}
		e.at = id
		props, err := e.mapping(r.properties)
		if err != nil {
			return err
		}
		if key := resourceTypes[r.typ].nameProperty; key != "" && props[key] == nil && e.env.Names[id] != "" {
			props[key] = e.env.Names[id]
		}
		for _, other := range r.dependsOn {
			e.need(other)
		}
		out[id] = Resource{Type: r.typ, Properties: e.env.resolved(props).(map[string]any)}
		return nil
	})
	if err != nil {
		return nil, err
	}
	e.at = ""
	return out, e.cycle()
}

func (e *evaluator) outputs() (map[string]Output, error) {
	out := map[string]Output{}
	return out, each("output ", e.Template.outputs, func(id string, o output) error {
		if ok, err := e.exists(o.condition); err != nil || !ok {
			return err
		}
		value, err := e.text(o.value)
		if err != nil {
			return err
		}
		one := Output{Value: value}
		if o.export != nil {
			one.Export, err = e.text(o.export)
		}
		out[id] = one
		return err
	})
}

// exists reports whether what has a condition, or "", is there.
func (e *evaluator) exists(condition string) (bool, error) {
	if condition == "" {
		return true, nil
	}
	return e.condition(condition)
}

// need notes that the resource being evaluated needs another one first.
func (e *evaluator) need(id string) {
	if e.at == "" {
		return
	}
	if e.needs[e.at] == nil {
		e.needs[e.at] = map[string]bool{}
	}
	e.needs[e.at][id] = true
}

// cycle is an error if resources need each other.
func (e *evaluator) cycle() error {
	const visiting, done = 1, 2
	state := map[string]int{}
	var visit func(id string) error
	visit = func(id string) error {
		switch state[id] {
		case visiting:
			return fmt.Errorf("resource %s needs itself", id)
		case done:
			return nil
		}
		state[id] = visiting
		for _, other := range sorted(e.needs[id]) {
			if err := visit(other); err != nil {
				return err
			}
		}
		state[id] = done
		return nil
	}
	for _, id := range sorted(e.needs) {
		if err := visit(id); err != nil {
			return err
		}
	}
	return nil
}

// each calls f with what m has, sorted by key, until there is an error, which then begins
// with the name of the part and the key.
func each[V any](part string, m map[string]V, f func(key string, v V) error) error {
	for _, key := range sorted(m) {
		if err := f(key, m[key]); err != nil {
			return fmt.Errorf("%s%s: %w", part, key, err)
		}
	}
	return nil
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
