package review

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// identity is someone, or a place in S3, that EMRFS has a role for.
type identity struct {
	by   spec.Identifier
	text string
}

// mapping is one of a security configuration, with its role's ARN.
type mapping struct {
	role string
	of   []identity
}

// mappings are in the order in which EMRFS tries them.
type mappings []mapping

func mappingsOf(c *spec.SecurityConfiguration, b spec.Binding, follow func(string) string) mappings {
	var out mappings
	for _, m := range c.Mappings {
		one := mapping{role: follow(b.Text(m.Role))}
		for _, text := range b.List(m.Identifiers) {
			one.of = append(one.of, identity{m.By, text})
		}
		out = append(out, one)
	}
	return out
}

// role is the one that EMRFS takes for an identity by itself. For a place in S3
// that is the first whose prefix the place has.
func (ms mappings) role(who identity) string {
	for _, m := range ms {
		if slices.ContainsFunc(m.of, func(o identity) bool {
			return o == who || o.by == who.by && o.by == spec.ByPrefix && strings.HasPrefix(who.text, o.text)
		}) {
			return m.role
		}
	}
	return "the instance role"
}

// kinds are what the mappings go by, in order: a user in a group, who reads a
// place, may be matched by several.
func (ms mappings) kinds() string {
	var out []string
	for _, m := range ms {
		for _, who := range m.of {
			out = append(out, strings.ToLower(string(who.by)))
		}
	}
	return strings.Join(slices.Compact(out), ", ")
}

// identities are all that a or b has a role for, each once.
func identities(a, b mappings) []identity {
	var out []identity
	seen := map[identity]bool{}
	for _, m := range slices.Concat(a, b) {
		for _, who := range m.of {
			if !seen[who] {
				seen[who] = true
				out = append(out, who)
			}
		}
	}
	return out
}

// configuration compares two security configurations under the choice at hand.
// Which of two roles may do more is not asked: the one that acts where nothing is
// mapped depends on the cluster.
func (c *comparison) configuration(d duo, old, new spec.Binding, follow func(string) string) {
	if d.old == nil || d.new == nil || d.new.configuration == nil {
		return
	}
	a := mappingsOf(d.old.configuration, old, follow)
	b := mappingsOf(d.new.configuration, new, func(arn string) string { return arn })
	differ := false
	for _, who := range identities(a, b) {
		if before, after := a.role(who), b.role(who); before != after {
			c.acts(change(strings.ToLower(string(who.by))+" "+who.text, before, after))
			differ = true
		}
	}
	if before, after := a.kinds(), b.kinds(); before != after && !differ {
		c.acts(change("order of the mappings", before, after))
	}
	if before, after := runtime(d.old.configuration), runtime(d.new.configuration); before != after {
		c.acts(change("steps", before, after))
	}
}

// runtime says which role steps run with.
func runtime(c *spec.SecurityConfiguration) string {
	if c.RuntimeRoles {
		return "runtime roles"
	}
	return "the instance role"
}

// acts notes that another role acts, and under which choice that was found first.
func (c *comparison) acts(line string) {
	if c.seen[line]++; c.seen[line] == 1 {
		c.others = append(c.others, otherRole{line, c.choice.words(c.names)})
	}
}

// otherRole is that another role acts for someone.
type otherRole struct {
	line  string
	given []string // conditional parameters with which it is so
}

// settle says of the member for whom other roles act.
func (c *comparison) settle(choices int) {
	for _, o := range c.others {
		if c.seen[o.line] < choices {
			o.line += ", with " + strings.Join(o.given, ", ")
		}
		c.Other = append(c.Other, o.line)
	}
	if c.others != nil {
		c.Reasons = append(c.Reasons, "other roles act for the users of a cluster, and whether those may do more depends on the cluster")
	}
}
