package deploy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// compared is a text that requests are compared with, or a part of a request. The
// zero values of the other fields mean any.
type compared struct {
	spec.Value
	role     string      // or customer managed policy that alone has it
	what     string      // an element, or a condition key in lower case
	services []string    // of the actions
	wild     bool        // its wildcards match something
	asked    bool        // of a request with which values of parameters may be equal
	family   eval.Family // of the operator that compares it, if that orders values
}

// meets reports whether a request may be compared with both texts.
func (c compared) meets(o compared) bool {
	return either(c.role, o.role) && either(c.what, o.what) &&
		(c.services == nil || o.services == nil || slices.ContainsFunc(c.services, func(s string) bool { return slices.Contains(o.services, s) }))
}

func either(a, b string) bool { return a == "" || b == "" || a == b }

// What compared calls the elements of statements, and those keys that have the ARN of
// a role.
const (
	resource  = "resource"
	principal = "principal"
	arnKey    = "arn"
)

// keyName is what compared calls a condition key.
func keyName(key string) string {
	key = strings.ToLower(key)
	if strings.HasSuffix(key, arnKey) {
		return arnKey
	}
	return key
}

// About is what requests are about. The zero value means any.
type About struct {
	Roles    []string // and customer managed policies that decide; "" for all else
	Services []string // of the actions, e.g., "s3"
}

func (a About) meets(c compared) bool {
	return (c.role == "" || a.Roles == nil || slices.Contains(a.Roles, c.role)) &&
		compared{services: a.Services}.meets(compared{services: c.services})
}

// compared are the texts of which the wildcards of some match others.
func (s *Space) compared() []compared {
	out := lists.Filter(s.written(), s.about.meets)
	for _, v := range s.more {
		out = append(out, compared{Value: v.Expand(), asked: s.equal})
	}
	return out
}

// comparedOf are the texts of specs, each once.
func comparedOf(specs []*spec.Spec) []compared {
	var all []compared
	seen := map[string]bool{}
	for _, of := range specs {
		comparedIn(of, func(c compared) {
			c.Value = c.Expand()
			name := strings.Join(append([]string{c.String(), c.role, c.what}, c.services...), "\x00")
			if c.wild {
				name += "*"
			}
			name += fmt.Sprint(c.family)
			if !seen[name] {
				seen[name] = true
				all = append(all, c)
			}
		})
	}
	return all
}

// comparedIn calls add with the texts of a spec.
func comparedIn(s *spec.Spec, add func(compared)) {
	items := func(like compared, its []spec.Item) {
		for _, it := range its {
			like.Value = it.Value
			add(like)
		}
	}
	document := func(role string, d *spec.Document) {
		for _, st := range d.Statements {
			in := compared{role: role, services: servicesOf(st.NotActions, actionTexts(st.Actions)), wild: true}
			in.what = resource
			items(in, st.Resources)
			for _, c := range st.Conditions {
				in.what, in.wild, in.family = keyName(c.Key), isLike(c.Operator), orderOf(c.Operator)
				items(in, c.Values)
			}
			for _, p := range st.Principals {
				items(compared{what: principal}, p.Values)
			}
		}
	}
	named := func(arn spec.Value) {
		add(compared{Value: arn, what: resource, services: []string{"iam", "sts"}})
		add(compared{Value: arn, what: arnKey})
		add(compared{Value: arn, what: principal})
	}
	for _, r := range s.Roles {
		named(r.ARN())
		if r.Trust != nil {
			document("", r.Trust)
		}
		for _, p := range r.Policies {
			document(r.Name, p.Document)
		}
		for _, it := range slices.Concat(r.Managed, r.Boundary) {
			if d := attachedDocument(s, it); d != nil {
				document(r.Name, d)
			}
			for _, part := range it.Value {
				if ref, ok := part.(spec.PolicyRef); ok {
					document(r.Name, ref.Policy.Document)
				}
			}
		}
	}
	for _, p := range s.Policies {
		named(p.ARN())
		document(p.Name, p.Document)
	}
	for _, p := range s.ResourcePolicies {
		document("", p.Document)
	}
	for _, t := range s.Tests {
		items(compared{what: resource}, t.Resources)
		for _, k := range t.Context {
			items(compared{what: keyName(k.Key)}, k.Values)
		}
	}
}

// actionTexts are the actions of a statement, "*" for one that has placeholders.
func actionTexts(items []spec.Item) []string {
	var out []string
	for _, it := range items {
		text, ok := it.Value.Literal()
		if !ok {
			text = "*"
		}
		out = append(out, text)
	}
	return out
}

// servicesOf are the services of some actions; nil for all.
func servicesOf(not bool, actions []string) []string {
	var out []string
	for _, a := range actions {
		service, _, ok := strings.Cut(strings.ToLower(a), ":")
		if not || !ok || strings.ContainsAny(service, "*?") {
			return nil
		}
		out = append(out, service)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// isLike reports whether an operator has wildcards.
func isLike(operator string) bool {
	operator = strings.ToLower(operator)
	return strings.Contains(operator, "like") || strings.Contains(operator, "arn")
}

// attachedDocument is the document of a managed policy that the spec attaches and does
// not contain; nil if that is not known.
func attachedDocument(s *spec.Spec, it spec.Item) *spec.Document {
	v := it.Value.Expand()
	if len(v.Params()) > 0 {
		return nil
	}
	arn := s.Example().Text(v)
	d := s.Known(arn)
	if found, ok := facts.FindSnapshot(arn); ok && d == nil {
		d = found.Document()
	}
	if d == nil {
		return nil
	}
	return &spec.Document{Statements: lists.Map(d.Statements, func(st iam.Statement) *spec.Statement { return spec.StatementOf(st, spec.Text) })}
}
