package spec

// Attachment is a group, a user or a role outside of the spec that a customer managed
// policy is attached to, where both exist.
type Attachment struct {
	To   string // one of AttachmentKinds
	Name Item   // in IAM; one name, or a list of names alone
}

// AttachmentKinds are what a policy can be attached to.
var AttachmentKinds = []string{"group", "user", "role"}

// AttachedTo returns the names of the groups, users or roles that p is attached to.
func (p *Policy) AttachedTo(kind string) []Item {
	var out []Item
	for _, a := range p.Attached {
		if a.To == kind {
			out = append(out, a.Name)
		}
	}
	return out
}
