package cloudformation

import (
	"slices"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// outputs exports the ARN of everything in the stack, for other stacks, and
// the name of what has no ARN.
func (t *template) outputs() dict {
	named := t.namedOutputs()
	var out dict
	add := func(d spec.Deployed, attr spec.Attr, name, what string, value node, exists condition) {
		all := d.Named(attr)
		if all == nil {
			all = []spec.StackOutput{{Attr: attr}}
		}
		for _, o := range all {
			if o.Name == "" {
				o.Name = unused(name+string(attr), func(s string) bool { return hasKey(out, s) || named[s] })
			}
			c, of := exists, value
			switch {
			case o.Otherwise != nil && len(exists) > 0:
				c, of = t.spec.Simplify(condition{o.When}, nil), call("!If", list{text(t.condition(exists)), value, t.otherwise(o.Otherwise)})
			case len(o.When) > 0:
				c = t.spec.SimplifyBoth(o.When, exists, nil)
			}
			out = append(out, t.output(o, what, of, c))
		}
	}
	for _, e := range t.stack.Entities() {
		name, exists := e.LogicalName(), t.spec.Simplify(e.Exists(), nil)
		if e.Profile {
			name = t.profileName(e.Role)
		}
		for i, attr := range e.Attrs() {
			if i > 0 && e.Deployed().Named(attr) == nil {
				continue
			}
			value := ref(e.Deployed().ID(name))
			if e.Role != nil && attr == spec.AttrARN {
				value = getAtt(e.Deployed().ID(name), "Arn")
			}
			add(e.Deployed(), attr, name, attr.Word()+" of the "+e.What()+" "+e.Header().Name+".", value, exists)
		}
	}
	return out
}

// otherwise prints a value outside of policies, such as that of an output where what it is
// of does not exist.
func (t *template) otherwise(v spec.Value) node {
	n, _ := t.principalOf(nil)(v)
	return n
}

// namedOutputs are the names that the spec gives to outputs of the stack.
func (t *template) namedOutputs() map[string]bool {
	out := map[string]bool{}
	for _, e := range t.stack.Entities() {
		for _, o := range e.Deployed().Outputs {
			out[o.Name] = true
		}
	}
	return out
}

func (t *template) output(o spec.StackOutput, what string, value node, c condition) entry {
	body := dict{{Key: "Description", Value: prose(what)}}
	if len(c) > 0 {
		body = append(body, entry{Key: "Condition", Value: text(t.condition(c))})
	}
	if o.Export == nil {
		o.Export = spec.Value{spec.StackName, spec.Lit("-" + o.Name)}
	}
	export := dict{{Key: "Name", Value: t.value(o.Export)}}
	body = append(body, entry{Key: "Value", Value: value}, entry{Key: "Export", Value: export})
	return entry{Key: o.Name, Value: body}
}

func hasKey(d dict, key string) bool {
	return slices.ContainsFunc(d, func(e entry) bool { return e.Key == key })
}

// profileName is the logical name of the instance profile of r. No parameter,
// role or policy of the spec has it.
func (t *template) profileName(r *spec.Role) string {
	return unused(r.Name+"Profile", t.isNamed)
}

// profileID is the logical ID of the instance profile of r.
func (t *template) profileID(r *spec.Role) string { return r.OfProfile.ID(t.profileName(r)) }

// apartName is the logical name of an inline policy that is a resource of its own, if
// the spec gives none.
func (t *template) apartName(r *spec.Role, p *spec.RolePolicy) string {
	return unused(r.Name+naming.Exported(p.Name), t.isNamed)
}
