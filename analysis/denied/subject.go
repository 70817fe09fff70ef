package denied

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// place finds the environment in whose account the request was made. If there is
// none, the account, Region and partition of the message are where the spec is
// deployed.
func (c *inquiry) place() {
	c.binding = c.Spec.Example()
	texts := []string{c.Principal, c.Denial.Role, c.Resource}
	if ofTrust(c.Action) { // the role is in the spec, and the caller may be anywhere
		slices.Reverse(texts)
	}
	c.home = cmp.Or(lists.Map(texts, accountOf)...)
	if c.home == "" {
		c.env = c.likely()
	} else {
		c.env = lists.Find(c.Spec.Environments, func(e *spec.Environment) bool { return e.Binding.AccountID == c.home })
	}
	if c.env != nil {
		c.binding, c.Environment = c.env.Binding, c.env.Name
		return
	}
	c.binding.AccountID = cmp.Or(c.home, c.binding.AccountID)
	for _, text := range []string{c.Resource, c.Principal} {
		arn, err := iam.ParseARN(text)
		if err != nil || !slices.Contains(spec.Partitions, arn.Partition) {
			continue
		}
		if arn.Partition != c.binding.Partition {
			for _, b := range deploy.New(c.Spec).Places {
				if b.Partition == arn.Partition {
					c.binding.Partition, c.binding.Region = b.Partition, b.Region
				}
			}
		}
		if _, ok := facts.PartitionOf(arn.Region); ok {
			c.binding.Region = arn.Region
		}
		return
	}
}

// likely is the environment of a message whose account is hidden: the only one, or
// the only one with a value that the resource has.
func (c *inquiry) likely() *spec.Environment {
	if len(c.Spec.Environments) == 1 {
		return c.Spec.Environments[0]
	}
	var out *spec.Environment
	for _, e := range c.Spec.Environments {
		for _, values := range e.Binding.Values {
			if len(values) == 1 && len(values[0]) > 4 && replaceWhole(c.Resource, values[0], "") != c.Resource {
				if out != nil && out != e {
					return nil
				}
				out = e
			}
		}
	}
	return out
}

// named reports whether a name in IAM is that of a role, for some values of the
// parameters in it.
func (c *inquiry) named(v spec.Value, name string) bool {
	if name == "" || v == nil {
		return false
	}
	bindings := []spec.Binding{c.binding, c.Spec.Example()}
	for _, e := range c.Spec.Environments {
		bindings = append(bindings, e.Binding)
	}
	for _, b := range bindings {
		if strings.EqualFold(b.Text(v), name) {
			return true
		}
	}
	pattern := ""
	for _, p := range v {
		if lit, ok := p.(spec.Lit); ok {
			pattern += string(lit)
		} else {
			pattern += "*"
		}
	}
	return strings.Contains(pattern, "*") && strings.Trim(pattern, "*-_") != "" && glob.MatchFold(pattern, name)
}

// roleNamed finds a role of the spec by its name in IAM, or by what CloudFormation
// makes of its logical name.
func (c *inquiry) roleNamed(name string) (r *spec.Role, how string) {
	for _, r := range c.Spec.Roles {
		if c.named(r.RoleName, name) {
			return r, "its name " + name
		}
	}
	for _, r := range c.Spec.Roles {
		if r.Profile != nil && c.named(r.Profile, name) {
			return r, "its instance profile " + name
		}
	}
	for _, r := range c.Spec.Roles {
		if parts := strings.Split(name, "-"); len(parts) > 1 && slices.ContainsFunc(parts, func(p string) bool { return strings.EqualFold(p, r.Name) }) {
			return r, "its logical name in " + name
		}
	}
	return nil, ""
}

// subject finds the role or policy that the request is about: the caller or, for a
// message about a role, that one.
func (c *inquiry) subject() {
	for m := range c.Spec.Subjects() {
		if h := m.Header(); h.Name != "" && h.Name == c.Explainer.Role && (m.Role != nil || m.Policy != nil) {
			c.role, c.policy, c.Subject, c.Known, c.At = m.Role, m.Policy, h.Name, "--role", h.Pos.String()
			return
		}
	}
	name, session, isSession := sessionOf(c.Principal)
	if !isSession && strings.Contains(c.Principal, ":role/") {
		name = roleOf(c.Principal)
	}
	if name == "" && c.Principal != "" && !strings.ContainsAny(c.Principal, ":/ ") {
		name = c.Principal
	}
	if name == "" && c.Denial.Role != "" && c.form.Name != "linked-role" {
		name = roleOf(c.Denial.Role)
	}
	if r, how := c.roleNamed(name); r != nil {
		c.found(r, how)
		return
	}
	if !blanked(name) {
		return
	}
	if c.form.Name == "studio-service-role" {
		c.kind(spec.KindStudio, "its kind")
		return
	}
	c.kind(c.Denial.Kind, "the words of the message")
	for begin, kind := range map[string]spec.Kind{"i-": spec.KindInstance, "CCSSession": spec.KindService, "ElasticMapReduceEditorsSession": spec.KindStudio} {
		if isSession && strings.HasPrefix(session, begin) {
			c.kind(kind, "its session "+session)
		}
	}
}

