package compare_test

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/internal/naive"
)

var everyPair = flag.Bool("every", false, "compare every pair of small documents, not one of ten")

// What small documents are made of. The resources are one in both of the
// patterns, which overlap and of which neither holds the other.
var (
	smallActions   = []string{"s3:GetObject", "s3:PutObject", "s3:ListBucket"}
	smallResources = []string{"arn:aws:s3:::b/x", "arn:aws:s3:::b/*", "arn:aws:s3:::*/x"}
	smallCondition = iam.Condition{Operator: "StringEquals", Key: "aws:PrincipalTag/team", Values: []string{"a"}}
)

// smallDocuments are all documents of up to two of the 36 statements that have
// one action, one resource, and the condition or not. The order of statements
// has no meaning, so each two are there once.
func smallDocuments() []*iam.Document {
	var sts []iam.Statement
	for _, effect := range []string{"Allow", "Deny"} {
		for _, action := range smallActions {
			for _, resource := range smallResources {
				st := iam.Statement{Effect: effect, Actions: []string{action}, Resources: []string{resource}}
				sts = append(sts, st)
				st.Conditions = []iam.Condition{smallCondition}
				sts = append(sts, st)
			}
		}
	}
	docs := []*iam.Document{{Version: "2012-10-17"}}
	for i, st := range sts {
		docs = append(docs, &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{st}})
		for _, other := range sts[i:] {
			docs = append(docs, &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{st, other}})
		}
	}
	return docs
}

// smallRequests stand for all requests that can be. A document of the above
// decides by nothing but which of the three actions the action is, or none;
// which of the three patterns name the resource; and whether the tag is "a". Of
// the eight sets of patterns there are five, since the first is in both others:
// all, the two wildcards, each of these alone, and none. What is not "a" is
// there twice: another tag, and no tag.
func smallRequests() (out []*eval.Request) {
	for _, action := range append([]string{"s3:DeleteObject"}, smallActions...) {
		for _, resource := range []string{"arn:aws:s3:::b/x", "arn:aws:s3:::b/y/x", "arn:aws:s3:::b/y", "arn:aws:s3:::a/x", "arn:aws:s3:::a/y"} {
			for _, tag := range [][]string{{"a"}, {"b"}, nil} {
				c := eval.Context{Complete: true, Values: map[string][]string{smallCondition.Key: tag}}
				out = append(out, &eval.Request{Action: action, Resource: resource, Context: c})
			}
		}
	}
	return out
}

// TestCompareEveryPair compares all small documents with each other. The naive
// evaluator, asked about all requests, says what the verdict must be, which
// actions have changed, and whether each witness is one.
func TestCompareEveryPair(t *testing.T) {
	t.Parallel()
	docs, requests := smallDocuments(), smallRequests()
	if len(docs) != 703 || len(requests) > 64 {
		t.Fatalf("%d documents, %d requests", len(docs), len(requests))
	}
	allowed := make([]uint64, len(docs)) // by requests
	for i, d := range docs {
		for j, q := range requests {
			if naive.Effect(naive.Only(d), q) == eval.Allowed {
				allowed[i] |= 1 << j
			}
		}
	}
	changed := func(bits uint64) []string {
		names := map[string]bool{}
		for i, q := range requests {
			if bits&(1<<i) != 0 {
				names[q.Action] = true
			}
		}
		return slices.Sorted(maps.Keys(names))
	}
	one := 10 // of so many
	switch {
	case *everyPair:
		one = 1
	case testing.Short():
		one = 997
	}
	counts := map[compare.Verdict]int{}
	for i, old := range docs {
		for j, new := range docs {
			if (i*len(docs)+j)%one != 0 {
				continue
			}
			gained, lost := allowed[j]&^allowed[i], allowed[i]&^allowed[j]
			c, err := compare.Compare(naive.Only(old), naive.Only(new))
			if err != nil {
				t.Fatal(err)
			}
			want := [][]compare.Verdict{{compare.Same, compare.Narrower}, {compare.Wider, compare.Both}}[min(gained, 1)][min(lost, 1)]
			counts[want]++
			problem := witnessed(old, new, c.Gained) + witnessed(new, old, c.Lost)
			switch {
			case c.Verdict() != want:
				problem += fmt.Sprintf("it is %s, not %s\n", c.Verdict(), want)
			case !slices.Equal(actionsOf(c.Gained), changed(gained)) || !slices.Equal(actionsOf(c.Lost), changed(lost)):
				problem += fmt.Sprintf("gained %q, want %q; lost %q, want %q\n", actionsOf(c.Gained), changed(gained), actionsOf(c.Lost), changed(lost))
			}
			if problem != "" {
				t.Fatalf("%sold %+v\nnew %+v", problem, *old, *new)
			}
		}
	}
	t.Log(counts)
}

// witnessed is what is wrong with the witnesses of what only one document
// allows.
func witnessed(without, with *iam.Document, changes []compare.Change) (problem string) {
	for _, c := range changes {
		a, b := naive.Effect(naive.Only(without), &c.Witness), naive.Effect(naive.Only(with), &c.Witness)
		if a == eval.Allowed || b != eval.Allowed || !slices.Contains([]eval.Effect{c.Old.Effect, c.New.Effect}, a) || !slices.Contains([]eval.Effect{c.Old.Effect, c.New.Effect}, b) {
			problem += fmt.Sprintf("the witness %+v is %s and %s\n", c.Witness, a, b)
		}
	}
	return problem
}

func actionsOf(changes []compare.Change) []string {
	names := map[string]bool{}
	for _, c := range changes {
		for _, a := range c.Actions {
			names[a] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
