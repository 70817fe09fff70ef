package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/regex"
)

// Value is a text of the spec with its placeholders resolved: literal text and
// references, in reading order. A Value never has two Lits in a row and never
// an empty Lit; the empty text is a Value without parts.
//
// "arn:${AWS::Partition}:s3:::${Bucket}/*"
//
// becomes
//
//	Value{Lit("arn:"), Partition, Lit(":s3:::"), ParamRef{Bucket}, Lit("/*")}
type Value []Part

// Part is one piece of a Value. The set is sealed: a type switch over it ends
// in a panic.
type Part interface{ part() }

type (
	// Lit is literal text. It may contain "${", which is then plain text.
	Lit string

	// Pseudo is a value that only the deployment knows: the partition, its
	// domain, the Region or the account.
	Pseudo string

	// ParamRef is the value of a parameter that is not a list.
	ParamRef struct{ Param *Param }

	// ListRef stands for each value of a list parameter in turn. It occurs
	// only in an Item, at most once, and beside nothing but Lits.
	ListRef struct{ Param *Param }

	// RoleRef is an attribute of a role of this spec.
	RoleRef struct {
		Role *Role
		Attr Attr
		Same bool // Role is the one of its Each that has the name of what names it
	}

	// PolicyRef is the ARN of a customer managed policy of this spec.
	PolicyRef struct {
		Policy *Policy
		Same   bool // as in RoleRef
	}

	// EachName is the name of a role or policy in its Each, where the spec has
	// ${each}. It occurs only within such a role or policy.
	EachName string // e.g., "acme"

	// EachValue is what the name of a role or policy in its Each has under a key,
	// where the spec has ${each.Key}.
	EachValue struct {
		List      *NameList
		Name, Key string // e.g., "acme", "Bucket"
	}

	// PolicyVar is a policy variable of IAM's own, without "${" and "}".
	PolicyVar string // e.g., "aws:username", "aws:PrincipalTag/team, 'none'", "*"
)

func (Lit) part()       {}
func (Pseudo) part()    {}
func (ParamRef) part()  {}
func (ListRef) part()   {}
func (RoleRef) part()   {}
func (PolicyRef) part() {}
func (PolicyVar) part() {}
func (EachName) part()  {}
func (EachValue) part() {}

// Text returns the value.
func (v EachValue) Text() string { return v.List.Value(v.Name, v.Key) }

// The pseudo parameters.
const (
	Partition Pseudo = "AWS::Partition"
	Region    Pseudo = "AWS::Region"
	AccountID Pseudo = "AWS::AccountId"
	URLSuffix Pseudo = "AWS::URLSuffix"
)

// urlSuffixes are the domains of AWS, by partition.
var urlSuffixes = map[string]string{"aws": "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com"}

// Partitions lists the supported partitions, in the order in which artefacts list
// them.
var Partitions = []string{"aws", "aws-cn", "aws-us-gov"}

// Attr is the attribute of a role that a RoleRef names.
type Attr string

// The attributes of a role that a placeholder can name.
const (
	AttrARN        Attr = "Arn"
	AttrName       Attr = "Name"
	AttrProfileARN Attr = "ProfileArn"
)

// Word is what descriptions of outputs call the attribute: ARN or Name.
func (a Attr) Word() string {
	if a == AttrARN {
		return "ARN"
	}
	return string(a)
}

// Text returns the Value with only the literal s.
func Text(s string) Value {
	if s == "" {
		return nil
	}
	return Value{Lit(s)}
}

// Literal returns the text of v, and whether v is text alone.
func (v Value) Literal() (string, bool) {
	switch len(v) {
	case 0:
		return "", true
	case 1:
		lit, ok := v[0].(Lit)
		return string(lit), ok
	}
	return "", false
}

// Static returns the text of v, and whether no part of it depends on the deployment. IAM's
// policy variables are text.
func (v Value) Static() (string, bool) {
	var out strings.Builder
	for _, p := range v {
		switch p := p.(type) {
		case Lit:
			out.WriteString(string(p))
		case PolicyVar:
			out.WriteString("${" + string(p) + "}")
		default:
			return "", false
		}
	}
	return out.String(), true
}

// List returns the list parameter that v stands for each value of, or nil.
func (v Value) List() *Param {
	for _, p := range v {
		if l, ok := p.(ListRef); ok {
			return l.Param
		}
	}
	return nil
}

// Params returns the parameters that v itself names, in order, each once. The
// parameters in the names of roles and policies that v refers to are found by
// Expand first.
func (v Value) Params() []*Param {
	var ps []*Param
	for _, p := range v {
		if q := ParamOf(p); q != nil {
			ps = lists.Add(ps, q)
		}
	}
	return ps
}

// ParamOf returns the parameter of a ParamRef or ListRef; nil for any other part.
func ParamOf(p Part) *Param {
	switch p := p.(type) {
	case ParamRef:
		return p.Param
	case ListRef:
		return p.Param
	}
	return nil
}

// Expand replaces each reference to a role or policy by the text it stands
// for, built from partition, account, path and name.
func (v Value) Expand() Value {
	if !slices.ContainsFunc(v, isRef) {
		return v
	}
	out := make(Value, 0, len(v)+8)
	for _, p := range v {
		switch p := p.(type) {
		case RoleRef:
			out = out.add(p.Value()...)
		case PolicyRef:
			out = out.add(p.Policy.ARN()...)
		default:
			out = out.add(p)
		}
	}
	return out
}

func isRef(p Part) bool {
	switch p.(type) {
	case RoleRef, PolicyRef:
		return true
	}
	return false
}

