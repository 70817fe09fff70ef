package spec

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
)

// Attachment is a group, a user or a role outside of the spec that a customer managed
// policy is attached to, where both exist; or, if it has a Studio, a group or a user of
// IAM Identity Center whose sessions in that EMR Studio have the policy as session policy.
type Attachment struct {
	To   string // one of AttachmentKinds
	Name Item   // in IAM, one name or a list of names alone; in IAM Identity Center, one name

	Studio    Value  // ID of the Studio; nil for what is attached in IAM
	LogicalID string // in CloudFormation, of the mapping to the Studio; "" for one that the target makes
}

// AttachmentKinds are what a policy can be attached to. The first two are also whom EMR
// can map to a Studio.
var AttachmentKinds = []string{"group", "user", "role"}

// AttachedTo returns the names of the groups, users or roles that p is attached to.
func (p *Policy) AttachedTo(kind string) []Item {
	to := lists.Filter(p.Attached, func(a Attachment) bool { return a.To == kind && a.Studio == nil })
	return lists.Map(to, func(a Attachment) Item { return a.Name })
}

// HeldBy returns the names of the Holders of p, each where it has p.
func (p *Policy) HeldBy() []Item {
	return lists.Flat(p.Holders, func(h *Role) []Item {
		has := lists.Filter(h.Managed, func(it Item) bool { ref, ok := LonePolicy(it.Value); return ok && ref.Policy == p })
		return lists.Map(has, func(it Item) Item { return Item{Value: Value{RoleRef{Role: h, Attr: AttrName}}, When: it.When} })
	})
}

// Holders returns the roles of st that have p, an inline policy of r that is a resource of
// its own: those whose policy has the logical ID of p.
func (st *Stack) Holders(p *RolePolicy, r *Role) []*Role {
	if p.LogicalID == "" {
		return []*Role{r}
	}
	return lists.Filter(st.Roles, func(o *Role) bool {
		return slices.ContainsFunc(o.Policies, func(q *RolePolicy) bool { return q.LogicalID == p.LogicalID })
	})
}

// Sessions returns whom p maps to a Studio.
func (p *Policy) Sessions() []Attachment {
	return lists.Filter(p.Attached, func(a Attachment) bool { return a.Studio != nil })
}

// SessionName returns what identifies a of p.Sessions within p, e.g., "GroupAnalysts". It
// does not depend on the order of p.Sessions.
func (p *Policy) SessionName(a Attachment) string {
	name := func(a Attachment) string { return Titled(a.To) + Titled(a.Name.Value.String()) }
	out := name(a)
	for _, o := range p.Sessions() {
		if name(o) == out && o.Studio.String() != a.Studio.String() {
			return out + Titled(a.Studio.String())
		}
	}
	return out
}
