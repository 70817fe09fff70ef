package lint

import (
	"iter"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// subject is what a finding is about: a role, a customer managed policy, a
// security configuration or a resource policy.
type subject struct {
	role          *spec.Role
	policy        *spec.Policy
	configuration *spec.SecurityConfiguration
	resource      *spec.ResourcePolicy
	bare          bool // only a document, without a spec
}

func (s subject) pos() diag.Pos {
	switch {
	case s.role != nil:
		return s.role.Pos
	case s.policy != nil:
		return s.policy.Pos
	case s.resource != nil:
		return s.resource.Pos
	}
	return s.configuration.Pos
}

// place returns the position of s's name.
func (s subject) place() diag.Span {
	switch {
	case s.role != nil:
		return span(s.role.Pos, s.role.Written())
	case s.policy != nil:
		return span(s.policy.Pos, s.policy.Written())
	case s.resource != nil:
		return span(s.resource.Pos, s.resource.Name)
	}
	return span(s.configuration.Pos, s.configuration.Name)
}

func (s subject) String() string {
	switch {
	case s.bare:
		return "the document"
	case s.role != nil:
		return "role " + s.role.Written()
	case s.policy != nil:
		return "policy " + s.policy.Written()
	case s.resource != nil:
		return "resource policy " + s.resource.Name
	}
	return "security configuration " + s.configuration.Name
}

// trust names the trust policy of a role.
func (s subject) trust() string {
	if s.bare {
		return "the document"
	}
	return "the trust policy of " + s.String()
}

// document is a policy document with its owner.
type document struct {
	*spec.Document
	subject
	trust bool
	name  string    // of a policy of a role, or ""
	at    diag.Span // where it begins: the trust policy, the inline policy, or the policy

	statements []statement
}

// statement is a statement of a document, with its lists as IAM will see them.
type statement struct {
	*spec.Statement
	number     int // among those of the basis
	actions    []text
	resources  []text
	principals []principal
	conditions []condition
}

type principal struct {
	*spec.Principal
	values []text
}

type condition struct {
	*spec.Condition
	values []text
}

// holder is a role or policy with its documents.
type holder struct {
	subject
	documents []*document
}

// String names d in a message, e.g., "the trust policy of role ServiceRole".
func (d *document) String() string {
	switch {
	case d.bare:
		return "the document"
	case d.trust:
		return "the trust policy of " + d.subject.String()
	case d.name != "":
		return "the inline policy " + d.name + " of " + d.subject.String()
	}
	return d.subject.String()
}

// identity reports whether d is an identity policy, and not a trust or resource
// policy.
func (d *document) identity() bool { return !d.trust && d.resource == nil }

// subjects returns the roles and then the customer managed policies of the spec, as
// written: one of each group of similar ones. The policies that packing created are
// parts of another.
func (b *basis) subjects() iter.Seq[subject] {
	return func(yield func(subject) bool) {
		for _, r := range b.distinctRoles {
			if !yield(subject{role: r, bare: b.spec.Bare}) {
				return
			}
		}
		for _, p := range b.distinctPolicies {
			if !yield(subject{policy: p, bare: b.spec.Bare}) {
				return
			}
		}
	}
}

// documentsOf returns the documents of s as written, regardless of packing: the
// trust policy and the policies of a role, or the document of a policy.
func (b *basis) documentsOf(s subject) []*document {
	if s.policy != nil {
		return []*document{b.read(document{Document: s.policy.Own(), subject: s, at: s.place()})}
	}
	policies := s.role.Own()
	out := make([]*document, 0, 1+len(policies))
	if s.role.Trust != nil {
		out = append(out, b.read(document{Document: s.role.Trust, subject: s, trust: true, at: place(s.role.At, "trust", s)}))
	}
	for _, p := range policies {
		out = append(out, b.read(document{Document: p.Document, subject: s, name: p.Name, at: span(p.Pos, p.Name)}))
	}
	return out
}

// resourceDocument returns the document of a resource policy.
func (b *basis) resourceDocument(p *spec.ResourcePolicy) *document {
	s := subject{resource: p}
	return b.read(document{Document: p.Document, subject: s, at: s.place()})
}

// read computes the texts of a document.
func (b *basis) read(d document) *document {
	d.statements = make([]statement, len(d.Statements))
	for i, st := range d.Statements {
		d.statements[i] = b.statement(st)
	}
	return &d
}

func (b *basis) statement(st *spec.Statement) statement {
	out := statement{
		Statement: st, actions: b.texts(st.Actions), resources: b.texts(st.Resources),
		principals: make([]principal, len(st.Principals)), conditions: make([]condition, len(st.Conditions)),
	}
	for i := range st.Principals {
		p := &st.Principals[i]
		out.principals[i] = principal{p, b.texts(p.Values)}
	}
	for i := range st.Conditions {
		c := &st.Conditions[i]
		out.conditions[i] = condition{c, b.texts(c.Values)}
	}
	return out
}

// subjectOf returns the subject that a policy is, or is a part of.
func subjectOf(p *spec.Policy) subject {
	switch {
	case !p.Made():
		return subject{policy: p}
	case p.Placement.Role != nil:
		return subject{role: p.Placement.Role}
	}
	return subject{policy: p.Placement.Policy}
}

// made returns the policies that packing created from s.
func (s subject) made() []*spec.Policy {
	if s.role != nil {
		return s.role.Placement.Made()
	}
	return s.policy.Placement.Made()
}

func span(at diag.Pos, text string) diag.Span {
	return diag.Span{Pos: at, Len: len([]rune(text))}
}

// statements returns all statements of the spec, each with its document.
func (b *basis) statements() iter.Seq2[*document, *statement] {
	return func(yield func(*document, *statement) bool) {
		for _, d := range b.documents {
			for i := range d.statements {
				if !yield(d, &d.statements[i]) {
					return
				}
			}
		}
	}
}

// element returns the position of a statement's element, e.g., "Action", or of its
// negation; for a derived statement, of its source.
func element(st *statement, key string) diag.Span {
	for _, k := range []string{key, "Not" + key} {
		if at, ok := st.Elements.Of(k); ok {
			return at
		}
	}
	return st.At
}

// String names st in a message.
func (st *statement) String() string { return label(st) }

// label names a statement in a message, with its document: most Sids are not unique
// in the spec.
func label(st *statement) string {
	if st.Sid == "" {
		return "the statement"
	}
	return "statement " + st.Sid
}
