package drift

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Baseline is the comparison of a role or policy with the AWS managed policy that it
// is a copy of.
type Baseline struct {
	What    string `json:"what"` // "role" or "policy"
	Name    string `json:"name"` // e.g., "CustomServiceRole"; for an each, its name in the spec
	At      string `json:"at"`   // of the role or policy
	Policy  string `json:"policy"`
	Version string `json:"version"` // the baseline version
	Newest  string `json:"newest"`  // the version that it is compared with; "" if the document does not say
	Date    string `json:"date,omitempty"`

	// When names the deployments that this is about, e.g., "no KeyArn"; "" for all, or for
	// the environment that was asked about.
	When string `json:"when,omitempty"`

	// Exact is whether the document of Version is known: Added is then what AWS
	// has added since. Otherwise, the role may have omitted it from the start.
	Exact bool `json:"exact"`

	Added   []Permission `json:"added"`   // that the newest version grants, and neither the role nor Version does
	Removed []Permission `json:"removed"` // that the role and Version grant, and the newest version does not
}

// Drifted reports whether there is an added or removed permission.
func (b Baseline) Drifted() bool { return len(b.Added)+len(b.Removed) > 0 }

// Unseen reports whether Version is newer than every known version, so that nothing
// could be compared.
func (b Baseline) Unseen() bool { return b.Newest != "" && facts.IsNewer(b.Version, b.Newest) }

// AWS compares the roles and policies of a spec with their baselines in one deployment.
// Names limits the comparison to these roles and policies; none means all.
func AWS(s *spec.Spec, b spec.Binding, l *Library, names []string) ([]Baseline, error) {
	return compareAll(l, copies(s, names), func(copied) ([]spec.Binding, []formula.Term, error) {
		return []spec.Binding{b}, []formula.Term{nil}, nil
	})
}

// AWSEverywhere is AWS in every deployment, for each choice that decides what a role or
// policy grants: with the examples, or the defaults, where they are given. The error is a
// formula.TooMany, too, if there are too many choices.
func AWSEverywhere(s *spec.Spec, b spec.Binding, l *Library, names []string) ([]Baseline, error) {
	space := deploy.New(s)
	return compareAll(l, copies(s, names), func(c copied) (bindings []spec.Binding, when []formula.Term, err error) {
		open := space.All(s, b)
		places, err := open.Each(lists.Map(c.params, func(p *spec.Param) string { return p.Name }))
		for _, at := range places {
			one := b
			one.Values = maps.Clone(b.Values)
			for _, p := range c.params {
				values := at.Values[p.Name]
				switch {
				case values == nil:
					delete(one.Values, p.Name)
				case one.Values[p.Name] == nil || p.Values != nil || p.Compared != nil || p.Type == spec.Boolean:
					one.Values[p.Name] = values
				}
			}
			bindings, when = append(bindings, one), append(when, open.Chosen(at))
		}
		return bindings, when, err
	})
}

// copied is a role or policy with a baseline.
type copied struct {
	spec.Subject
	params []*spec.Param // that decide what it grants
}

func copies(s *spec.Spec, names []string) []copied {
	var out []copied
	for of := range s.Subjects() {
		h := of.Header()
		if !chosen(names, h.Name, h.Each) || len(h.Baselines) == 0 {
			continue
		}
		params := s.ParamsOfSubject(of)
		if of.Role != nil {
			for _, it := range of.Role.Managed {
				if ref, ok := spec.LonePolicy(it.Value); ok {
					params = append(params, s.ParamsOfSubject(spec.Subject{Policy: ref.Policy})...)
				}
			}
		}
		out = append(out, copied{of, params})
	}
	return out
}

// compareAll compares each copy in some deployments, which have different results or
// one.
func compareAll(l *Library, all []copied, in func(copied) ([]spec.Binding, []formula.Term, error)) ([]Baseline, error) {
	out := []Baseline{}
	var unknown []string
	for _, c := range all {
		bindings, whens, err := in(c)
		if err != nil {
			return nil, err
		}
		for _, baseline := range c.Header().Baselines {
			var results []Baseline
			var where []formula.Formula
			cases := 0
			for i, b := range bindings {
				if !b.Holds(c.Header().When) {
					continue
				}
				a := &awsComparison{binding: b, library: l}
				one, known := a.compare(c.Subject, baseline)
				if !known {
					if !slices.Contains(unknown, baseline.Name) {
						unknown = append(unknown, baseline.Name)
					}
					break
				}
				cases++
				k := slices.IndexFunc(results, func(r Baseline) bool { return reflect.DeepEqual(r, one) })
				if k < 0 {
					k = len(results)
					results, where = append(results, one), append(where, nil)
				}
				where[k] = append(where[k], whens[i])
			}
			for k := range results {
				if len(results) > 1 {
					results[k].When = deciding(where[k]).String()
				}
			}
			out = append(out, results...)
		}
	}
	if unknown != nil {
		return nil, fmt.Errorf("the document of %s is unknown; give one with --snapshot", strings.Join(unknown, ", "))
	}
	return out, nil
}

