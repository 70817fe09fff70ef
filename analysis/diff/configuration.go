package diff

import (
	"errors"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// identity is a user, a group or an S3 location that an EMRFS mapping names.
type identity struct {
	by   spec.Identifier
	text string
}

func (who identity) String() string { return strings.ToLower(string(who.by)) + " " + who.text }

// mapping is an EMRFS mapping of a security configuration, with its role's ARN.
type mapping struct {
	role string
	of   []identity
}

// mappings are in the order in which EMRFS evaluates them.
type mappings []mapping

func mappingsOf(c *spec.SecurityConfiguration, b spec.Binding, follow func(string) string) mappings {
	var out mappings
	for _, m := range c.Mappings {
		one := mapping{role: follow(b.Text(m.Role))}
		one.of = append(one.of, lists.Map(b.List(m.Identifiers), func(text string) identity { return identity{m.By, text} })...)
		out = append(out, one)
	}
	return out
}

const instanceRole = "the instance role"

// first returns the index of the mapping that EMRFS uses for a single identity; the
// number of mappings if none matches.
func (ms mappings) first(who identity) int {
	for i, m := range ms {
		if slices.ContainsFunc(m.of, func(o identity) bool { return o.by == who.by && o.by.Covers(o.text, who.text) }) {
			return i
		}
	}
	return len(ms)
}

func (ms mappings) role(who identity) string {
	if i := ms.first(who); i < len(ms) {
		return ms[i].role
	}
	return instanceRole
}

// inverted returns two identities whose mappings have a different order in b than in
// a, so that someone with both gets another role: a user in a group, or a user with
// an S3 location. Nobody is two users, and a location within two others is compared
// by itself.
func inverted(a, b mappings, all []identity) (one, other identity, ok bool) {
	type place struct {
		identity
		role          string
		before, after int
	}
	var places []place
	for _, who := range all {
		y := place{who, a.role(who), a.first(who), b.first(who)}
		for _, x := range places {
			together := x.by != y.by || x.by == spec.ByGroup
			switch {
			case !together || x.role == y.role:
			case x.before < y.before && x.after > y.after:
				return x.identity, y.identity, true
			case x.before > y.before && x.after < y.after:
				return y.identity, x.identity, true
			}
		}
		places = append(places, y)
	}
	return identity{}, identity{}, false
}

// identities returns all identities in a or b, each once.
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

// configurations compares two security configurations in the current world, for each
// combination of choices that they depend on. It does not compare the permissions of
// the roles: the role that is used without a mapping depends on the cluster.
func (c *comparison) configurations() error {
	d := c.duo
	if d.old == nil || d.new == nil || d.new.Configuration == nil {
		return nil
	}
	open := slices.DeleteFunc(c.world.variables(), func(v *formula.Variable) bool { return !c.uses(d, v.Param) })
	older, newer := c.world.oldPlain, c.world.newPlain // ARNs of roles are equal or not
	open = slices.DeleteFunc(open, func(v *formula.Variable) bool { return !older.IsOpen(v.Param) && !newer.IsOpen(v.Param) })
	terms, err := formula.Assignments(open)
	if tooMany := new(formula.TooMany); errors.As(err, &tooMany) {
		c.Reasons = append(c.Reasons, tooMany.Error())
		return nil
	}
	for _, t := range terms {
		for _, line := range actsOtherwise(d, older.Under(t), newer.Under(t), c.world.follow) {
			c.othersAct = true
			if f := c.fact(replaced+line, t, len(terms)); f.worlds[0] == c.world { // EMR cannot change a security configuration
				f.missing--
			}
		}
	}
	return err
}

// actsOtherwise describes who gets another role in one deployment, a line each.
func actsOtherwise(d duo, older, newer *deploy.Place, follow func(string) string) []string {
	a := mappingsOf(d.old.Configuration, older.Binding, follow)
	b := mappingsOf(d.new.Configuration, newer.Binding, func(arn string) string { return arn })
	var out []string
	all := identities(a, b)
	for _, who := range all {
		if before, after := a.role(who), b.role(who); before != after {
			out = append(out, change(who.String(), before, after))
		}
	}
	if x, y, ok := inverted(a, b, all); ok && out == nil {
		out = append(out, change("order", x.String()+", "+y.String(), y.String()+", "+x.String()))
	}
	if before, after := runtime(d.old.Configuration), runtime(d.new.Configuration); before != after {
		out = append(out, change("steps", before, after))
	}
	return out
}

// runtime describes which role steps run with.
func runtime(c *spec.SecurityConfiguration) string {
	if c.RuntimeRoles {
		return "runtime roles"
	}
	return instanceRole
}
