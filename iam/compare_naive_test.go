package iam_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
)

// What documents with policy variables are made of.
var (
	variablePatterns = []string{
		"*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/${aws:username, 'a'}", "arn:aws:s3:::b/a",
		"arn:aws:s3:::b/${t:a}?", "arn:aws:s3:::b/${t:a}${aws:username}", "arn:aws:s3:::b/*${t:a}", "arn:aws:s3:::b/${*}", "arn:aws:${t:a}:::b",
	}
	variableValues = []string{"a", "A", "b", "ab", "a*", "*b", "?", "${aws:username}", "${t:a}", "${t:a, 'b'}", "a${t:a}", "${t:a}*", "${*}", "${aws:username}${t:a}", "*"}
	variableGiven  = []string{"a", "b", "ab", "*", "A"}
)

func (r naiveRandom) variableStatement() iam.Statement {
	st := iam.Statement{Effect: oneOf(r.Rand, []string{"Allow", "Allow", "Deny"}), Actions: []string{oneOf(r.Rand, []string{"s3:GetObject", "s3:*"})}}
	st.NotResources = r.IntN(8) == 0
	for range 1 + r.IntN(2) {
		st.Resources = append(st.Resources, oneOf(r.Rand, variablePatterns))
	}
	for range r.IntN(3) {
		c := iam.Condition{Key: oneOf(r.Rand, []string{"aws:username", "t:a", "t:b"}), Operator: oneOf(r.Rand, naiveKeys[0].operators)}
		for range 1 + r.IntN(2) {
			c.Values = append(c.Values, oneOf(r.Rand, variableValues))
		}
		switch r.IntN(8) {
		case 0:
			c.Operator = oneOf(r.Rand, []string{"ForAllValues:", "ForAnyValue:"}) + c.Operator
		case 1:
			c.Operator, c.Key = oneOf(r.Rand, naiveKeys[6].operators), "aws:SourceArn"
			c.Values = []string{oneOf(r.Rand, []string{"arn:aws:s3:::${t:a}", "arn:aws:s3:::*", "arn:*:s3:::a"})}
		case 2:
			c.Operator, c.Values = "Null", []string{oneOf(r.Rand, []string{"true", "false"})}
		}
		if r.IntN(4) == 0 && c.Operator != "Null" {
			c.Operator += "IfExists"
		}
		st.Conditions = append(st.Conditions, c)
	}
	return st
}

// variableDocuments are two that have most statements in common.
func (r naiveRandom) variableDocuments() (old, new *iam.Document) {
	old, new = &iam.Document{Version: "2012-10-17"}, &iam.Document{Version: "2012-10-17"}
	if r.IntN(16) == 0 {
		old.Version = "2008-10-17"
	}
	for range 1 + r.IntN(2) {
		old.Statements = append(old.Statements, r.variableStatement())
	}
	new.Statements = slices.Clone(old.Statements)
	switch r.IntN(3) {
	case 0:
		new.Statements = append(new.Statements, r.variableStatement())
	case 1:
		new.Statements[r.IntN(len(new.Statements))] = r.variableStatement()
	default: // the same but for one value of a statement
		st := &new.Statements[r.IntN(len(new.Statements))]
		st.Resources = append([]string{oneOf(r.Rand, variablePatterns)}, st.Resources[1:]...)
	}
	return old, new
}

func (r naiveRandom) variableRequest() *iam.Request {
	q := &iam.Request{Action: "s3:GetObject", Context: iam.Context{Complete: true, Values: map[string][]string{}}}
	q.Resource = "arn:aws:s3:::b/" + oneOf(r.Rand, []string{"", "a", "b", "ab", "aa", "ba", "a/x", "*", "A", "bb", "${aws:username}"})
	if r.IntN(12) == 0 {
		q.Resource = "arn:aws:" + oneOf(r.Rand, variableGiven) + ":::b"
	}
	for _, key := range []string{"aws:username", "t:a", "t:b"} {
		switch r.IntN(8) {
		case 0, 1:
		case 2:
			q.Context.Values[key] = []string{oneOf(r.Rand, variableGiven), oneOf(r.Rand, variableGiven)}
		default:
			q.Context.Values[key] = []string{oneOf(r.Rand, variableGiven)}
		}
	}
	if r.IntN(2) == 0 {
		q.Context.Values["aws:SourceArn"] = []string{oneOf(r.Rand, []string{"arn:aws:s3:::a", "arn:aws:s3:::b", "a"})}
	}
	return q
}