// kind takes the role of a kind, if there is one.
func (c *inquiry) kind(k spec.Kind, how string) {
	switch all := c.ofKind(k); {
	case len(all) == 1:
		c.found(all[0], how+", as it is the only role of kind "+string(k))
	case len(all) > 1 && slices.Contains(forServices, k):
		c.found(all[0], fmt.Sprintf("%s, as a role of kind %s; there are %d", how, k, len(all)))
	}
}

func (c *inquiry) found(r *spec.Role, how string) {
	c.role, c.Subject, c.Known, c.At = r, r.Name, how, r.Pos.String()
}

// member is the role or policy that the request is about.
func (c *inquiry) member() spec.Subject { return spec.Subject{Role: c.role, Policy: c.policy} }

// ofKind are the roles of a kind.
func (c *inquiry) ofKind(kind spec.Kind) []*spec.Role {
	return lists.Filter(c.Spec.Roles, func(r *spec.Role) bool { return r.Kind == kind && r.Each.First() })
}

// elsewhere explains what no permission of the spec changes.
func (c *inquiry) elsewhere() {
	c.Steps = append(c.Steps, c.form.Fix)
	switch c.form.Cause {
	case SCP, RCP, Endpoint, Session:
		if c.Policy != "" {
			c.Why += " The policy is " + c.Policy + "."
		}
		if c.role != nil {
			if v := c.ask(c.role.Name); v != nil && v.Result == access.Denied && c.Cause != RCP {
				c.Steps = append(c.Steps, "the spec does not allow it either: after that, it would be denied by "+c.role.Name)
			}
		}
	case Resource:
		c.resourceHalf()
	case Profile:
		if name := roleOf(c.Denial.Role); name != "" {
			if r, how := c.roleNamed(name); r != nil {
				c.found(r, how)
				switch {
				case r.Profile == nil:
					c.Why, c.Steps = "role "+r.Name+" of the spec has no instance profile", []string{"write instanceProfile: true in role " + r.Name}
				default:
					c.Steps = []string{"the spec has the profile for role " + r.Name + ": deploy it, and wait some seconds before the cluster is created"}
				}
			} else if !blanked(name) {
				profiles := lists.Map(lists.Filter(c.Spec.Roles, func(r *spec.Role) bool { return r.Profile != nil }), func(r *spec.Role) string { return c.binding.Text(r.Profile) })
				c.Steps = append([]string{fmt.Sprintf("the spec has no instance profile %q; it has %s", name, cmp.Or(strings.Join(profiles, ", "), "none"))}, c.Steps...)
			}
		}
	case Linked:
		c.linkedRole()
	}
}

// resourceHalf says which half of a permission is missing: that of the resource, or
// that of the role.
func (c *inquiry) resourceHalf() {
	c.Because = Resource
	if c.role == nil || c.Action == "" || c.Explicit {
		return
	}
	switch v := c.ask(c.role.Name); {
	case v == nil:
	case v.Result == access.Denied && strings.HasPrefix(strings.ToLower(c.Action), "kms:"):
		c.Steps = append(c.Steps, "role "+c.role.Name+" has no such permission either")
		c.nearest(v)
		if c.asked() != "" {
			c.overlays()
		}
	case v.Result == access.Allowed:
		c.Why += " Role " + c.role.Name + " has its half of the permission."
	}
}

// linkedRole says how the service-linked role is made that the message is about.
func (c *inquiry) linkedRole() {
	about := strings.ToLower(c.Denial.Role + " " + c.Denial.Text)
	i := slices.IndexFunc(spec.LinkedRoles, func(r spec.LinkedRole) bool {
		return strings.Contains(about, strings.ToLower(r.Role)) || c.Denial.Role == "" && strings.Contains(about, strings.ToLower(r.Name))
	})
	if i < 0 {
		return
	}
	linked := spec.LinkedRoles[i]
	c.Steps = []string{"aws iam create-service-linked-role --aws-service-name " + linked.Service + ", once"}
	for _, p := range c.Spec.Policies {
		if v := c.askAction(p.Name, "iam:CreateServiceLinkedRole"); v != nil && v.Result != access.Denied && p.Each.First() {
			c.Steps = append(c.Steps, "policy "+p.Name+" of the spec allows to create service-linked roles: attach it to whoever calls EMR")
			return
		}
	}
	c.Steps = append(c.Steps, "or write serviceLinkedRoles: "+linked.Name+" in the policy of whoever calls EMR")
}
