package spec

import "github.com/emriam/emriam/internal/lists"

// Entity is something with a name in AWS that a stack creates: a role, a customer managed
// policy, a security configuration, or the instance profile of a role.
type Entity struct {
	Subject
	Profile bool // it is the instance profile of Role
}

// Entities returns what st creates, in the order of Subjects, each instance profile after
// its role.
func (st *Stack) Entities() []Entity { return entities(st.Subjects()) }

// Entities returns what all stacks of s create.
func (s *Spec) Entities() []Entity { return entities(s.Subjects()) }

func entities(subjects func(func(Subject) bool)) []Entity {
	var out []Entity
	for s := range subjects {
		if s.Resource == nil {
			out = append(out, Entity{Subject: s})
		}
		if s.Role != nil && s.Role.Profile != nil {
			out = append(out, Entity{s, true})
		}
	}
	return out
}

// LogicalName returns what the spec calls e; for an instance profile, that is the name of
// its role with Profile.
func (e Entity) LogicalName() string {
	if e.Profile {
		return e.Role.Name + "Profile"
	}
	return e.Header().Name
}

// LogicalID returns what identifies e in a stack: what the spec says, or the logical name.
func (e Entity) LogicalID() string { return e.Deployed().ID(e.LogicalName()) }

// AWSName returns the name of e in IAM or EMR.
func (e Entity) AWSName() Value {
	switch {
	case e.Profile:
		return e.Role.Profile
	case e.Role != nil:
		return e.Role.RoleName
	case e.Policy != nil:
		return e.Policy.PolicyName
	}
	return e.Configuration.ConfigurationName
}

// Named reports whether the spec gives e its name. That of an instance profile may also be
// the name of its role.
func (e Entity) Named() bool {
	if e.Profile {
		return e.Role.ProfileNamed()
	}
	return madeName(e.AWSName()) == nil
}

// Path returns the path of e in IAM; nil for the default, which is /, and for what has none.
func (e Entity) Path() Value {
	var path Value
	switch {
	case e.Profile:
		path = e.Role.ProfilePath
	case e.Role != nil:
		path = e.Role.Path
	case e.Policy != nil:
		path = e.Policy.Path
	}
	if text, ok := path.Literal(); ok && text == "/" {
		return nil
	}
	return path
}

// Description returns the description of e in IAM, or "".
func (e Entity) Description() string {
	if e.Profile || e.Configuration != nil {
		return ""
	}
	return e.Header().Doc
}

// Deployed returns the identity of e in a stack.
func (e Entity) Deployed() Deployed {
	if e.Profile {
		return e.Role.OfProfile
	}
	return e.Header().Deployed
}

// ARN returns the ARN of e; nil for what has none.
func (e Entity) ARN() Value {
	if e.Profile {
		return RoleRef{Role: e.Role, Attr: AttrProfileARN}.Value()
	}
	return e.Subject.ARN()
}

// Attrs returns the attributes of e that outputs can have: the ARN, if it has one, and the
// name.
func (e Entity) Attrs() []Attr {
	if e.Configuration != nil {
		return []Attr{AttrName}
	}
	return []Attr{AttrARN, AttrName}
}

// What says what e is, before the name in the spec, e.g., "role" or "instance profile of".
func (e Entity) What() string {
	if e.Profile {
		return "instance profile of"
	}
	return e.Subject.What()
}

// Exists returns the conditions of which one holds where a stack creates s; nil if it
// always does.
func (s Subject) Exists() []When {
	if s.Policy != nil {
		return s.Policy.Document.Presence()
	}
	return lists.Filter([]When{s.Header().When}, func(w When) bool { return len(w) > 0 })
}

// Entity returns r as what a stack creates.
func (r *Role) Entity() Entity { return Entity{Subject: Subject{Role: r}} }

// ProfileEntity is Entity for the instance profile of r.
func (r *Role) ProfileEntity() Entity { return Entity{Subject{Role: r}, true} }

// Entity returns p as what a stack creates.
func (p *Policy) Entity() Entity { return Entity{Subject: Subject{Policy: p}} }

// Entity returns c as what a stack creates.
func (c *SecurityConfiguration) Entity() Entity { return Entity{Subject: Subject{Configuration: c}} }
