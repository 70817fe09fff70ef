package terraform

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/emriam/emriam/iam/read/conditional"
	"github.com/emriam/emriam/internal/lists"
)

// Env says where and with what a module is applied.
type Env struct {
	Partition string
	Region    string
	AccountID string
	Vars      map[string][]string // by the names of variables; several values for a list
}

// resolution is what is known so far of a module in one deployment.
type resolution struct {
	*Module
	in    conditional.Deployments
	given func(variable string) []string // the values of a variable; nil if it is not given
	vars  map[string]cty.Value
	known map[string]cty.Value // locals and resources, by address

	// keys are those of all instances that there may be of some resources, by
	// address: where one of them is named, it is taken for created.
	keys map[string][]string
}

// bindOne holds the value of a variable against its validations.
func (r *resolution) bindOne(v *variable) error {
	val, err := r.variable(v.name)
	if err != nil {
		return fmt.Errorf("variable %s: %w", v.name, err)
	}
	for _, condition := range v.validations {
		holds, err := r.value(condition, nil)
		if err != nil {
			return err
		}
		if holds.IsNull() || holds.False() {
			return fmt.Errorf("variable %s: %#v is not valid", v.name, val)
		}
	}
	return nil
}

// variable is the value of a variable.
func (r *resolution) variable(name string) (cty.Value, error) {
	if v, ok := r.vars[name]; ok {
		return v, nil
	}
	v := lists.Find(r.variables, func(v *variable) bool { return v.name == name })
	if v == nil {
		return cty.NilVal, fmt.Errorf("nothing has the name var.%s", name)
	}
	val, err := v.bind(r.given(name))
	if err == nil {
		r.vars[name] = val
	}
	return val, err
}

// bind is v with values, or without if they are nil.
func (v *variable) bind(values []string) (cty.Value, error) {
	var val cty.Value
	switch {
	case values != nil && v.typ.IsListType():
		val = cty.TupleVal(lists.Map(values, cty.StringVal))
	case values != nil:
		val = cty.StringVal(values[0])
	case v.fallback == nil:
		return val, errors.New("has no value")
	default:
		var diags hcl.Diagnostics
		if val, diags = v.fallback.Value(nil); diags.HasErrors() {
			return val, diags
		}
	}
	if val.IsNull() && !v.nullable {
		return val, errors.New("must not be null")
	}
	if v.defaults != nil && !val.IsNull() {
		val = v.defaults.Apply(val)
	}
	return convert.Convert(val, v.typ)
}

// once returns what f makes for an address, which it is called for only once.
func (r *resolution) once(address string, f func() (cty.Value, error)) (cty.Value, error) {
	if v, ok := r.known[address]; ok {
		return v, nil
	}
	v, err := f()
	if err != nil {
		return v, fmt.Errorf("%s: %w", address, err)
	}
	r.known[address] = v
	return v, nil
}

// value is the value of an expression, in which extra are each and count.
func (r *resolution) value(e hcl.Expression, extra map[string]cty.Value) (cty.Value, error) {
	scope := map[string]cty.Value{}
	nested := map[string]map[string]cty.Value{}
	for _, traversal := range e.Variables() {
		root := traversal.RootName()
		if v, ok := extra[root]; ok {
			scope[root] = v
			continue
		}
		first, err := step(traversal, 1)
		if err != nil {
			return cty.NilVal, err
		}
		if nested[root] == nil {
			nested[root] = map[string]cty.Value{}
		}
		if nested[root][first], err = r.named(root, first, nested[root][first], traversal); err != nil {
			return cty.NilVal, err
		}
	}
	for root, values := range nested {
		scope[root] = cty.ObjectVal(values)
	}
	v, diags := e.Value(&hcl.EvalContext{Variables: scope, Functions: functions()})
	if diags.HasErrors() {
		return v, diags
	}
	if !v.IsWhollyKnown() {
		return v, fmt.Errorf("%s: a value that is not known", e.Range())
	}
	return v, nil
}

// named is what the first two steps of a traversal name. Of data sources, it
// adds one to those of the type that are known.
func (r *resolution) named(root, first string, known cty.Value, traversal hcl.Traversal) (cty.Value, error) {
	switch root {
	case "var":
		return r.variable(first)
	case "local":
		if e, ok := r.locals[first]; ok {
			return r.once("local."+first, func() (cty.Value, error) { return r.value(e, nil) })
		}
	case "data":
		name, err := step(traversal, 2)
		if err != nil || r.data[first+"."+name] == nil {
			break
		}
		all := map[string]cty.Value{}
		if known != cty.NilVal {
			all = known.AsValueMap()
		}
		all[name], err = r.lookUp(first, r.data[first+"."+name])
		return cty.ObjectVal(all), err
	default:
		if res, ok := r.resources[root+"."+first]; ok {
			return r.once(res.address(), func() (cty.Value, error) { return r.each(res) })
		}
	}
	return cty.NilVal, fmt.Errorf("%s: nothing has the name %s.%s", traversal.SourceRange(), root, first)
}

