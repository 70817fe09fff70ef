package compare

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/glob"
)

// The tests of this file hold each shortcut of the comparison against looking
// at everything.

func unlimited() *meter { return &meter{limit: 1 << 60} }

// shortTexts are all texts of some letters up to a length.
func shortTexts(letters string, length int) []string {
	out := []string{""}
	for last := out; length > 0; length-- {
		var next []string
		for _, text := range last {
			for _, r := range letters {
				next = append(next, text+string(r))
			}
		}
		out, last = append(out, next...), next
	}
	return out
}

func randomPattern(r *rand.Rand) glob.Pattern {
	var p glob.Pattern
	for range r.IntN(6) {
		p = append(p, []rune{'a', 'a', 'b', ':', glob.One, glob.OneNoColon, glob.Many, glob.Many, glob.ManyNoColon}[r.IntN(9)])
	}
	return p
}

// What a pattern covers, it matches.
func TestWalkedCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 9))
	texts, covered := shortTexts("ab:", 5), 0
	for range 30_000 {
		p, q := newWalked(randomPattern(r)), newWalked(randomPattern(r))
		if !p.covers(q) {
			continue
		}
		covered++
		for _, text := range texts {
			if q.Match(text) && !p.Match(text) {
				t.Fatalf("%v covers %v, but not %q", p.Pattern, q.Pattern, text)
			}
		}
		if !p.covers(p) {
			t.Fatalf("%v does not cover itself", p.Pattern)
		}
	}
	if covered < 300 {
		t.Errorf("only %d pairs tell anything", covered)
	}
}

// The classes are all that there are.
func TestTextsClasses(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 9))
	texts := append(shortTexts("abc:", 5), shortTexts("aAbBc", 4)...)
	for range 1500 {
		all := randomTexts(r)
		class := func(text string) string {
			out := make([]byte, all.atoms)
			for i, g := range all.globs {
				if g.Match(text) || all.fold[i] && g.Match(strings.ToLower(text)) {
					out[all.atom[i]] = 1
				}
			}
			return string(out)
		}
		made, ok := all.classes()
		got := map[string]bool{}
		for _, text := range made {
			got[class(text)] = true
		}
		for _, text := range texts {
			if !ok || !got[class(text)] {
				t.Fatalf("nothing is like %q: %v", text, all.globs)
			}
		}
	}
}

func randomTexts(r *rand.Rand) *texts {
	all := &texts{meter: unlimited()}
	for i := range 1 + r.IntN(5) {
		all.add(newWalked(randomPattern(r)), r.IntN(4) == 0, i == 0 || r.IntN(2) == 0)
	}
	return all
}

// A resource is found if, and only if, there is one.
func TestFindResource(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 9))
	endings := shortTexts("abAc", 5)
	found := 0
	for range 3000 {
		rs := newResources(unlimited())
		var in, out []int
		for range 1 + r.IntN(5) {
			var patterns []string
			for range 1 + r.IntN(3) {
				text := "arn:aws:s3:::"
				for range r.IntN(5) {
					text += []string{"a", "a", "A", "b", "?", "*", "*"}[r.IntN(7)]
				}
				patterns = append(patterns, text)
			}
			if set := rs.set(patterns, true); r.IntN(3) > 0 {
				out = append(out, set)
			} else {
				in = append(in, set)
			}
		}
		in = append(in, rs.set([]string{"arn:aws:s3:::*"}, true))
		fits := func(text int) bool {
			return !slices.ContainsFunc(in, func(s int) bool { return !rs.has(s, text) }) && !slices.ContainsFunc(out, func(s int) bool { return rs.has(s, text) })
		}
		some := slices.ContainsFunc(endings, func(end string) bool { return fits(rs.text("arn:aws:s3:::" + end)) })
		got, ok := rs.find(in, out, nil)
		switch {
		case ok == eval.Yes && !fits(got):
			t.Fatalf("%s does not fit %v but %v", rs.texts[got], in, out)
		case ok != eval.Yes && some, ok == eval.Maybe:
			t.Fatalf("nothing is found: %s", ok)
		case ok == eval.Yes:
			found++
		}
	}
	if found < 500 || found > 2500 {
		t.Errorf("%d of 3000 are found", found)
	}
}

// With fewer steps, what is not found is not said not to be there.
func TestFindResourceFewSteps(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, out []string }{
		{[]string{"arn:aws:s3:::a"}, nil},
		{[]string{"arn:aws:s3:::*a*", "arn:aws:s3:::*b*"}, nil},
		{[]string{"arn:aws:s3:::*b*"}, []string{"arn:aws:s3:::*example*", "arn:aws:s3:::?"}},
		{[]string{"arn:aws:s3:::a?*"}, []string{"arn:aws:s3:::ax*", "arn:aws:s3:::ay*"}},
	} {
		for steps := 0; steps < 20_000; steps += 1 + steps/20 {
			rs := newResources(&meter{limit: steps})
			var in, out []int
			for _, text := range tt.in {
				in = append(in, rs.set([]string{text}, true))
			}
			for _, text := range tt.out {
				out = append(out, rs.set([]string{text}, true))
			}
			if _, found := rs.find(in, out, nil); found == eval.No || found == eval.Maybe && steps > 10_000 {
				t.Fatalf("%v without %v: %s within %d steps", tt.in, tt.out, found, steps)
			}
		}
	}
}

