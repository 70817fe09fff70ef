package core

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Document is a policy document with its owner.
type Document struct {
	*spec.Document
	spec.Subject
	Trust bool
	Name  string    // of a policy of a role, or ""
	At    diag.Span // where it begins: the trust policy, the inline policy, or the policy

	Sampled []*Statement
}

// Statement is a statement of a document, with its lists as IAM will see them.
type Statement struct {
	*spec.Statement
	In             *Document
	ActionTexts    []Text
	ResourceTexts  []Text
	PrincipalTexts []principal
	ConditionTexts []Condition
	Values         []Value // all of them
}

// Value is a text of a statement.
type Value struct {
	Text
	Of        Element
	Type      string    // of a principal
	Condition Condition // that it is a value of, or the zero Condition
}

// Element is what a value is in.
type Element string

const (
	InAction    Element = "Action"
	InResource  Element = "Resource"
	InPrincipal Element = "Principal"
	InCondition Element = "Condition"
)

type principal struct {
	*spec.Principal
	Texts []Text
}

// Condition is a condition with its values as texts.
type Condition struct {
	*spec.Condition
	Op    Operator // the zero Operator if IAM has none of that name
	Texts []Text
}

// String names d in a message, e.g., "the trust policy of role ServiceRole".
func (d *Document) String() string {
	switch {
	case d.Bare():
		return "the document"
	case d.Trust:
		return "the trust policy of " + d.Subject.String()
	case d.Name != "":
		return "the inline policy " + d.Name + " of " + d.Subject.String()
	}
	return d.Subject.String()
}

// Identity reports whether d is an identity policy, and not a trust or resource
// policy.
func (d *Document) Identity() bool {
	return !d.Trust && (d.Resource == nil || d.Resource.For.Info().Session)
}

// Subjects returns the roles and then the customer managed policies of the spec, as
// written: one of each group of similar ones. The policies that packing created are
// parts of another.
func (b *basis) Subjects() iter.Seq[spec.Subject] {
	return (&spec.Spec{Roles: b.DistinctRoles, Policies: b.DistinctPolicies}).Subjects()
}

// DocumentsOf returns the documents of s as written, regardless of packing: the
// trust policy and the policies of a role, or the document of a policy.
func (b *basis) DocumentsOf(s spec.Subject) []*Document {
	if s.Role == nil {
		return []*Document{b.read(Document{Document: s.Documents()[0], Subject: s, At: s.Header().NameAt()})}
	}
	policies := s.Role.Own()
	out := make([]*Document, 0, 1+len(policies))
	if s.Role.Trust != nil {
		out = append(out, b.read(Document{Document: s.Role.Trust, Subject: s, Trust: true, At: Place(s.Role.At, "trust", s)}))
	}
	for _, p := range policies {
		out = append(out, b.read(Document{Document: p.Document, Subject: s, Name: p.Name, At: span(p.Pos, p.Name)}))
	}
	return out
}

// read computes the texts of a document.
func (b *basis) read(d Document) *Document {
	d.Sampled = lists.Map(d.Statements, b.Statement)
	for _, st := range d.Sampled {
		st.In = &d
	}
	return &d
}

// Statement computes the texts of a statement.
func (b *basis) Statement(st *spec.Statement) *Statement {
	out := &Statement{
		Statement: st, ActionTexts: b.Texts(st.Actions), ResourceTexts: b.Texts(st.Resources),
		PrincipalTexts: make([]principal, len(st.Principals)), ConditionTexts: make([]Condition, len(st.Conditions)),
	}
	for i := range st.Principals {
		p := &st.Principals[i]
		out.PrincipalTexts[i] = principal{p, b.Texts(p.Values)}
	}
	for i := range st.Conditions {
		c := &st.Conditions[i]
		if c.KeyValue != nil {
			sampled := *c
			sampled.Key = b.Binding.Text(c.KeyValue)
			c = &sampled
		}
		op, _ := ParseOperator(c.Operator)
		out.ConditionTexts[i] = Condition{c, op, b.Texts(c.Values)}
	}
	out.values()
	return out
}

// values sets the values.
func (st *Statement) values() {
	add := func(v Value, texts []Text) {
		for _, v.Text = range texts {
			st.Values = append(st.Values, v)
		}
	}
	for _, p := range st.PrincipalTexts {
		add(Value{Of: InPrincipal, Type: p.Type}, p.Texts)
	}
	add(Value{Of: InAction}, st.ActionTexts)
	add(Value{Of: InResource}, st.ResourceTexts)
	for _, c := range st.ConditionTexts {
		add(Value{Of: InCondition, Condition: c}, c.Texts)
	}
}

// SubjectOf returns the subject that a policy is, or is a part of.
func SubjectOf(p *spec.Policy) spec.Subject {
	switch {
	case !p.Made():
		return spec.Subject{Policy: p}
	case p.Packing.Role != nil:
		return spec.Subject{Role: p.Packing.Role}
	}
	return spec.Subject{Policy: p.Packing.Policy}
}

// Made returns the policies that packing created from s.
func Made(s spec.Subject) []*spec.Policy {
	return s.Header().Packing.Made()
}

func span(at diag.Pos, text string) diag.Span {
	return diag.Span{Pos: at, Len: len([]rune(text))}
}

// ElementAt returns the position of a statement's element, e.g., "Action", or of its
// negation; for a derived statement, of its source.
func ElementAt(st *Statement, key string) diag.Span {
	for _, k := range []string{key, "Not" + key} {
		if at, ok := st.Elements.Of(k); ok {
			return at
		}
	}
	return st.At
}

// String names st in a message.
func (st *Statement) String() string {
	if st.Sid == "" {
		return "the statement"
	}
	return "statement " + st.Sid
}

// Place returns the position of a field, or of its subject if the field is absent.
func Place(at spec.Places, key string, s spec.Subject) diag.Span {
	if span, ok := at.Of(key); ok {
		return span
	}
	return s.Header().NameAt()
}

// And joins names with commas and "and".
func And(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// DidYouMean is the help for a name that is not among names, or "".
func DidYouMean(c *Checker, written string, names []string) string {
	if near := NearestOf(c, written, names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

// NearestOf is diag.Nearest for names of a plausible length.
func NearestOf(c *Checker, written string, names []string) string {
	const most = 100
	if len(written) > most || !c.Spend(40*len(names)*len(written)) {
		return ""
	}
	return diag.Nearest(written, names)
}

// Text is a value of a list as IAM will see it.
type Text struct {
	Literal string
	*spec.Item
}

// Texts returns the values of items under the sample binding. It omits those that
// depend on an invented value, because they say nothing about the real one.
func (b *basis) Texts(items []spec.Item) []Text {
	if len(items) == 0 {
		return nil
	}
	out := make([]Text, 0, len(items))
	for i := range items {
		it := &items[i]
		if lit, ok := it.Value.Literal(); ok {
			out = append(out, Text{lit, it})
			continue
		}
		v := it.Value.Expand()
		if b.MadeUp(v) {
			continue
		}
		out = append(out, lists.Map(b.Binding.Texts(v), func(s string) Text { return Text{s, it} })...)
	}
	return out
}

// MadeUp reports whether v depends on an invented value.
func (b *basis) MadeUp(v spec.Value) bool {
	return slices.ContainsFunc(v.Expand().Params(), func(p *spec.Param) bool { return b.made[p] })
}
