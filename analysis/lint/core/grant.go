package core

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Grant is a statement of an identity policy that allows something.
type Grant struct {
	*Document
	St      *Statement
	Unknown bool // some resources are known only at deployment
	All     bool // it names every resource, or all of one type, such as every role of the account
}

// Held is what a role or policy of the spec grants by its own statements, and
// by those of policies of the spec that it has.
type Held struct {
	spec.Subject
	Own      []Grant
	Grants   []Grant // Own, and those of the policies
	Attached []Text  // the managed policies of a role
}

// attach sets what the holders grant by policies of the spec. Those that packing created
// are their own.
func (b *basis) attach() {
	b.having = map[*spec.Policy][]*spec.Role{}
	for _, r := range b.Spec.Roles {
		for _, p := range policiesIn(r.Managed) {
			b.having[p] = append(b.having[p], r)
		}
	}
	for i := range b.Holders {
		h := &b.Holders[i]
		if h.Grants = h.Own; h.Role == nil {
			continue
		}
		h.Attached, h.Grants = b.Texts(h.Role.Managed), slices.Clip(h.Grants)
		for _, p := range policiesIn(h.Role.Managed) {
			s := spec.Subject{Policy: p}
			its := lists.Find(b.Holders, func(o Held) bool { return o.Subject == s }).Own
			if its == nil && !p.Made() { // it is one of several that are alike
				its = b.grants(b.DocumentsOf(s))
			}
			h.Grants = append(h.Grants, its...)
		}
	}
}

// policiesIn are the policies of the spec that some items name.
func policiesIn(items []spec.Item) []*spec.Policy {
	var out []*spec.Policy
	for _, it := range items {
		if ref, ok := spec.LonePolicy(it.Value); ok {
			out = append(out, ref.Policy)
		}
	}
	return out
}

// grants are the statements of some documents that allow something.
func (b *basis) grants(docs []*Document) []Grant {
	var out []Grant
	for _, d := range docs {
		for _, st := range d.Sampled {
			if not, _ := st.Nothing(); st.Effect == "Allow" && !d.Trust && not == "" {
				out = append(out, b.Grant(d, st))
			}
		}
	}
	return out
}

// Grant is one statement that allows something.
func (b *basis) Grant(d *Document, st *Statement) Grant {
	g := Grant{Document: d, St: st}
	g.Unknown = slices.ContainsFunc(st.Resources, func(it spec.Item) bool { return b.MadeUp(it.Value) })
	_, g.All = AllOfAType(g)
	return g
}

// Allows returns the pattern by which g allows an action. For a NotAction
// there is none, and at is that element.
func (g Grant) Allows(action string) (pattern string, at diag.Span, ok bool) {
	named := slices.IndexFunc(g.St.ActionTexts, func(a Text) bool { return facts.MatchAction(a.Literal, action) })
	switch {
	case g.St.NotActions == (named >= 0):
		return "", diag.Span{}, false
	case named < 0:
		return "", ElementAt(g.St, "Action"), g.mayConcern(action)
	case strings.Trim(g.St.ActionTexts[named].Literal, "*:") == "":
		return g.St.ActionTexts[named].Literal, g.St.ActionTexts[named].At, g.mayConcern(action)
	}
	return g.St.ActionTexts[named].Literal, g.St.ActionTexts[named].At, true
}

// Does reports whether g allows an action on anything.
func (g Grant) Does(action string) bool {
	_, _, ok := g.Allows(action)
	return ok
}

// mayConcern reports whether one of the resources of a statement for any service may be
// one of an action.
func (g Grant) mayConcern(action string) bool {
	if g.Unknown || g.St.NotResources {
		return true
	}
	service, _, _ := strings.Cut(action, ":")
	if service == "sts" {
		service = "iam" // whose roles it is about
	}
	return slices.ContainsFunc(g.St.ResourceTexts, func(r Text) bool {
		parts, ok := SplitARN(r.Literal)
		return !ok || glob.Match(parts[2], service)
	})
}

// Names reports whether g allows an action by a specific pattern: not by "*", by
// all actions of the service, or by NotAction.
func (g Grant) Names(action string) (diag.Span, bool) {
	pattern, at, ok := g.Allows(action)
	return at, ok && pattern != "" && !WholeService(pattern)
}

// Reaches is Names, but also takes "*", all actions of the service and NotAction, where
// no finding about all of them is: that has a statement without conditions on every
// resource.
func (g Grant) Reaches(action string) (diag.Span, bool) {
	if at, ok := g.Names(action); ok {
		return at, true
	}
	_, every := g.St.Everything()
	_, at, ok := g.Allows(action)
	return at, ok && !(every && len(g.St.Conditions) == 0)
}

