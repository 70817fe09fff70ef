package emr

import (
	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

// checkMappings finds identifiers that an earlier mapping covers: EMRFS uses the
// first mapping that matches.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-emrfs-iam-roles.html
func checkMappings(c *core.Checker) {
	for _, cfg := range c.Spec.SecurityConfigurations {
		s := spec.Subject{Configuration: cfg}
		earlier := map[spec.Identifier][]core.Text{}
		for _, m := range cfg.Mappings {
			for _, v := range c.Texts(m.Identifiers) {
				switch by, ok := covering(c, earlier[m.By], m.By, v.Literal); {
				case ok && by == v.Literal:
					c.Add(s, v.At, "shadowed-mapping", "remove one", "%s maps %q twice; EMRFS uses the first mapping", s, by)
				case ok:
					c.Add(s, v.At, "shadowed-mapping", "put the narrower one first", "%s maps %q after %q, which matches first", s, v.Literal, by)
				case cfg.When.Implies(v.When):
					earlier[m.By] = append(earlier[m.By], v)
				}
			}
		}
	}
}

// covering returns the first of identifiers that matches everything that v matches.
func covering(c *core.Checker, earlier []core.Text, by spec.Identifier, v string) (string, bool) {
	for _, e := range earlier {
		if !c.Spend(1) {
			break
		}
		if by.Covers(e.Literal, v) {
			return e.Literal, true
		}
	}
	return "", false
}
