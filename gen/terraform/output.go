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
	for _, e := range m.stack.Entities() {
		of := e.Subject
		if !m.first(of) {
			continue
		}
		prefix := m.names[of] + "_"
		if e.Profile {
			prefix += "profile_"
		}
		all, presence := expr(resourceType(e)+"."+m.names[of]), m.exists(of)
		for _, attr := range e.Attrs() {
			suffix := strings.ToLower(string(attr))
			if l := m.loops[of]; l != nil {
				add(prefix+suffix+"s", attr.Word()+" of each "+e.What()+" "+l.group+", by name.", "{ for name, r in "+all+" : name => r."+expr(suffix)+" }")
				continue
			}
			value := all + "." + expr(suffix)
			if len(presence) > 0 {
				value = "one(" + all + "[*]." + expr(suffix) + ")"
			}
			says := attr.Word() + " of the " + e.What() + " " + e.Header().Name + "."
			own := m.conditionalOutputs(e.Deployed().Named(attr), value, presence)
			if usual := prefix + suffix; !slices.ContainsFunc(own, func(e entry) bool { return e.key == usual }) {
				add(usual, says, value)
			}
			for _, e := range own {
				add(e.key, says, e.value)
			}
		}
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
