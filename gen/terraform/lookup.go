package terraform

import "github.com/emriam/emriam/spec"

// The data sources that look up values.
const (
	ssmParameter  = "aws_ssm_parameter"
	secretVersion = "aws_secretsmanager_secret_version"
	stackExport   = "aws_cloudformation_export"
)

// lookedUpValue prints the value of a parameter that is looked up: what a data source
// says.
func (m *module) lookedUpValue(p *spec.Param) expr {
	m.lookups[p] = true
	l := p.Lookup()
	switch l.Service {
	case "ssm":
		return expr("data." + ssmParameter + "." + m.vars[p] + ".insecure_value")
	case "export":
		return expr("data." + stackExport + "." + m.vars[p] + ".value")
	}
	secret := expr("data." + secretVersion + "." + m.vars[p] + ".secret_string")
	if l.Key != "" {
		return "jsondecode(" + secret + ")[" + quoted(l.Key) + "]"
	}
	return secret
}

// lookupBlocks prints the data sources of the parameters that are looked up.
func (m *module) lookupBlocks() []expr {
	var out []expr
	for _, p := range m.spec.Params {
		if !m.lookups[p] {
			continue
		}
		l := p.Lookup()
		if of := map[string]string{"ssm": ssmParameter, "export": stackExport}[l.Service]; of != "" {
			out = append(out, block(`data "`+of+`" "`+m.vars[p]+`"`, []entry{{"name", m.value(l.Name)}}))
			continue
		}
		args := []entry{{"secret_id", m.value(l.Name)}}
		if l.Stage != "" {
			args = append(args, entry{"version_stage", quoted(l.Stage)})
		}
		if l.Version != "" {
			args = append(args, entry{"version_id", quoted(l.Version)})
		}
		out = append(out, block(`data "`+secretVersion+`" "`+m.vars[p]+`"`, args))
	}
	return out
}
