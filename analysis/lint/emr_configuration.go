package lint

import "github.com/emriam/emriam/spec"

// checkMappings finds identifiers that an earlier mapping covers: EMRFS uses the
// first mapping that matches.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-emrfs-iam-roles.html
func checkMappings(c *checker) {
	for _, cfg := range c.spec.SecurityConfigurations {
		s := subject{configuration: cfg}
		earlier := map[spec.Identifier][]text{}
		for _, m := range cfg.Mappings {
			for _, v := range c.texts(m.Identifiers) {
				switch by, ok := c.covering(earlier[m.By], m.By, v.string); {
				case ok && by == v.string:
					c.add(s, v.At, "shadowed-mapping", "remove one", "%s maps %q twice; EMRFS uses the first mapping", s, by)
				case ok:
					c.add(s, v.At, "shadowed-mapping", "put the narrower one first", "%s maps %q after %q, which matches first", s, v.string, by)
				case len(v.When) == 0:
					earlier[m.By] = append(earlier[m.By], v)
				}
			}
		}
	}
}

// covering returns the first of identifiers that matches everything that v matches.
func (c *checker) covering(earlier []text, by spec.Identifier, v string) (string, bool) {
	for _, e := range earlier {
		if !c.spend(1) {
			break
		}
		if by.Covers(e.string, v) {
			return e.string, true
		}
	}
	return "", false
}