// Names returns the names that AWS accepts: those of roles and customer managed
// policies, and the names in the spec of those with an each.
func Names(s *spec.Spec) []string {
	var out []string
	for m := range s.Subjects() {
		if m.Role != nil || m.Policy != nil && !m.Policy.Made() {
			out = append(out, m.Header().Names()...)
		}
	}
	return out
}

// chosen reports whether a role or policy is compared: of the members of an each,
// the first.
func chosen(names []string, name string, e *spec.Each) bool {
	return slices.Contains(names, name) || e.First() && named(names, name, e)
}

// deciding is f without the parameters that it does not depend on.
func deciding(f formula.Formula) formula.Formula {
	idle := slices.DeleteFunc(f.Variables(), f.DependsOn)
	var out formula.Formula
	for _, t := range f {
		t = slices.DeleteFunc(slices.Clone(t), func(l formula.Literal) bool { return slices.Contains(idle, l.Var) })
		out = out.Or(formula.Formula{t})
	}
	return out
}

type awsComparison struct {
	binding spec.Binding
	library *Library
}

// compare returns the comparison of a role or policy with a baseline; false if its newest
// version is unknown.
func (a *awsComparison) compare(of spec.Subject, b spec.Baseline) (Baseline, bool) {
	newest, ok := a.library.newest(b.Name)
	if !ok {
		return Baseline{}, false
	}
	old, exact := a.library.version(b.Name, b.Version)
	out := Baseline{
		What: of.What(), Name: of.Header().Written(), At: of.Header().Pos.String(),
		Policy: b.Name, Version: b.Version, Newest: newest.number, Date: newest.date, Exact: exact, Added: []Permission{}, Removed: []Permission{},
	}
	if out.Unseen() {
		return out, true
	}
	own, now := a.granting(of), a.inPartition(newest.document)
	before := &iam.Document{}
	if exact {
		before = a.inPartition(old.document)
	}
	out.Added = lacking(now, own, before.Statements)
	taken := func(p Permission) bool { return !granted(now.Statements, p) && granted(own, p) }
	out.Removed = grantedTogether(lists.Filter(permissions(before), taken), now.Statements)
	return out, true
}

// lacking returns the permissions of d that neither own nor others grant.
func lacking(d *iam.Document, own, others []iam.Statement) []Permission {
	lacks := func(p Permission) bool { return !granted(own, p) && !granted(others, p) }
	out := grantedTogether(lists.Filter(permissions(d), lacks), slices.Concat(own, others))
	for i, p := range out {
		out[i].Near = near(own, p)
	}
	return out
}

// granting returns all statements of a policy, or of a role: of its own policies, of its
// policies of the spec, and of its known AWS managed policies.
func (a *awsComparison) granting(of spec.Subject) []iam.Statement {
	if of.Policy != nil {
		return a.statements(of.Policy.Own())
	}
	r := of.Role
	out := lists.Flat(r.Policies, func(p *spec.RolePolicy) []iam.Statement { return a.statements(p.Document) })
	for _, it := range r.Managed {
		if !a.binding.Holds(it.When) {
			continue
		}
		if ref, ok := spec.LonePolicy(it.Value); ok {
			out = append(out, a.statements(ref.Policy.Document)...)
			continue
		}
		for _, arn := range a.binding.Texts(it.Value) {
			name := arn[strings.LastIndexByte(arn, '/')+1:]
			if v, ok := a.library.newest(name); ok && strings.Contains(arn, ":iam::aws:policy/") {
				out = append(out, a.inPartition(v.document).Statements...)
			}
		}
	}
	return out
}

func (a *awsComparison) statements(d *spec.Document) []iam.Statement {
	if bound := a.binding.Document(d); bound != nil {
		return bound.Statements
	}
	return nil
}

// inPartition returns an AWS document with the ARNs of the partition: AWS's managed
// policies in each partition have the ARNs of that partition.
func (a *awsComparison) inPartition(d *iam.Document) *iam.Document {
	return d.Map(func(text string) string {
		if rest, ok := strings.CutPrefix(text, "arn:aws:"); ok {
			return "arn:" + a.binding.Partition + ":" + rest
		}
		return text
	})
}
