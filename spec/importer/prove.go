package importer

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// unlike are the names of the members that s says something else of than the
// draft, for some choice of optional parameters. Statements that could not be
// carried over are not there in either.
func (d *draft) unlike(s *spec.Spec) map[string]bool {
	out := map[string]bool{}
	for _, b := range d.bindings() {
		b.Values[stackName.Name] = []string{"stack"}
		for _, p := range s.MadeNames() {
			b.Values[p.Name] = p.Example
			if p.Made.Stack != nil {
				b.Values[p.Name] = b.Values[stackName.Name]
			}
		}
		absent := d.absent(b)
		for i, r := range d.roles {
			if b.Holds(r.When) && !out[r.Name] && !(r.same(s.Roles[i], b, absent) && r.sameEverywhere(s.Roles[i], b)) {
				out[r.Name] = true
			}
		}
		for i, p := range d.policies {
			if b.Holds(p.When) && !out[p.Name] && !slices.Equal(grants(p.Document, b), grants(s.Policies[i].Document, b)) {
				out[p.Name] = true
			}
		}
		for i, c := range d.configurations {
			if b.Holds(c.When) && !bytes.Equal(b.JSON(c.Document()), b.JSON(s.SecurityConfigurations[i].Document())) {
				out[c.Name] = true
			}
		}
	}
	return out
}

// absent are the ARNs of the policies that have no statement under b.
func (d *draft) absent(b spec.Binding) []string {
	var out []string
	for _, p := range d.policies {
		if !b.Holds(p.When) || b.Document(model(p.Document)) == nil {
			out = append(out, b.Text(p.ARN()))
		}
	}
	return out
}

// same reports whether the role of a spec is trusted by whom r is, and may what
// r may. In which inline policy it may something does not matter.
//
// Whether a policy that is absent is attached does not matter either: the
// language attaches none.
func (r *role) same(o *spec.Role, b spec.Binding, absent []string) bool {
	attached := func(its []spec.Item) []string {
		arns := b.List(its)
		for i, arn := range arns { // AWS has its policies in each partition
			if _, name, ok := strings.Cut(arn, ":iam::aws:policy/"); ok {
				arns[i] = name
			}
		}
		return slices.DeleteFunc(set(arns), func(arn string) bool { return slices.Contains(absent, arn) })
	}
	var want, got []string
	for _, p := range r.Policies {
		want = append(want, grants(p.Document, b)...)
	}
	for _, p := range o.Policies {
		got = append(got, grants(p.Document, b)...)
	}
	return slices.Equal(grants(r.Trust, b), grants(o.Trust, b)) && slices.Equal(set(want), set(got)) &&
		slices.Equal(attached(r.Managed), attached(o.Managed))
}

// sameEverywhere is same for the trust in other partitions, if it is about them.
// A service that is named as in aws is named there as an edge does, which is
// how it works there.
func (r *role) sameEverywhere(o *spec.Role, b spec.Binding) bool {
	if !slices.ContainsFunc(r.Trust.Statements, namesDomain) {
		return true
	}
	for _, partition := range spec.Partitions {
		b.Partition = partition
		if !slices.Equal(grants(r.Trust, b), grants(o.Trust, b)) {
			return false
		}
	}
	return true
}

// namesDomain reports whether a statement names a principal with the domain of
// the partition.
func namesDomain(st *spec.Statement) bool {
	return slices.ContainsFunc(st.Principals, func(p spec.Principal) bool {
		return slices.ContainsFunc(p.Values, func(it spec.Item) bool { return slices.Contains(it.Value, spec.Part(spec.URLSuffix)) })
	})
}

func set(all []string) []string {
	slices.Sort(all)
	return slices.Compact(all)
}

// grants are what a document grants under b, without what could not be carried over.
func grants(d *spec.Document, b spec.Binding) []string {
	if doc := b.Document(model(d)); doc != nil {
		return iam.Canonical(doc)
	}
	return []string{}
}

// model is d without what could not be carried over.
func model(d *spec.Document) *spec.Document { return d.WithStatements(carried(d)) }

// bindings are the choices that are tried: no optional parameter, all, each one
// alone, and each of the values of a parameter with all.
func (d *draft) bindings() []spec.Binding {
	least, most := map[string][]string{}, map[string][]string{}
	var alone []spec.Binding
	for _, p := range d.params {
		v := sample(p.Param)
		most[p.Name] = v
		switch {
		case p.Type == spec.Boolean:
			least[p.Name], most[p.Name] = []string{"false"}, []string{"true"}
		case !p.Optional:
			least[p.Name] = v
		}
	}
	at := func(values map[string][]string) spec.Binding {
		return spec.Binding{Partition: "aws", Region: "us-east-1", AccountID: "123456789012", Values: values}
	}
	for _, p := range d.params {
		if p.Conditional() {
			values := maps.Clone(least)
			values[p.Name] = most[p.Name]
			alone = append(alone, at(values))
		}
	}
	for _, p := range d.params {
		for _, v := range slices.Concat(p.Values, p.Compared) {
			if !p.List {
				values := maps.Clone(most)
				values[p.Name] = []string{v}
				alone = append(alone, at(values))
			}
		}
	}
	return append([]spec.Binding{at(least), at(most)}, alone...)
}

// sample is a value that p can have.
func sample(p *spec.Param) []string {
	switch {
	case p.Default != nil:
		return p.Default
	case p.Example != nil:
		return p.Example
	}
	return []string{p.Sample()}
}
