package eval_test

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/iamtest"
	"github.com/emriam/emriam/iam/internal/naive"
)

// `make fuzz` asks for more of both.
var (
	requests = flag.Int("requests", 400_000, "how many requests the naive evaluator is asked")
	seed     = flag.Uint64("seed", 1, "of what the naive evaluator is asked")
)

// The two evaluators agree on every request, in all three values.
func TestNaive(t *testing.T) {
	t.Parallel()
	const shards, asked = 4, 64
	all := iamtest.Fewer(*requests)
	for shard := range uint64(shards) {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			r := naive.NewRandom(*seed, shard)
			counts := map[eval.Effect]int{}
			for range all / shards / asked {
				p := r.Policies()
				p.CrossAccount = p.Identity != nil && (p.Resource != nil || p.Trust != nil) && r.IntN(4) == 0
				e, err := eval.Compile(p)
				if err != nil {
					t.Fatal(err)
				}
				for range asked {
					q := r.Request()
					want := naive.Effect(p, q)
					counts[want]++
					if got := e.Evaluate(q).Effect; got != want {
						p, q = smallest(p, q)
						t.Fatalf("%v, but by the naive evaluator %v: %s", evaluated(t, p, q), naive.Effect(p, q), shown(p, q))
					}
				}
			}
			t.Log(counts)
			for _, effect := range []eval.Effect{eval.Allowed, eval.ImplicitDeny, eval.ExplicitDeny, eval.Unknown} {
				if counts[effect] < all/shards/50 {
					t.Errorf("only %d are %v", counts[effect], effect)
				}
			}
		})
	}
}

func evaluated(t testing.TB, p eval.Policies, q *eval.Request) eval.Effect {
	t.Helper()
	e, err := eval.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return e.Evaluate(q).Effect
}

func shown(p eval.Policies, q *eval.Request) string {
	out := fmt.Sprintf("%+v", *q)
	for _, d := range p.Identity {
		out += fmt.Sprintf("\nidentity %+v", *d)
	}
	for i, d := range []*iam.Document{p.Boundary, p.Resource, p.Trust} {
		if d != nil {
			out += fmt.Sprintf("\n%s %+v", eval.BoundaryPolicy+eval.PolicyKind(i), *d)
		}
	}
	return out
}

// smallest leaves out of a disagreement what does not matter for it.
func smallest(p eval.Policies, q *eval.Request) (eval.Policies, *eval.Request) {
	differs := func(p eval.Policies, q *eval.Request) bool {
		e, err := eval.Compile(p)
		return err == nil && e.Evaluate(q).Effect != naive.Effect(p, q)
	}
	for {
		less, asked, found := p, q, false
		for _, c := range smaller(p) {
			if found = differs(c, q); found {
				less = c
				break
			}
		}
		for key := range q.Context.Values {
			one := *q
			one.Context.Values = map[string][]string{}
			for k, v := range q.Context.Values {
				if k != key {
					one.Context.Values[k] = v
				}
			}
			if !found && differs(p, &one) {
				asked, found = &one, true
			}
		}
		if !found {
			return p, q
		}
		p, q = less, asked
	}
}

// smaller are policies with one thing less each.
func smaller(p eval.Policies) (out []eval.Policies) {
	each := func(d *iam.Document, put func(*eval.Policies, *iam.Document)) {
		if d == nil {
			return
		}
		add := func(sts []iam.Statement) {
			less := p
			put(&less, &iam.Document{Version: d.Version, Statements: sts})
			out = append(out, less)
		}
		for i, st := range d.Statements {
			with := func(st iam.Statement) {
				sts := slices.Clone(d.Statements)
				sts[i] = st
				add(sts)
			}
			add(slices.Delete(slices.Clone(d.Statements), i, i+1))
			for j, c := range st.Conditions {
				less := st
				less.Conditions = slices.Delete(slices.Clone(st.Conditions), j, j+1)
				with(less)
				if len(c.Values) > 1 {
					for k := range c.Values {
						less.Conditions = slices.Clone(st.Conditions)
						less.Conditions[j].Values = slices.Delete(slices.Clone(c.Values), k, k+1)
						with(less)
					}
				}
			}
			for _, list := range []func(*iam.Statement) *[]string{
				func(st *iam.Statement) *[]string { return &st.Actions }, func(st *iam.Statement) *[]string { return &st.Resources },
			} {
				if values := *list(&st); len(values) > 1 {
					for k := range values {
						less := st
						*list(&less) = slices.Delete(slices.Clone(values), k, k+1)
						with(less)
					}
				}
			}
		}
	}
	for i, d := range p.Identity {
		each(d, func(p *eval.Policies, d *iam.Document) {
			p.Identity = slices.Clone(p.Identity)
			p.Identity[i] = d
		})
	}
	each(p.Boundary, func(p *eval.Policies, d *iam.Document) { p.Boundary = d })
	each(p.Resource, func(p *eval.Policies, d *iam.Document) { p.Resource = d })
	each(p.Trust, func(p *eval.Policies, d *iam.Document) { p.Trust = d })
	return out
}
