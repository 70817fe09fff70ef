package terraform

import (
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
	of := func(attr, what, typ string, of any, name string, presence []spec.When, suffix string) {
		all, says := expr(typ+"."+m.names[of]), map[string]string{"arn": "ARN", "name": "Name"}[attr]
		switch {
		case !m.first(of):
		case m.loops[of] != nil:
			add(m.names[of]+suffix+"s", says+" of each "+what+" "+m.loops[of].group+", by name.", "{ for name, r in "+all+" : name => r."+expr(attr)+" }")
		case len(presence) > 0:
			add(m.names[of]+suffix, says+" of the "+what+" "+name+".", "one("+all+"[*]."+expr(attr)+")")
		default:
			add(m.names[of]+suffix, says+" of the "+what+" "+name+".", all+"."+expr(attr))
		}
	}
	for _, r := range m.stack.Roles {
		of("arn", "role", "aws_iam_role", r, r.Name, m.exists(r), "_arn")
		of("name", "role", "aws_iam_role", r, r.Name, m.exists(r), "_name")
		if r.Profile != nil {
			of("arn", "instance profile of", "aws_iam_instance_profile", r, r.Name, m.exists(r), "_profile_arn")
			of("name", "instance profile of", "aws_iam_instance_profile", r, r.Name, m.exists(r), "_profile_name")
		}
	}
	for _, p := range m.stack.Policies {
		of("arn", "policy", "aws_iam_policy", p, p.Name, m.exists(p), "_arn")
		of("name", "policy", "aws_iam_policy", p, p.Name, m.exists(p), "_name")
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
