package drift

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
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

// AWS compares the roles and policies of a spec with their baselines. Names limits
// the comparison to these roles and policies; none means all.
func AWS(s *spec.Spec, b spec.Binding, l *Library, names []string) ([]Baseline, error) {
	a := &awsComparison{binding: b, library: l, out: []Baseline{}}
	for _, r := range s.Roles {
		if chosen(names, r.Name, r.Each) && len(r.Baselines) > 0 && b.Holds(r.When) {
			a.compare("role", r.Written(), r.Pos.String(), r.Baselines, a.ofRole(r))
		}
	}
	for _, p := range s.Policies {
		if chosen(names, p.Name, p.Each) && len(p.Baselines) > 0 && b.Holds(p.When) {
			a.compare("policy", p.Written(), p.Pos.String(), p.Baselines, a.statements(p.Own()))
		}
	}
	if a.unknown != nil {
		return nil, fmt.Errorf("the document of %s is unknown; give one with --snapshot", strings.Join(a.unknown, ", "))
	}
	return a.out, nil
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
	if slices.Contains(names, name) {
		return true
	}
	return e.First() && (len(names) == 0 || e != nil && slices.Contains(names, e.Group))
}

type awsComparison struct {
	binding spec.Binding
	library *Library
	out     []Baseline
	unknown []string
}

func (a *awsComparison) compare(what, name, at string, baselines []spec.Baseline, own []iam.Statement) {
	for _, b := range baselines {
		newest, ok := a.library.newest(b.Name)
		if !ok {
			if !slices.Contains(a.unknown, b.Name) {
				a.unknown = append(a.unknown, b.Name)
			}
			continue
		}
		old, exact := a.library.version(b.Name, b.Version)
		out := Baseline{
			What: what, Name: name, At: at, Policy: b.Name, Version: b.Version, Newest: newest.number, Date: newest.date,
			Exact: exact, Added: []Permission{}, Removed: []Permission{},
		}
		if !out.Unseen() {
			now := a.inPartition(newest.document)
			before := &iam.Document{}
			if exact {
				before = a.inPartition(old.document)
			}
			out.Added = lacking(now, own, before.Statements)
			for _, p := range permissions(before) {
				if !granted(now.Statements, p) && granted(own, p) {
					out.Removed = append(out.Removed, p)
				}
			}
			out.Removed = grantedTogether(out.Removed, now.Statements)
		}
		a.out = append(a.out, out)
	}
}

// lacking returns the permissions of d that neither own nor others grant.
func lacking(d *iam.Document, own, others []iam.Statement) []Permission {
	out := []Permission{}
	out = append(out, lists.Filter(permissions(d), func(p Permission) bool { return !granted(own, p) && !granted(others, p) })...)
	out = grantedTogether(out, slices.Concat(own, others))
	for i, p := range out {
		out[i].Near = near(own, p)
	}
	return out
}

// ofRole returns all statements of a role: of its own policies, of its policies of
// the spec, and of its known AWS managed policies.
func (a *awsComparison) ofRole(r *spec.Role) []iam.Statement {
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
	there := func(values []string) []string {
		out := slices.Clone(values)
		for i, v := range out {
			if rest, ok := strings.CutPrefix(v, "arn:aws:"); ok {
				out[i] = "arn:" + a.binding.Partition + ":" + rest
			}
		}
		return out
	}
	out := &iam.Document{Version: d.Version, ID: d.ID}
	for _, st := range d.Statements {
		st.Resources = there(st.Resources)
		st.Conditions = slices.Clone(st.Conditions)
		for i := range st.Conditions {
			st.Conditions[i].Values = there(st.Conditions[i].Values)
		}
		out.Statements = append(out.Statements, st)
	}
	return out
}
