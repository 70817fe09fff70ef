package cloudformation

import "github.com/emriam/emriam/spec"

// outputs exports the ARN of everything in the stack, for other stacks, and
// the name of what has no ARN.
func (t *template) outputs() dict {
	var out dict
	export := func(name, what string, value node, c condition) {
		taken := func(s string) bool { return hasKey(out, s) }
		out = append(out, t.output(unused(name, taken), what, value, c))
	}
	add := func(name, what string, value node, c condition) { export(name+"Arn", what, value, c) }
	for _, r := range t.stack.Roles {
		add(r.Name, "ARN of the role "+r.Name+".", getAtt(r.Name, "Arn"), always)
		if r.Profile != nil {
			name := t.profileName(r)
			add(name, "ARN of the instance profile of "+r.Name+".", getAtt(name, "Arn"), always)
		}
	}
	for _, p := range t.stack.Policies {
		add(p.Name, "ARN of the policy "+p.Name+".", ref(p.Name), t.simplified(p.Document.Presence(), nil))
	}
	for _, c := range t.stack.SecurityConfigurations {
		export(c.Name+"Name", "Name of the security configuration "+c.Name+".", ref(c.Name), always)
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
	}
	return n
}

func (t *template) output(name, what string, value node, c condition) entry {
	body := dict{{key: "Description", value: text(what)}}
	if len(c) > 0 {
		body = append(body, entry{key: "Condition", value: text(t.condition(c))})
	}
	export := dict{{key: "Name", value: call{"!Sub", text("${AWS::StackName}-" + name)}}}
	body = append(body, entry{key: "Value", value: value}, entry{key: "Export", value: export})
	return entry{key: name, value: body}
}

func hasKey(d dict, key string) bool {
	for _, e := range d {
		if e.key == key {
			return true
		}
	}
	return false
}

// profileName is the logical name of the instance profile of r. No parameter,
// role or policy of the spec has it.
func (t *template) profileName(r *spec.Role) string {
	return unused(r.Name+"Profile", t.isNamed)
}