// No verdict on documents with policy variables is contradicted by the naive
// evaluator, and each witness is one; and of few Compare says that it does not
// know.
func TestCompareVariables(t *testing.T) {
	t.Parallel()
	r := naiveRandom{rand.New(rand.NewPCG(*naiveSeed, 5))}
	pairs, counts := fewer(2000), map[iam.Verdict]int{}
	for range pairs {
		old, new := r.variableDocuments()
		c, err := iam.Compare(only(old), only(new))
		if err != nil {
			t.Fatal(err)
		}
		v := c.Verdict()
		counts[v]++
		if problem := witnessed(old, new, c.Gained) + witnessed(new, old, c.Lost); problem != "" {
			t.Fatalf("%sold %+v\nnew %+v", problem, *old, *new)
		}
		for range 60 {
			q := r.variableRequest()
			oneValue(q, old, new)
			a, b := naiveEffect(only(old), q) == iam.Allowed, naiveEffect(only(new), q) == iam.Allowed
			if b && !a && (v == iam.Same || v == iam.Narrower) || a && !b && (v == iam.Same || v == iam.Wider) {
				t.Fatalf("they are said to be %s, but %+v is allowed before: %t, after: %t\nold %+v\nnew %+v", v, *q, a, b, *old, *new)
			}
		}
	}
	t.Log(counts)
	if counts[iam.Undecided] > pairs/3 {
		t.Errorf("%d of %d pairs were not decided", counts[iam.Undecided], pairs)
	}
}

// The same of documents with all operators, and of policies of resources and
// trusts, of which one statement changes.
func TestCompareNaive(t *testing.T) {
	t.Parallel()
	r := naiveRandom{rand.New(rand.NewPCG(*naiveSeed, 7))}
	pairs, counts := fewer(3000), map[iam.Verdict]int{}
	for range pairs {
		kind := oneOf(r.Rand, []iam.PolicyKind{iam.IdentityPolicy, iam.IdentityPolicy, iam.ResourcePolicy, iam.TrustPolicy})
		old := &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{r.statement(kind)}}
		if r.IntN(2) == 0 {
			old.Statements = append(old.Statements, r.statement(kind))
		}
		new := &iam.Document{Version: "2012-10-17", Statements: slices.Clone(old.Statements)}
		st := &new.Statements[r.IntN(len(new.Statements))]
		switch other := r.statement(kind); r.IntN(4) {
		case 0:
			*st = other
		case 1:
			st.Conditions = append(slices.Clone(st.Conditions), r.condition())
		case 2:
			st.Conditions = other.Conditions
		case 3:
			st.Principals, st.Resources, st.NotResources = other.Principals, other.Resources, other.NotResources
		}
		p, q := policyOf(kind, old), policyOf(kind, new)
		c, err := iam.Compare(p, q)
		if err != nil {
			t.Fatal(err)
		}
		v := c.Verdict()
		counts[v]++
		asked := make([]*iam.Request, 0, 80)
		for range 64 {
			asked = append(asked, r.request())
		}
		for _, list := range [][]iam.Change{c.Gained, c.Lost} {
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
			a, b := naiveEffect(p, request) == iam.Allowed, naiveEffect(q, request) == iam.Allowed
			if b && !a && (v == iam.Same || v == iam.Narrower) || a && !b && (v == iam.Same || v == iam.Wider) || i >= 64 && a == b {
				t.Fatalf("they are said to be %s, but %+v is allowed before: %t, after: %t\nold %+v\nnew %+v", v, *request, a, b, *old, *new)
			}
		}
	}
	t.Log(counts)
	if counts[iam.Undecided] > pairs/4 {
		t.Errorf("%d of %d pairs were not decided", counts[iam.Undecided], pairs)
	}
}

