package spec

import "slices"

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
	var out []Item
	for _, a := range p.Attached {
		if a.To == kind && a.Studio == nil {
			out = append(out, a.Name)
		}
	}
	return out
}

// Sessions returns whom p maps to a Studio.
func (p *Policy) Sessions() []Attachment {
	return slices.DeleteFunc(slices.Clone(p.Attached), func(a Attachment) bool { return a.Studio == nil })
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
