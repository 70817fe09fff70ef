package compare_test

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/iamtest"
	"github.com/emriam/emriam/iam/internal/naive"
)

// `make fuzz` asks for another one.
var seed = flag.Uint64("seed", 1, "of what is compared with the naive evaluator")

// No verdict on documents with policy variables is contradicted by the naive
// evaluator, and each witness is one; and of few Compare says that it does not
// know.
func TestCompareVariables(t *testing.T) {
	t.Parallel()
	r := naive.NewRandom(*seed, 5)
	pairs, counts := iamtest.Fewer(2000), map[compare.Verdict]int{}
	for range pairs {
		old, new := r.VariableDocuments()
		c, err := compare.Compare(naive.Only(old), naive.Only(new))
		if err != nil {
			t.Fatal(err)
		}
		v := c.Verdict()
		counts[v]++
		if problem := witnessed(old, new, c.Gained) + witnessed(new, old, c.Lost); problem != "" {
			t.Fatalf("%sold %+v\nnew %+v", problem, *old, *new)
		}
		for range 60 {
			q := r.VariableRequest()
			oneValue(q, old, new)
			a, b := naive.Effect(naive.Only(old), q) == eval.Allowed, naive.Effect(naive.Only(new), q) == eval.Allowed
			if b && !a && (v == compare.Same || v == compare.Narrower) || a && !b && (v == compare.Same || v == compare.Wider) {
				t.Fatalf("they are said to be %s, but %+v is allowed before: %t, after: %t\nold %+v\nnew %+v", v, *q, a, b, *old, *new)
			}
		}
	}
	t.Log(counts)
	if counts[compare.Undecided] > pairs/3 {
		t.Errorf("%d of %d pairs were not decided", counts[compare.Undecided], pairs)
	}
}

// The same of documents with all operators, and of policies of resources and
// trusts, of which one statement changes.
func TestCompareNaive(t *testing.T) {
	t.Parallel()
	r := naive.NewRandom(*seed, 7)
	pairs, counts := iamtest.Fewer(3000), map[compare.Verdict]int{}
	for range pairs {
		kind := naive.OneOf(r.Rand, []eval.PolicyKind{eval.IdentityPolicy, eval.IdentityPolicy, eval.ResourcePolicy, eval.TrustPolicy})
		old := &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{r.Statement(kind)}}
		if r.IntN(2) == 0 {
			old.Statements = append(old.Statements, r.Statement(kind))
		}
		new := &iam.Document{Version: "2012-10-17", Statements: slices.Clone(old.Statements)}
		st := &new.Statements[r.IntN(len(new.Statements))]
		switch other := r.Statement(kind); r.IntN(4) {
		case 0:
			*st = other
		case 1:
			st.Conditions = append(slices.Clone(st.Conditions), r.Condition())
		case 2:
			st.Conditions = other.Conditions
		case 3:
			st.Principals, st.Resources, st.NotResources = other.Principals, other.Resources, other.NotResources
		}
		p, q := policyOf(kind, old), policyOf(kind, new)
		c, err := compare.Compare(p, q)
		if err != nil {
			t.Fatal(err)
		}
		v := c.Verdict()
		counts[v]++
		asked := make([]*eval.Request, 0, 80)
		for range 64 {
			asked = append(asked, r.Request())
		}
		for _, list := range [][]compare.Change{c.Gained, c.Lost} {
			for i := range list {
				asked = append(asked, &list[i].Witness)
			}
		}
		for i, request := range asked {
			request.Context.Complete = true
			if i < 64 {
				oneValue(request, old, new)
			}
			switch request.Principal {
			case "":
				request.Principal = "*"
			case "example.org": // which is two
				request.Principal = "Federated:example.org"
			}
			a, b := naive.Effect(p, request) == eval.Allowed, naive.Effect(q, request) == eval.Allowed
			if b && !a && (v == compare.Same || v == compare.Narrower) || a && !b && (v == compare.Same || v == compare.Wider) || i >= 64 && a == b {
				t.Fatalf("they are said to be %s, but %+v is allowed before: %t, after: %t\nold %+v\nnew %+v", v, *request, a, b, *old, *new)
			}
		}
	}
	t.Log(counts)
	if counts[compare.Undecided] > pairs/4 {
		t.Errorf("%d of %d pairs were not decided", counts[compare.Undecided], pairs)
	}
}

// oneValue leaves one value to keys of which AWS says that they have no more,
// unless a set operator asks for them.
func oneValue(q *eval.Request, docs ...*iam.Document) {
	several := map[string]bool{}
	for _, d := range docs {
		for _, st := range d.Statements {
			for _, c := range st.Conditions {
				several[strings.ToLower(c.Key)] = several[strings.ToLower(c.Key)] || strings.HasPrefix(c.Operator, "For")
			}
		}
	}
	for key, values := range q.Context.Values {
		if len(values) < 2 || several[strings.ToLower(key)] {
			continue
		}
		if known, _ := facts.FindConditionKey(key); known.Type != "" && !known.Type.Many() {
			q.Context.Values[key] = values[:1]
		}
	}
}

func policyOf(kind eval.PolicyKind, d *iam.Document) eval.Policies {
	switch kind {
	case eval.ResourcePolicy:
		return eval.Policies{Resource: d}
	case eval.TrustPolicy:
		return eval.Policies{Trust: d}
	default:
		return naive.Only(d)
	}
}

// What Covers says of two statements holds for every request that the naive
// evaluator is asked about; and a statement covers itself, and what is left of
// it when something is taken away from it.
func TestCoversAgreesWithNaive(t *testing.T) {
	t.Parallel()
	r := naive.NewRandom(*seed, 6)
	covered := 0
	for range iamtest.Fewer(20_000) {
		by := r.Statement(eval.IdentityPolicy)
		switch r.IntN(4) {
		case 0:
			by = r.Statement(eval.ResourcePolicy)
		case 1, 2:
			by = r.VariableStatement()
		}
		of := r.Less(by)
		if !compare.Covers(by, of) {
			t.Fatalf("%+v\ndoes not cover what is less\n%+v", by, of)
		}
		r.Change(&of)
		if !compare.Covers(by, of) {
			continue
		}
		covered++
		for range 40 {
			q := r.VariableRequest()
			if r.IntN(2) == 0 {
				q = r.Request()
				q.Context.Complete = true
			}
			if naive.Applies(&of, q) && !naive.Applies(&by, q) {
				t.Fatalf("%+v\nis said to cover\n%+v\nbut is not about %+v", by, of, *q)
			}
		}
	}
	if covered < iamtest.Fewer(2000) {
		t.Errorf("only %d statements are covered", covered)
	}
}