// WholeService reports whether a pattern names all actions of a service, or
// of all.
func WholeService(pattern string) bool {
	_, name, ok := strings.Cut(pattern, ":")
	if !ok {
		name = pattern
	}
	return strings.Trim(name, "*") == ""
}

// meets reports whether g covers, or may cover, a resource of a pattern.
func (g Grant) meets(pattern string) bool {
	p := glob.CompileParted(pattern)
	matched := slices.ContainsFunc(g.St.ResourceTexts, func(r Text) bool {
		if g.St.NotResources { // only what matches all of the pattern leaves nothing of it
			return glob.Match(r.Literal, pattern)
		}
		return glob.CompileParted(r.Literal).Overlaps(p)
	})
	return g.Unknown || matched != g.St.NotResources
}

// coversRole is covers for a role, which may have any name that the deployment makes.
func (g Grant) coversRole(m Member) bool {
	if m.Made && g.St.NotResources { // unless an exception matches every name
		return g.Unknown || !slices.ContainsFunc(g.St.ResourceTexts, func(r Text) bool { return glob.Match(r.Literal, strings.TrimSuffix(m.ARN, m.RoleName())+"*") })
	}
	matched := slices.ContainsFunc(g.St.ResourceTexts, m.mayMatch)
	return g.Unknown || matched != g.St.NotResources
}

// Everything returns where st names every resource.
func (st *Statement) Everything() (diag.Span, bool) {
	for _, r := range st.ResourceTexts {
		if strings.Trim(r.Literal, "*") == "" && !st.NotResources {
			return r.At, true
		}
	}
	if st.NotResources {
		return ElementAt(st, "Resource"), true
	}
	return diag.Span{}, false
}

// Nothing is the NotAction or NotResource by which st is about nothing, and where it has
// the wildcard; "" if there is none.
func (st *Statement) Nothing() (not string, at diag.Span) {
	all := func(v Text) bool { return strings.Trim(v.Literal, "*:") == "" }
	if i := slices.IndexFunc(st.ActionTexts, all); i >= 0 && st.NotActions {
		return "NotAction", st.ActionTexts[i].At
	}
	if i := slices.IndexFunc(st.ResourceTexts, all); i >= 0 && st.NotResources {
		return "NotResource", st.ResourceTexts[i].At
	}
	return "", diag.Span{}
}

// Has reports whether one of st's actions, or of those that a NotAction leaves, is an
// action.
func (st *Statement) Has(action string) bool {
	return slices.ContainsFunc(st.ActionTexts, func(a Text) bool { return facts.MatchAction(a.Literal, action) }) != st.NotActions
}

// ConditionOn returns the first condition of st on a key or, if key ends in a
// slash, on a key with this prefix. Keys are case-insensitive.
func ConditionOn(st *Statement, key string) (Condition, bool) {
	for _, c := range st.ConditionTexts {
		k := c.Key
		if strings.HasSuffix(key, "/") {
			k = k[:min(len(k), len(key))]
		}
		if strings.EqualFold(k, key) {
			return c, true
		}
	}
	return Condition{}, false
}

// IsOneOf reports whether a condition key is one of some, in any letter case; one that ends
// in a slash stands for all tags.
func IsOneOf(key string, some []string) bool {
	return slices.ContainsFunc(some, func(k string) bool {
		return strings.EqualFold(k, key) || strings.HasSuffix(k, "/") && len(key) > len(k) && strings.EqualFold(key[:len(k)], k)
	})
}

// May reports whether some grant of h allows an action on some of the resources of a
// pattern, such as those of a kind in any partition, Region and account.
func (h Held) May(action, pattern string) bool {
	return slices.ContainsFunc(h.Grants, func(g Grant) bool { return g.Does(action) && g.meets(pattern) })
}

// Allowing returns the first grant of h that allows an action, and where it does.
func (h Held) Allowing(action string) (g Grant, at diag.Span, ok bool) {
	for _, g := range h.Grants {
		if _, at, ok := g.Allows(action); ok {
			return g, at, true
		}
	}
	return Grant{}, diag.Span{}, false
}

// Naming is Allowing for a grant that names the action.
func (h Held) Naming(action string) (g Grant, at diag.Span, ok bool) {
	for _, g := range h.Grants {
		if at, ok := g.Names(action); ok {
			return g, at, true
		}
	}
	return Grant{}, diag.Span{}, false
}