func step(t hcl.Traversal, i int) (string, error) {
	if len(t) > i {
		if attr, ok := t[i].(hcl.TraverseAttr); ok {
			return attr.Name, nil
		}
	}
	return "", fmt.Errorf("%s: %s by itself", t.SourceRange(), t.RootName())
}

// lookupArguments are the arguments of the data sources that look up values.
var lookupArguments = map[string][]string{
	"aws_ssm_parameter":                 {"name"},
	"aws_cloudformation_export":         {"name"},
	"aws_secretsmanager_secret_version": {"secret_id", "version_stage", "version_id"},
}

// lookUp is what a data source says.
func (r *resolution) lookUp(source string, args map[string]hcl.Expression) (cty.Value, error) {
	suffix := map[string]string{"aws-cn": "amazonaws.com.cn"}[r.in.Partition]
	if suffix == "" {
		suffix = "amazonaws.com"
	}
	if lookupArguments[source] != nil {
		texts := map[string]string{}
		for name, e := range args {
			v, err := r.value(e, nil)
			if err != nil {
				return cty.NilVal, err
			}
			texts[name] = v.AsString()
		}
		switch source {
		case "aws_ssm_parameter":
			return r.single("ssm", texts["name"], "insecure_value")
		case "aws_cloudformation_export":
			return r.single("export", texts["name"], "value")
		}
		return r.secret(texts["secret_id"], texts["version_stage"], texts["version_id"])
	}
	said := map[string]map[string]cty.Value{
		"aws_caller_identity": {"account_id": cty.StringVal(r.in.AccountID)},
		"aws_partition":       {"partition": cty.StringVal(r.in.Partition), "dns_suffix": cty.StringVal(suffix)},
		"aws_region":          {"id": cty.StringVal(r.in.Region), "region": cty.StringVal(r.in.Region)},
	}
	return cty.ObjectVal(said[source]), nil
}

// single is a data source with one attribute: an SSM parameter, or an export.
func (r *resolution) single(service, name, attribute string) (cty.Value, error) {
	value, ok := r.references["{{resolve:"+service+":"+name+"}}"]
	if !ok {
		return cty.NilVal, fmt.Errorf("there is nothing to look up as %s:%s", service, name)
	}
	return cty.ObjectVal(map[string]cty.Value{attribute: cty.StringVal(value)}), nil
}

// secret is the text of a secret: one value, or an object with all values that are
// referred to.
func (r *resolution) secret(id, stage, version string) (cty.Value, error) {
	of := func(text string) cty.Value {
		return cty.ObjectVal(map[string]cty.Value{"secret_string": cty.StringVal(text)})
	}
	object := map[string]string{}
	for reference, value := range r.references {
		rest, ok := strings.CutPrefix(strings.TrimSuffix(reference, "}}"), "{{resolve:secretsmanager:"+id)
		if !ok {
			continue
		}
		options := append(strings.Split(rest, ":"), "", "", "", "")
		if options[0] != "" || options[3] != stage || options[4] != version {
			continue
		}
		if options[2] == "" {
			return of(value), nil
		}
		object[options[2]] = value
	}
	if len(object) == 0 {
		return cty.NilVal, fmt.Errorf("there is no secret %q", id)
	}
	text, err := json.Marshal(object)
	return of(string(text)), err
}

// Values are what a file of values, a .tfvars, gives variables.
func Values(src []byte, name string) (map[string][]string, error) {
	f, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	attrs, diags := f.Body.JustAttributes()
	if diags.HasErrors() {
		return nil, diags
	}
	out := map[string][]string{}
	for name, a := range attrs {
		v, diags := a.Expr.Value(nil)
		if diags.HasErrors() {
			return nil, diags
		}
		if v.IsNull() {
			continue // as if it were not there
		}
		var err error
		if out[name], err = textsOf(v); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}

// textsOf returns a value, or the elements of a list, as text; nil for null.
func textsOf(v cty.Value) ([]string, error) {
	if v.IsNull() {
		return nil, nil
	}
	of := []cty.Value{v}
	if v.CanIterateElements() {
		of = v.AsValueSlice()
	}
	var out []string
	for _, one := range of {
		text, err := convert.Convert(one, cty.String)
		if err != nil {
			return nil, err
		}
		out = append(out, text.AsString())
	}
	return out, nil
}

// Given returns the values that a variable has when some are given, or none if they are
// nil. The error says why the module refuses them.
func (m *Module) Given(name string, values []string) ([]string, error) {
	v := lists.Find(m.variables, func(v *variable) bool { return v.name == name })
	if v == nil {
		return nil, fmt.Errorf("there is no variable %s", name)
	}
	given := func(variable string) []string {
		if variable == name {
			return values
		}
		return nil
	}
	r := &resolution{Module: m, given: given, vars: map[string]cty.Value{}, known: map[string]cty.Value{}}
	if err := r.bindOne(v); err != nil {
		return nil, err
	}
	return textsOf(r.vars[name])
}
