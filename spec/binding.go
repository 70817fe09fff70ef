package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
)

// Binding is what is known at deployment: the partition, Region and account, and the
// value of each given parameter. Values has every parameter that is not optional.
type Binding struct {
	Partition string // e.g., "aws"
	Region    string // e.g., "us-east-1"
	AccountID string // twelve digits
	Values    map[string][]string
}

// Example returns the binding of a spec without environments: AWS's example account
// in us-east-1, with each parameter's default, or else its example.
func (s *Spec) Example() Binding {
	b := Binding{Partition: "aws", Region: "us-east-1", AccountID: "123456789012", Values: map[string][]string{}}
	for _, p := range s.Params {
		switch {
		case p.Default != nil:
			b.Values[p.Name] = p.Default
		case p.Example != nil:
			b.Values[p.Name] = p.Example
		}
	}
	return b
}

// InUse returns one binding for each partition that s is deployed to: the partitions
// of its environments, or aws if it has none. They have no values of parameters.
func (s *Spec) InUse() []Binding {
	var out []Binding
	for _, e := range s.Environments {
		if b := e.Binding; !slices.ContainsFunc(out, func(o Binding) bool { return o.Partition == b.Partition }) {
			out = append(out, Binding{Partition: b.Partition, Region: b.Region, AccountID: b.AccountID})
		}
	}
	if out == nil {
		example := s.Example()
		example.Values = nil
		out = append(out, example)
	}
	return out
}

// Holds reports whether w holds under b.
func (b Binding) Holds(w When) bool {
	for _, t := range w {
		if !t.Holds(b.Values[t.Name]) {
			return false
		}
	}
	return true
}

// Text returns v under b. It panics if v names a list, or a parameter that b lacks;
// a When excludes the latter.
func (b Binding) Text(v Value) string {
	texts := b.Texts(v)
	if len(texts) != 1 {
		panic(fmt.Sprintf("spec: %d texts for %s", len(texts), v))
	}
	return texts[0]
}

// Texts returns v under b: one string, or one for each value of the list in v.
func (b Binding) Texts(v Value) []string { return b.appendTexts(nil, v) }

// List returns the strings of the items whose When holds.
func (b Binding) List(items []Item) []string {
	var out []string
	for i, it := range items {
		if b.Holds(it.When) {
			out = b.appendTexts(slices.Grow(out, len(items)-i), it.Value)
		}
	}
	return out
}

// Boundary returns the ARN of the permissions boundary of r, or "".
func (b Binding) Boundary(r *Role) string {
	for _, arn := range b.List(r.Boundary) {
		return arn
	}
	return ""
}

func (b Binding) appendTexts(out []string, v Value) []string {
	l := v.List()
	if l == nil {
		return append(out, b.text(v, ""))
	}
	for _, each := range b.value(l) {
		out = append(out, b.text(v, each))
	}
	return out
}

func (b Binding) text(v Value, each string) string {
	return strings.Join(b.appendParts(make([]string, 0, 16), v, each), "")
}

func (b Binding) appendParts(out []string, v Value, each string) []string {
	for _, p := range v {
		switch p := p.(type) {
		case RoleRef:
			out = b.appendParts(out, p.Value(), each)
		case PolicyRef:
			out = b.appendParts(out, p.Policy.ARN(), each)
		default:
			out = append(out, b.part(p, each))
		}
	}
	return out
}

// part returns p under b; each is the value that a ListRef stands for.
func (b Binding) part(p Part, each string) string {
	switch p := p.(type) {
	case Lit:
		return string(p)
	case Pseudo:
		return b.pseudo(p)
	case ParamRef:
		return b.value(p.Param)[0]
	case ListRef:
		return each
	case PolicyVar:
		return "${" + string(p) + "}"
	case EachName:
		return string(p)
	case EachValue:
		return p.Text()
	default:
		panic(fmt.Sprintf("spec: part %T", p))
	}
}

func (b Binding) pseudo(p Pseudo) string {
	switch p {
	case Partition:
		return b.Partition
	case Region:
		return b.Region
	case AccountID:
		return b.AccountID
	case URLSuffix:
		return urlSuffixes[b.Partition]
	default:
		panic("spec: pseudo parameter " + string(p))
	}
}

func (b Binding) value(p *Param) []string {
	v, ok := b.Values[p.Name]
	if !ok {
		panic("spec: parameter " + p.Name + " is not bound")
	}
	return v
}

// Document returns d under b, or nil if none of its statements is present.
func (b Binding) Document(d *Document) *iam.Document {
	out := &iam.Document{Version: d.Version, ID: d.ID, Statements: make([]iam.Statement, 0, len(d.Statements))}
	for _, st := range d.Statements {
		if b.Holds(st.When) {
			out.Statements = append(out.Statements, b.Statement(st))
		}
	}
	if len(out.Statements) == 0 {
		return nil
	}
	return out
}

// Statement returns st under b, whose When must hold.
func (b Binding) Statement(st *Statement) iam.Statement {
	out := iam.Statement{
		Sid:           st.Sid,
		Effect:        st.Effect,
		NotPrincipals: st.NotPrincipals,
		NotActions:    st.NotActions,
		Actions:       b.List(st.Actions),
		NotResources:  st.NotResources,
		Resources:     b.List(st.Resources),
	}
	for _, p := range st.Principals {
		out.Principals = append(out.Principals, iam.Principal{Type: p.Type, Values: b.List(p.Values)})
	}
	for _, c := range st.Conditions {
		out.Conditions = append(out.Conditions, iam.Condition{Operator: c.Operator, Key: b.Text(c.KeyText()), Values: b.List(c.Values)})
	}
	return out
}
