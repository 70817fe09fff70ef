package terraform

import (
	"github.com/emriam/emriam/gen/internal/ident"
	"github.com/emriam/emriam/spec"
)

// outputs gives the ARN of everything in the stack, and the name of what has no
// ARN.
func (m *module) outputs() []byte {
	names := &ident.Scope{}
	var blocks []expr
	add := func(name, what string, value expr) {
		blocks = append(blocks, block(`output "`+names.Name(name)+`"`, []entry{{"description", quoted(what)}, {"value", value}}))
	}
	for _, r := range m.stack.Roles {
		add(m.names[r]+"_arn", "ARN of the role "+r.Name+".", m.resource("aws_iam_role", r)+".arn")
		if r.Profile != nil {
			add(m.names[r]+"_profile_arn", "ARN of the instance profile of "+r.Name+".", m.resource("aws_iam_instance_profile", r)+".arn")
		}
	}
	for _, p := range m.stack.Policies {
		add(m.names[p]+"_arn", "ARN of the policy "+p.Name+".", m.policyOutput(p))
	}
	for _, c := range m.stack.SecurityConfigurations {
		add(m.names[c]+"_name", "Name of the security configuration "+c.Name+".", m.resource("aws_emr_security_configuration", c)+".name")
	}
	return m.file(blocks...)
}

// policyOutput is the ARN of a policy, or null if it is not there.
func (m *module) policyOutput(p *spec.Policy) expr {
	if presence := m.presence(p.Document); len(presence) > 0 {
		return "one(" + m.resource("aws_iam_policy", p) + "[*].arn)"
	}
	return m.resource("aws_iam_policy", p) + ".arn"
}