// Named returns v with the names of an Each, and their values, as literal text.
func (v Value) Named() Value {
	if !v.Varies() {
		return v
	}
	var out Value
	for _, p := range v {
		switch part := p.(type) {
		case EachName:
			p = Lit(part)
		case EachValue:
			p = Lit(part.Text())
		}
		out = out.Append(p)
	}
	return out
}

// Varies reports whether v has the name of an Each, or a value of it.
func (v Value) Varies() bool { return slices.ContainsFunc(v, varies) }

func varies(p Part) bool {
	switch p.(type) {
	case EachName, EachValue:
		return true
	}
	return false
}

// Value returns the text that r stands for, built from partition, account, path and
// name: targets do not need the role itself to print it.
func (r RoleRef) Value() Value {
	switch r.Attr {
	case AttrARN:
		return r.Role.ARN()
	case AttrName:
		return r.Role.RoleName
	case AttrProfileARN:
		return iamARN("instance-profile", r.Role.ProfilePath, r.Role.Profile)
	default:
		panic(fmt.Sprintf("spec: role attribute %q", r.Attr))
	}
}

func iamARN(kind string, path, name Value) Value {
	out := append(make(Value, 0, 5+len(path)+len(name)), Lit("arn:"), Partition, Lit(":iam::"), AccountID, Lit(":"+kind))
	return out.add(path...).add(name...)
}

// Append adds parts and keeps the invariant of Value: no empty Lit, no two
// Lits in a row. It never writes to v's array.
func (v Value) Append(parts ...Part) Value {
	if len(parts) == 0 {
		return v
	}
	return append(make(Value, 0, len(v)+len(parts)), v...).add(parts...)
}

// add is append that writes to v's array.
func (v Value) add(parts ...Part) Value {
	for _, p := range parts {
		if lit, ok := p.(Lit); ok && len(v) > 0 {
			if last, ok := v[len(v)-1].(Lit); ok {
				v[len(v)-1] = last + lit
				continue
			}
		}
		if p != Lit("") {
			v = append(v, p)
		}
	}
	if len(v) == 0 {
		return nil
	}
	return v
}

// String prints v as the spec would write it, for messages and tests.
func (v Value) String() string {
	if lit, ok := v.Literal(); ok {
		return strings.ReplaceAll(lit, "${", "$${")
	}
	var b strings.Builder
	for _, p := range v {
		if lit, ok := p.(Lit); ok {
			b.WriteString(strings.ReplaceAll(string(lit), "${", "$${"))
		} else {
			b.WriteString("${" + placeholder(p) + "}")
		}
	}
	return b.String()
}

// placeholder is what the spec writes between "${" and "}" for a part other than a Lit.
func placeholder(p Part) string {
	switch p := p.(type) {
	case Pseudo:
		return string(p)
	case ParamRef:
		if p.Param.Made != nil && p.Param.Made.Stack != nil {
			return string(StackName)
		}
		return p.Param.Name
	case ListRef:
		return p.Param.Name
	case RoleRef:
		return p.Role.Name + "." + string(p.Attr)
	case PolicyRef:
		return p.Policy.Name + "." + string(AttrARN)
	case PolicyVar:
		return string(p)
	case EachName:
		return "each"
	case EachValue:
		return "each." + p.Key
	default:
		panic(fmt.Sprintf("spec: part %T", p))
	}
}

// Item is one value of a list. It is present if When holds.
type Item struct {
	Value Value
	When  When
	At    diag.Span // where it is written; for a derived one, what it derives from
	With  diag.Span // of an item of a template: the value under with that it is made from, if any
}

// Repeats reports whether two items of a template are the same because parameters
// of it have the same value: one bucket for input and output.
func (it Item) Repeats(o Item) bool {
	return it.At != o.At && it.With.IsValid() && o.With.IsValid() && it.With != o.With &&
		it.Value.String() == o.Value.String() && it.When.Same(o.When)
}

// LonePolicy returns the policy of this spec that a value is the ARN of, if there is
// one.
func LonePolicy(v Value) (PolicyRef, bool) {
	if len(v) != 1 {
		return PolicyRef{}, false
	}
	ref, ok := v[0].(PolicyRef)
	return ref, ok
}

// LoneRole returns the role that a value is the ARN of, if the spec defines it.
func LoneRole(v Value) (RoleRef, bool) {
	if len(v) == 1 {
		if ref, ok := v[0].(RoleRef); ok && ref.Attr == AttrARN {
			return ref, true
		}
	}
	return RoleRef{}, false
}

// Verbatim returns the Value for a text of an IAM policy document: its policy
// variables remain policy variables, and any other "${" is literal text. In a
// version before 2012-10-17, all of it is plain text: use Text.
func Verbatim(text string) Value {
	var out Value
	for lit := ""; ; {
		before, rest, ok := strings.Cut(text, "${")
		lit += before
		if !ok {
			return out.Append(Lit(lit))
		}
		body, after, closed := strings.Cut(rest, "}")
		if closed && IsPolicyVar(body) && !strings.HasSuffix(lit, "$") {
			out = out.Append(Lit(lit), PolicyVar(body))
			lit, text = "", after
			continue
		}
		// "$${" would be read as an escape, so a placeholder after a "$" is literal
		// text, too, and reaches every artefact unchanged.
		lit, text = lit+"${", rest
	}
}

// policyVarForm is a key, alone or with a default.
const policyVarForm = `[A-Za-z0-9-]+:[^'$]+|[A-Za-z0-9-]+:[^'$]+, *'[^']*'`

// IsPolicyVar reports whether a placeholder is an IAM policy variable.
func IsPolicyVar(body string) bool {
	switch body {
	case "*", "?", "$":
		return true
	}
	return strings.Contains(body, ":") && !strings.HasPrefix(body, "AWS::") && regex.Matches(policyVarForm, body)
}