// oneValue leaves one value to keys of which AWS says that they have no more,
// unless a set operator asks for them.
func oneValue(q *iam.Request, docs ...*iam.Document) {
	several := map[string]bool{}
	for _, d := range docs {
		for _, st := range d.Statements {
			for _, c := range st.Conditions {
				several[strings.ToLower(c.Key)] = several[strings.ToLower(c.Key)] || strings.HasPrefix(c.Operator, "For")
			}
		}
	}
	for key, values := range q.Context.Values {
		known, _ := iam.FindConditionKey(key)
		if len(values) > 1 && known.Type != "" && !known.Type.Many() && !several[strings.ToLower(key)] {
			q.Context.Values[key] = values[:1]
		}
	}
}

func policyOf(kind iam.PolicyKind, d *iam.Document) iam.Policies {
	switch kind {
	case iam.ResourcePolicy:
		return iam.Policies{Resource: d}
	case iam.TrustPolicy:
		return iam.Policies{Trust: d}
	default:
		return only(d)
	}
}

// What Covers says of two statements holds for every request that the naive
// evaluator is asked about; and a statement covers itself, and what is left of
// it when something is taken away from it.
func TestCoversAgreesWithNaive(t *testing.T) {
	t.Parallel()
	r := naiveRandom{rand.New(rand.NewPCG(*naiveSeed, 6))}
	covered := 0
	for range fewer(20_000) {
		by := r.statement(iam.IdentityPolicy)
		switch r.IntN(4) {
		case 0:
			by = r.statement(iam.ResourcePolicy)
		case 1, 2:
			by = r.variableStatement()
		}
		of := r.less(by)
		if !iam.Covers(by, of) {
			t.Fatalf("%+v\ndoes not cover what is less\n%+v", by, of)
		}
		r.change(&of)
		if !iam.Covers(by, of) {
			continue
		}
		covered++
		for range 40 {
			q := r.variableRequest()
			if r.IntN(2) == 0 {
				q = r.request()
				q.Context.Complete = true
			}
			n := naive{q, false}
			_, named := n.names(&of)
			_, too := n.names(&by)
			if min(named, n.about(&of, true)) == yes && min(too, n.about(&by, true)) != yes {
				t.Fatalf("%+v\nis said to cover\n%+v\nbut is not about %+v", by, of, *q)
			}
		}
	}
	if covered < fewer(2000) {
		t.Errorf("only %d statements are covered", covered)
	}
}

// less is a statement that is about no more requests.
func (r naiveRandom) less(st iam.Statement) iam.Statement {
	st.Conditions = slices.Clone(st.Conditions)
	st.Actions, st.Resources = slices.Clone(st.Actions), slices.Clone(st.Resources)
	switch r.IntN(4) {
	case 0:
		st.Conditions = append(st.Conditions, r.condition())
	case 1:
		if len(st.Actions) > 1 && !st.NotActions {
			st.Actions = st.Actions[1:]
		}
	case 2:
		if st.NotResources {
			st.Resources = append(st.Resources, oneOf(r.Rand, naivePatterns))
		}
	}
	return st
}

// change makes another statement of one, mostly a similar one.
func (r naiveRandom) change(st *iam.Statement) {
	other := r.statement(iam.IdentityPolicy)
	if r.IntN(2) == 0 {
		other = r.variableStatement()
	}
	switch r.IntN(7) {
	case 6:
		if st.Principals != nil {
			other = r.statement(iam.ResourcePolicy)
			st.Principals, st.NotPrincipals = other.Principals, other.NotPrincipals
		}
	case 0:
		st.Actions, st.NotActions = other.Actions, other.NotActions
	case 1:
		st.Resources, st.NotResources = other.Resources, other.NotResources
	case 2:
		st.Conditions = other.Conditions
	case 3:
		if len(st.Conditions) > 0 && len(other.Conditions) > 0 {
			st.Conditions[0].Operator = other.Conditions[0].Operator
		}
	case 4:
		if len(st.Conditions) > 0 {
			st.Conditions[0].Values = append([]string{oneOf(r.Rand, variableValues)}, st.Conditions[0].Values[1:]...)
		}
	}
}
