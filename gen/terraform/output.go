package terraform

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// outputs gives the ARN and the name of everything in the stack; of security
// configurations, which have no ARN, the name.
func (m *module) outputs() []byte {
	names := &naming.Scope{}
	var blocks []expr
	add := func(name, what string, value expr) {
		blocks = append(blocks, block(`output "`+names.Name(name)+`"`, []entry{{"description", quoted(what)}, {"value", value}}))
	}
	of := func(what, typ string, of any, name string, d spec.Deployed, prefix string, attrs ...spec.Attr) {
		all, presence := expr(typ+"."+m.names[of]), m.exists(of)
		for _, attr := range attrs {
			suffix, says := strings.ToLower(string(attr)), map[spec.Attr]string{spec.AttrARN: "ARN", spec.AttrName: "Name"}[attr]
			if !m.first(of) {
				continue
			}
			if m.loops[of] != nil {
				add(m.names[of]+prefix+suffix+"s", says+" of each "+what+" "+m.loops[of].group+", by name.", "{ for name, r in "+all+" : name => r."+expr(suffix)+" }")
				continue
			}
			value := all + "." + expr(suffix)
			if len(presence) > 0 {
				value = "one(" + all + "[*]." + expr(suffix) + ")"
			}
			says += " of the " + what + " " + name + "."
			own := m.conditionalOutputs(d.Named(attr), value, presence)
			if usual := m.names[of] + prefix + suffix; !slices.ContainsFunc(own, func(e entry) bool { return e.key == usual }) {
				add(usual, says, value)
			}
			for _, e := range own {
				add(e.key, says, e.value)
			}
		}
	}
	for _, r := range m.stack.Roles {
		of("role", "aws_iam_role", r, r.Name, r.Deployed, "_", spec.AttrARN, spec.AttrName)
		if r.Profile != nil {
			of("instance profile of", "aws_iam_instance_profile", r, r.Name, r.OfProfile, "_profile_", spec.AttrARN, spec.AttrName)
		}
	}
	for _, p := range m.stack.Policies {
		of("policy", "aws_iam_policy", p, p.Name, p.Deployed, "_", spec.AttrARN, spec.AttrName)
	}
	for _, c := range m.stack.SecurityConfigurations {
		of("security configuration", "aws_emr_security_configuration", c, c.Name, c.Deployed, "_", spec.AttrName)
	}
	return m.file(blocks...)
}

// conditionalOutputs are the outputs of the spec that have a condition, or a value where
// what they are of does not exist.
func (m *module) conditionalOutputs(all []spec.StackOutput, value expr, exists []spec.When) []entry {
	var out []entry
	for _, o := range all {
		if o.Name == "" || len(o.When) == 0 && o.Otherwise == nil {
			continue
		}
		v := value
		if o.Otherwise != nil {
			v = m.ifHolds(exists, value, m.value(o.Otherwise))
			if len(o.When) > 0 {
				v = "(" + v + ")"
			}
		}
		if len(o.When) > 0 {
			v = m.ifHolds(m.spec.Simplify([]spec.When{o.When}, nil), v, "null")
		}
		out = append(out, entry{naming.Snake(o.Name), v})
	}
	return out
}
