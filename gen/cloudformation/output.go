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
	hasName := func(d spec.Deployed) bool { return d.Named(spec.AttrName) != nil }
	for _, r := range t.stack.Roles {
		exists := t.spec.Simplify(condition{r.When}, nil)
		id := r.Deployed.ID(r.Name)
		add(r.Deployed, spec.AttrARN, r.Name, "ARN of the role "+r.Name+".", getAtt(id, "Arn"), exists)
		if hasName(r.Deployed) {
			add(r.Deployed, spec.AttrName, r.Name, "Name of the role "+r.Name+".", ref(id), exists)
		}
		if r.Profile != nil {
			name := t.profileName(r)
			id := r.OfProfile.ID(name)
			add(r.OfProfile, spec.AttrARN, name, "ARN of the instance profile of "+r.Name+".", getAtt(id, "Arn"), exists)
			if hasName(r.OfProfile) {
				add(r.OfProfile, spec.AttrName, name, "Name of the instance profile of "+r.Name+".", ref(id), exists)
			}
		}
	}
	for _, p := range t.stack.Policies {
		add(p.Deployed, spec.AttrARN, p.Name, "ARN of the policy "+p.Name+".", ref(p.Deployed.ID(p.Name)), t.spec.Simplify(p.Document.Presence(), nil))
	}
	for _, c := range t.stack.SecurityConfigurations {
		add(c.Deployed, spec.AttrName, c.Name, "Name of the security configuration "+c.Name+".", ref(c.Deployed.ID(c.Name)), t.spec.Simplify(condition{c.When}, nil))
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
	add := func(d spec.Deployed) {
		for _, o := range d.Outputs {
			out[o.Name] = true
		}
	}
	for _, r := range t.stack.Roles {
		add(r.Deployed)
		add(r.OfProfile)
	}
	for _, p := range t.stack.Policies {
		add(p.Deployed)
	}
	for _, c := range t.stack.SecurityConfigurations {
		add(c.Deployed)
	}
	return out
}

// countOutputs is how many outputs there are for a stack.
func countOutputs(st *spec.Stack) int {
	n := len(st.Roles) + len(st.Policies) + len(st.SecurityConfigurations)
	for _, r := range st.Roles {
		if r.Profile != nil {
			n++
		}
		n += more(r.Deployed) + more(r.OfProfile)
	}
	for _, p := range st.Policies {
		n += more(p.Deployed)
	}
	for _, c := range st.SecurityConfigurations {
		n += max(1, len(c.Deployed.Outputs)) - 1
	}
	return n
}

// more is how many outputs there are beside that with the ARN.
func more(d spec.Deployed) int { return len(d.Outputs) - min(1, len(d.Named(spec.AttrARN))) }

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