// Beside reports whether something is true of what the holder of the policy h has, too:
// of a role that has it or, if none has, of another policy that no role has.
func (c *Checker) Beside(h Held, is func(Held) bool) bool {
	roles := c.having[h.Policy]
	return h.Policy != nil && slices.ContainsFunc(c.Holders, func(o Held) bool {
		if o.Role != nil || roles != nil {
			return slices.Contains(roles, o.Role) && is(o)
		}
		return o.Subject != h.Subject && c.having[o.Policy] == nil && is(o)
	})
}

// SomePolicy reports whether something is true of a policy of the spec.
func (c *Checker) SomePolicy(is func(Held) bool) bool {
	return slices.ContainsFunc(c.Holders, func(h Held) bool { return h.Policy != nil && is(h) })
}

// PassesSome reports whether h passes a role of a kind, or passes a role that only
// the deployment knows to the service for that kind.
func (h Held) PassesSome(c *Checker, kind spec.Kind) bool {
	return slices.ContainsFunc(h.Grants, func(g Grant) bool {
		return g.Does("iam:PassRole") && !g.St.NotResources && c.PassedTo(g.St, kind.Service()) &&
			slices.ContainsFunc(g.St.Resources, func(it spec.Item) bool { return c.isOfKind(it.Value, kind) })
	})
}

// isOfKind reports whether a value is, or can be, the ARN of a role of a kind.
func (c *Checker) isOfKind(v spec.Value, kind spec.Kind) bool {
	if _, theirs, ok := c.RoleOf(v); ok {
		return theirs == kind
	}
	return slices.ContainsFunc(v.Params(), func(p *spec.Param) bool { return p.Type == spec.RoleARN || p.Type == spec.ARN })
}

// Passes reports whether some grant of h allows passing a role to the service that
// uses it. If a condition names the service by a parameter, it counts as passed.
func (h Held) Passes(c *Checker, r Member) bool {
	return slices.ContainsFunc(h.Grants, func(g Grant) bool {
		return g.Does("iam:PassRole") && g.coversRole(r) && c.PassedTo(g.St, r.Kind.Service())
	})
}

// PassedTo reports whether a statement passes roles to a service, according to its
// condition on iam:PassedToService, in some partition.
func (c *Checker) PassedTo(st *Statement, service string) bool {
	services := PassedServices(st)
	return services == nil || slices.ContainsFunc(services, func(s string) bool {
		return glob.Match(s, service+".amazonaws.com") || glob.Match(s, service+".amazonaws.com.cn")
	})
}

// PassedServices returns the values of a statement for iam:PassedToService; nil if
// it may allow others.
func PassedServices(st *Statement) []string {
	cond, limited := ConditionOn(st, "iam:passedtoservice")
	if !limited || strings.Contains(cond.Operator, "Not") || len(cond.Texts) < len(cond.Values) {
		return nil
	}
	return lists.Map(cond.Texts, func(v Text) string { return v.Literal })
}

// Does reports whether some grant of h allows an action on anything.
func (h Held) Does(action string) bool {
	return slices.ContainsFunc(h.Grants, func(g Grant) bool { return g.Does(action) })
}

// Has reports whether a role has an AWS managed policy.
func (h Held) Has(name string) (diag.Span, bool) {
	for _, a := range h.Attached {
		if AwsPolicy(a.Literal) == name {
			return a.At, true
		}
	}
	return diag.Span{}, false
}

// HasUnknown reports whether a role has a managed policy whose content is unknown.
func (h Held) HasUnknown() bool {
	return slices.ContainsFunc(h.Attached, func(a Text) bool {
		_, ours := spec.LonePolicy(a.Value)
		return !ours && !slices.Contains([]string{ServicePolicyV2, "AmazonElasticMapReduceforEC2Role", "AmazonElasticMapReduceforAutoScalingRole"}, AwsPolicy(a.Literal))
	})
}

// AwsPolicy returns the name of an AWS managed policy, or "" for any other policy.
func AwsPolicy(arn string) string {
	_, rest, ok := strings.Cut(arn, ":iam::aws:policy/")
	if !ok {
		return ""
	}
	return rest[strings.LastIndexByte(rest, '/')+1:]
}

// ServicePolicyV2 is the managed policy of EMR's service role.
const ServicePolicyV2 = "AmazonEMRServicePolicy_v2"

// AllOfAType returns the position where g names every resource, or all of one type,
// such as every role of the account.
func AllOfAType(g Grant) (diag.Span, bool) {
	if at, all := g.St.Everything(); all {
		return at, true
	}
	for _, r := range g.St.ResourceTexts {
		if IsAllOfAType(r.Literal) {
			return r.At, true
		}
	}
	return diag.Span{}, false
}
