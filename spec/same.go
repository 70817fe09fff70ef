package spec

import (
	"fmt"
	"strings"
)

// Same reports whether p and o have the same names and say the same in the same words,
// so that one resource can be both.
func (p *RolePolicy) Same(o *RolePolicy) bool {
	return p.Name == o.Name && p.PolicyName.String() == o.PolicyName.String() && p.Document.words() == o.Document.words()
}

// words is all that d says.
func (d *Document) words() string {
	var b strings.Builder
	items := func(what string, its []Item) {
		fmt.Fprintf(&b, "%s\n", what)
		for _, it := range its {
			fmt.Fprintf(&b, "%q when %q\n", it.Value, it.When.Strings())
		}
	}
	fmt.Fprintf(&b, "%q %q\n", d.Version, d.ID)
	for _, st := range d.Statements {
		fmt.Fprintf(&b, "%q %q when %q\n", st.Sid, st.Effect, st.When.Strings())
		for _, p := range st.Principals {
			items(fmt.Sprintf("principals %q, not %v", p.Type, st.NotPrincipals), p.Values)
		}
		items(fmt.Sprintf("actions, not %v", st.NotActions), st.Actions)
		items(fmt.Sprintf("resources, not %v", st.NotResources), st.Resources)
		for _, c := range st.Conditions {
			items(fmt.Sprintf("%q %q", c.Operator, c.Key), c.Values)
		}
	}
	return b.String()
}