// Values are found for what conditions ask if, and only if, there are some.
func TestChoice(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 9))
	var values [][]string
	for set := range 1 << 5 {
		var some []string
		for i, v := range []string{"a", "b", "ab", "c", ""} {
			if set>>i&1 == 1 {
				some = append(some, v)
			}
		}
		values = append(values, some)
	}
	for _, v := range []string{"a", "b", "ab", "c", "", "abc"} {
		values = append(values, []string{v, v})
	}
	for range 4000 {
		var asks []*asked
		e := &eval.Compiler{Evaluator: &eval.Evaluator{}, Index: map[string]int{}, Variables: true}
		for range 1 + r.IntN(4) {
			source := iam.Condition{
				Operator: []string{"", "ForAnyValue:", "ForAllValues:"}[r.IntN(3)] + []string{"StringEquals", "StringLike", "StringNotLike", "StringNotEquals"}[r.IntN(4)] + []string{"", "IfExists"}[r.IntN(2)],
				Key:      "aws:TagKeys", Values: []string{[]string{"a", "b", "a*", "?", ""}[r.IntN(5)], []string{"a", "*b", "ab"}[r.IntN(3)]},
			}
			if r.IntN(6) == 0 {
				source = iam.Condition{Operator: "Null", Key: "aws:TagKeys", Values: []string{[]string{"true", "false"}[r.IntN(2)]}}
			}
			c, _ := e.Condition(source)
			asks = append(asks, newAsked(c, true))
		}
		var c constraint = newDimension(unlimited(), "aws:TagKeys", asks).choice()
		ok, want := true, make([]bool, len(asks))
		for i := range asks {
			want[i] = r.IntN(2) == 0
			if ok {
				c, ok = c.assert(i, want[i])
			}
		}
		fits := func(values []string) bool {
			q := &eval.Query{Evaluator: e.Evaluator, Request: &eval.Request{Context: eval.Context{Values: map[string][]string{"aws:TagKeys": values}, Complete: true}}}
			for i, a := range asks {
				original, _ := e.Condition(a.Source)
				if (original.Holds(q) == eval.Yes) != want[i] {
					return false
				}
			}
			return true
		}
		if some := slices.ContainsFunc(values, fits); some && !ok || ok && !fits(c.(*choice).request(nil)) {
			t.Fatalf("some values fit: %t, found: %t, %v", some, ok, asks)
		}
	}
}

// Of policies whose conditions are all on keys with two values or none, the
// verdict is what all requests say.
func TestCompareEachRequest(t *testing.T) {
	t.Parallel()
	const keys = 5
	r := rand.New(rand.NewPCG(5, 9))
	var requests []*eval.Request
	for n := range 243 {
		q := &eval.Request{Action: "s3:GetObject", Resource: "*", Context: eval.Context{Values: map[string][]string{}, Complete: true}}
		for k := range keys {
			if n%3 > 0 {
				q.Context.Values[fmt.Sprint("aws:PrincipalTag/k", k)] = []string{string("ab"[n%3-1])}
			}
			n /= 3
		}
		requests = append(requests, q)
	}
	policies := func() eval.Policies {
		d := &iam.Document{Version: "2012-10-17"}
		for range 1 + r.IntN(9) {
			st := iam.Statement{Effect: []string{"Allow", "Allow", "Deny"}[r.IntN(3)], Actions: []string{"s3:GetObject"}, Resources: []string{"*"}}
			for range r.IntN(4) {
				st.Conditions = append(st.Conditions, iam.Condition{Operator: []string{"StringEquals", "StringNotEquals", "StringEqualsIfExists"}[r.IntN(3)], Key: fmt.Sprint("aws:PrincipalTag/k", r.IntN(keys)), Values: []string{"a"}})
			}
			d.Statements = append(d.Statements, st)
		}
		return eval.Policies{Identity: []*iam.Document{d}}
	}
	counts := map[Verdict]int{}
	for range 4000 {
		old, new := policies(), policies()
		c, err := Compare(old, new)
		if err != nil {
			t.Fatal(err)
		}
		before, _ := eval.Compile(old)
		after, _ := eval.Compile(new)
		gained, lost := false, false
		for _, q := range requests {
			a, b := before.Evaluate(q).Effect == eval.Allowed, after.Evaluate(q).Effect == eval.Allowed
			gained, lost = gained || b && !a, lost || a && !b
		}
		want := map[[2]bool]Verdict{{}: Same, {true, false}: Wider, {false, true}: Narrower, {true, true}: Both}[[2]bool{gained, lost}]
		if counts[want]++; c.Verdict() != want {
			t.Fatalf("%v is %s, not %s", []eval.Policies{old, new}, c.Verdict(), want)
		}
	}
	t.Logf("%v", counts)
	for _, v := range []Verdict{Same, Narrower, Wider, Both} {
		if counts[v] < 50 {
			t.Errorf("only %d of %s", counts[v], v)
		}
	}
}
