package terraform

import (
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// outputs gives the ARN of everything in the stack, and the name of what has no
// ARN.
func (m *module) outputs() []byte {
	names := &naming.Scope{}
	var blocks []expr
	add := func(name, what string, value expr) {
		blocks = append(blocks, block(`output "`+names.Name(name)+`"`, []entry{{"description", quoted(what)}, {"value", value}}))
	}
	arn := func(what, typ string, of any, name string, suffix string, presence []spec.When) {
		all := expr(typ + "." + m.names[of])
		switch {
		case !m.first(of):
		case m.loops[of] != nil:
			add(m.names[of]+suffix+"s", "ARN of each "+what+" "+m.loops[of].group+", by name.", "{ for name, r in "+all+" : name => r.arn }")
		case len(presence) > 0:
			add(m.names[of]+suffix, "ARN of the "+what+" "+name+".", "one("+all+"[*].arn)")
		default:
			add(m.names[of]+suffix, "ARN of the "+what+" "+name+".", all+".arn")
		}
	}
	for _, r := range m.stack.Roles {
		arn("role", "aws_iam_role", r, r.Name, "_arn", m.exists(r))
		if r.Profile != nil {
			arn("instance profile of", "aws_iam_instance_profile", r, r.Name, "_profile_arn", m.exists(r))
		}
	}
	for _, p := range m.stack.Policies {
		arn("policy", "aws_iam_policy", p, p.Name, "_arn", m.exists(p))
	}
	for _, c := range m.stack.SecurityConfigurations {
		name := expr("aws_emr_security_configuration."+m.names[c]) + ".name"
		if len(m.exists(c)) > 0 {
			name = expr("one(aws_emr_security_configuration." + m.names[c] + "[*].name)")
		}
		add(m.names[c]+"_name", "Name of the security configuration "+c.Name+".", name)
	}
	return m.file(blocks...)
}
