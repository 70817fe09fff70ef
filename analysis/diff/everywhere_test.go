package diff_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// This file deploys specs in every way there is, one after the other, by
// spec.Binding alone: what the conditions of spec/deploy must come to.

// choice is one deployment: the option of each variable, and the values of all
// parameters.
type choice struct {
	options map[string]int // by parameter
	values  map[string][]string
}

// choices are all deployments of a space.
func choices(space *deploy.Space) []choice {
	out := []choice{{map[string]int{}, map[string][]string{}}}
	for _, p := range space.Params {
		var next []choice
		for _, c := range out {
			if p.Var == nil {
				next = append(next, c.with(p.Name, 0, p.Own))
				continue
			}
			for o, option := range p.Var.Options {
				next = append(next, c.with(p.Name, o, option.Values))
			}
		}
		out = next
	}
	return out
}

func (c choice) with(param string, option int, values []string) choice {
	out := choice{maps.Clone(c.options), maps.Clone(c.values)}
	out.options[param] = option
	delete(out.values, param)
	if values != nil {
		out.values[param] = values
	}
	return out
}

// in is the deployment of s that a choice is, in a place.
func (c choice) in(s *spec.Spec, at spec.Binding) spec.Binding {
	at.Values = map[string][]string{}
	for _, p := range s.Params {
		if v, ok := c.values[p.Name]; ok {
			at.Values[p.Name] = v
		}
	}
	return at
}

// defaults is what a choice comes to for s where nothing is given that need not be.
func (c choice) defaults(s *spec.Spec) choice {
	out := c
	for _, p := range s.Params {
		switch {
		case p.Optional:
			out = out.with(p.Name, 0, nil)
		case p.Default != nil:
			out = out.with(p.Name, 0, p.Default)
		}
	}
	return out
}

// agrees reports whether a choice is as words say, e.g., "A", "no F", "T=gold", or
// "A=data" for a parameter that has another value than its own.
func (c choice) agrees(t testing.TB, space *deploy.Space, words []string) bool {
	t.Helper()
	for _, word := range words {
		name, value, valued := strings.Cut(strings.TrimPrefix(word, "no "), "=")
		p := space.Param(name)
		if p == nil {
			t.Fatalf("there is no parameter %s", name)
			return false
		}
		if p.Var == nil {
			if !valued || strings.Join(p.Own, ",") != value {
				return false
			}
			continue
		}
		if p.Var.Describe(c.options[name]) != word {
			return false
		}
	}
	return true
}

// deployed are the policies of a role in one deployment.
func deployed(s *spec.Spec, r *spec.Role, b spec.Binding) eval.Policies {
	p := eval.Policies{Identity: []*iam.Document{}}
	for _, inline := range r.Policies {
		p.Identity = append(p.Identity, document(b, inline.Document))
	}
	for _, arn := range b.List(r.Managed) {
		if d := named(s, b, arn); d != nil {
			p.Identity = append(p.Identity, d)
		}
	}
	for _, arn := range b.List(r.Boundary) {
		p.Boundary = named(s, b, arn)
	}
	return p
}

// document is a document in one deployment, without statements if it is not there.
func document(b spec.Binding, d *spec.Document) *iam.Document {
	if out := b.Document(d); out != nil {
		return out
	}
	return &iam.Document{Version: d.Version}
}

// named is the managed policy with an ARN, or nil if no one knows what it says.
func named(s *spec.Spec, b spec.Binding, arn string) *iam.Document {
	if snapshot, ok := facts.FindSnapshot(arn); ok {
		return snapshot.Document()
	}
	for _, p := range s.Policies {
		if b.Text(p.ARN()) == arn {
			return document(b, p.Document)
		}
	}
	return nil
}

// verdict joins what is gained and lost in several deployments.
type verdict struct{ gained, lost, unknown bool }

func (v *verdict) join(c *compare.Comparison) {
	v.gained = v.gained || len(c.Gained) > 0
	v.lost = v.lost || len(c.Lost) > 0
	v.unknown = v.unknown || c.Reasons != nil
}

func (v verdict) String() string {
	switch {
	case v.gained && v.lost:
		return "both"
	case v.unknown:
		return "unknown"
	case v.gained:
		return "wider"
	case v.lost:
		return "narrower"
	}
	return "same"
}

// comparer compares policies, each pair once.
type comparer map[string]*compare.Comparison

func (all comparer) compare(t testing.TB, old, new eval.Policies) *compare.Comparison {
	t.Helper()
	key := fmt.Sprint(texts(old), "\n", texts(new))
	if c := all[key]; c != nil {
		return c
	}
	c, err := compare.Compare(old, new)
	if err != nil {
		t.Fatal(err)
	}
	all[key] = c
	return c
}

func texts(p eval.Policies) []string {
	var out []string
	for _, d := range slices.Concat(p.Identity, []*iam.Document{p.Boundary, p.Trust, p.Resource}) {
		if d == nil {
			out = append(out, "-")
		} else {
			out = append(out, string(d.Compact()))
		}
	}
	return out
}
