package compare

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// hardPair is two sets of policies that are hard to compare.
type hardPair struct {
	name     string
	old, new eval.Policies
	want     Verdict
}

// statement is JSON of a statement of S3 with some elements of its own.
func hardStatement(elements map[string]any) map[string]any {
	out := map[string]any{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
	for k, v := range elements {
		out[k] = v
	}
	return out
}

func hardDocument(t testing.TB, statements ...map[string]any) *iam.Document {
	t.Helper()
	text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := iam.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func numbered(n int, format string) []string {
	var out []string
	for i := range n {
		out = append(out, strings.ReplaceAll(format, "#", fmt.Sprint(i)))
	}
	return out
}

// hardPairs are pairs whose classes are too many to look at one by one: each
// kind is as large as IAM lets it be, or nearly.
func hardPairs(t testing.TB) []hardPair {
	type elements = map[string]any
	var out []hardPair
	add := func(name string, want Verdict, old, new []map[string]any) {
		p := func(sts []map[string]any) eval.Policies {
			doc := hardDocument(t, sts...)
			if doc.Statements[0].Principals != nil {
				return eval.Policies{Resource: doc}
			}
			return eval.Policies{Identity: []*iam.Document{doc}}
		}
		out = append(out, hardPair{name, p(old), p(new), want})
	}
	one := func(name string, want Verdict, element string, old, new any) {
		add(name, want, []map[string]any{hardStatement(elements{element: old})}, []map[string]any{hardStatement(elements{element: new})})
	}
	less := func(name, element, format string, n int) {
		all := numbered(n, format)
		one(name, Narrower, element, all, all[1:])
	}
	less("resources with * at both ends", "Resource", "arn:aws:s3:::*x#y*", 400)
	less("resources with many *", "Resource", "arn:aws:s3:::*a*a*a*b#", 300)
	less("resources with a variable", "Resource", "arn:aws:s3:::b#/${aws:username}/*", 250)
	less("resources with variables of their own", "Resource", "arn:aws:s3:::b/${aws:PrincipalTag/k#}/*", 200)
	less("actions with * at both ends", "Action", "s3:*a#*", 12)
	one("many actions with * at both ends", Undecided, "Action", numbered(600, "s3:*a#*b*"), numbered(599, "s3:*a#*b*"))
	like := func(format string, n int) elements {
		return elements{"StringLike": elements{"aws:PrincipalTag/t": numbered(n, format)}}
	}
	one("values with * at both ends", Narrower, "Condition", like("*v#w*", 60), like("*v#w*", 59))
	one("many values with * at both ends", Undecided, "Condition", like("*v#w*", 500), like("*v#w*", 499))
	tags := func(n int) elements {
		return elements{"ForAllValues:StringEquals": elements{"aws:TagKeys": numbered(n, "tag#")}}
	}
	one("many tag keys", Narrower, "Condition", tags(500), tags(499))

	var each, deny, chain []map[string]any
	for i := range 60 {
		value, key := fmt.Sprintf("*v%d*", i), fmt.Sprintf("aws:PrincipalTag/k%d", i)
		each = append(each, hardStatement(elements{
			"Resource": fmt.Sprintf("arn:aws:s3:::*x%dy*", i), "Condition": elements{"StringLike": elements{fmt.Sprintf("aws:PrincipalTag/k%d", i%7): value}},
		}))
		deny = append(deny, hardStatement(elements{
			"Effect": "Deny", "Action": "*", "Condition": elements{"StringNotEqualsIfExists": elements{key: "a"}},
		}))
		chain = append(chain, hardStatement(elements{
			"Effect": "Deny", "Action": "*", "Condition": elements{"StringNotEqualsIfExists": elements{key: "a", fmt.Sprintf("aws:PrincipalTag/k%d", i+1): "b"}},
		}))
	}
	bare := hardStatement(nil)
	add("statements that overlap", Narrower, each, each[1:])
	add("statements that overlap, in another order and divided", Same, each, append([]map[string]any{each[59], each[0]}, each...))
	add("a denial for each of many keys", Wider, append(deny, bare), append(deny[1:len(deny):len(deny)], bare))
	add("denials that hang together", Wider, append(chain, bare), append(chain[:len(chain):len(chain)], hardStatement(elements{"Action": "s3:*"})))
	divided := func(sts []map[string]any) []map[string]any {
		for _, resource := range []string{"arn:aws:s3:::b/", "arn:aws:s3:::b/?*"} {
			for _, operator := range []string{"StringLike", "StringNotLike"} {
				sts = append(sts, hardStatement(elements{"Resource": resource, "Condition": elements{operator: elements{"aws:PrincipalTag/t": "a*"}}}))
			}
		}
		return sts
	}
	whole := hardStatement(elements{"Resource": "arn:aws:s3:::b/*"})
	var pairs []map[string]any
	for i := 0; i < len(chain); i += 2 {
		pairs = append(pairs, chain[i])
	}
	add("denials on pairs of keys before a permission that is divided", Same, append(pairs[:len(pairs):len(pairs)], whole), divided(pairs[:len(pairs):len(pairs)]))
	most := []map[string]any{hardStatement(elements{"Resource": numbered(250, "arn:aws:s3:::*x#y*")})}
	least := []map[string]any{hardStatement(elements{"Resource": numbered(249, "arn:aws:s3:::*x#y*")})}
	for i := range 60 {
		action := elements{"Action": fmt.Sprintf("zz:New%d", i)}
		most, least = append(most, hardStatement(action)), append(least, hardStatement(elements{"Action": action["Action"], "Resource": "arn:aws:s3:::b"}))
	}
	add("a hard action among many", Narrower, most, least)
	most[0], least[0] = hardStatement(elements{"Condition": like("*v#w*", 60)}), hardStatement(elements{"Condition": like("*v#w*", 59)})
	add("an action with hard conditions among many", Narrower, most, least)

	by := func(values []string, more ...map[string]any) []map[string]any {
		return append([]map[string]any{hardStatement(elements{"Principal": elements{"AWS": values}})}, more...)
	}
	secure := hardStatement(elements{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": elements{"Bool": elements{"aws:SecureTransport": "false"}}})
	accounts, roles := numbered(2000, "1#"), numbered(700, "arn:aws:iam::123456789012:role/role#")
	for i := range accounts {
		accounts[i] = fmt.Sprint(100_000_000_000 + i)
	}
	add("2,000 accounts", Narrower, by(accounts), by(accounts[1:]))
	add("700 roles and a denial", Narrower, by(roles), by(roles, secure))

	r := rand.New(rand.NewPCG(3, 5))
	for _, kind := range []string{"identity", "resource"} {
		for _, variables := range []bool{false, true} {
			size := map[string]int{"identity": 10_240, "resource": 32_000}[kind]
			old, new := randomHard(r, kind, variables, size), randomHard(r, kind, variables, size)
			name := fmt.Sprintf("random %s policies, variables: %t", kind, variables)
			add(name, Both, old, new)
			add(name+", of which one is in another order", Same, old, append([]map[string]any{old[len(old)-1]}, old...))
		}
	}
	long := "arn:aws:s3:::*" + strings.Repeat("a", 9800)
	one("a * before many of one letter", Undecided, "Resource", long+"b", long+"*b")
	return out
}

// randomHard are statements that overlap in actions, resources and conditions,
// up to a size.
func randomHard(r *rand.Rand, kind string, variables bool, size int) (out []map[string]any) {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	letter := func() string { return string("abcdefgh"[r.IntN(8)]) }
	for total := 0; ; {
		st := hardStatement(map[string]any{
			"Effect": pick("Allow", "Allow", "Allow", "Deny"),
			"Action": []string{pick("s3:GetObject", "s3:Get*", "s3:*", "s3:*Object", "ec2:RunInstances", "ec2:*", "*"), pick("s3:PutObject", "kms:Decrypt", "sqs:*")},
		})
		var resources []string
		for range 1 + r.IntN(5) {
			resources = append(resources, "arn:aws:s3:::"+pick("", "*")+letter()+letter()+pick("*", "*/"+letter()+"*", "/*"))
			if variables && r.IntN(2) == 0 {
				resources[len(resources)-1] += "/${aws:" + pick("username", "userid", "PrincipalTag/t") + "}"
			}
		}
		st["Resource"] = resources
		if kind == "resource" {
			st["Principal"] = map[string]any{"AWS": []string{fmt.Sprint(100_000_000_000 + r.IntN(30)), "arn:aws:iam::100000000007:role/" + letter()}}
		}
		conditions := map[string]any{}
		for range r.IntN(3) {
			value := pick(letter(), letter()+letter())
			if variables && r.IntN(3) == 0 {
				value = "${aws:username}"
			}
			conditions[pick("StringEquals", "StringLike", "StringNotEquals", "StringNotLikeIfExists", "ForAnyValue:StringLike")] = map[string]any{
				pick("aws:PrincipalTag/t", "aws:ResourceTag/owner", "aws:SourceVpc", "aws:userid", "aws:TagKeys"): []string{value, pick("*x*", "y*", "z")},
			}
		}
		if len(conditions) > 0 {
			st["Condition"] = conditions
		}
		text, _ := json.Marshal(st)
		if total += len(text) + 1; total > size && len(out) > 0 {
			return out
		}
		out = append(out, st)
	}
}

// TestCompareHard: hard pairs are decided, in few steps and little memory. A
// step takes up to a tenth of a microsecond, so that none takes a second.
func TestCompareHard(t *testing.T) {
	if maxSteps > 8_000_000 {
		t.Errorf("up to %d steps take too long", maxSteps)
	}
	const slack = maxSteps / 10 // what the last of the steps may take more
	for _, p := range hardPairs(t) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c, err := Compare(p.old, p.new)
		runtime.ReadMemStats(&after)
		bytes := after.TotalAlloc - before.TotalAlloc
		switch {
		case err != nil:
			t.Errorf("%s: %v", p.name, err)
		case c.Verdict() != p.want:
			t.Errorf("%s: %s, not %s: %v", p.name, c.Verdict(), p.want, c.Reasons)
		case c.steps > maxSteps+slack || bytes > 200e6:
			t.Errorf("%s: %d steps, %d bytes", p.name, c.steps, bytes)
		}
		t.Logf("%9d steps %4d MB %-8s %s", c.steps, bytes/1e6, c.Verdict(), p.name)
		back, err := Compare(p.new, p.old)
		reverse := map[Verdict]Verdict{Wider: Narrower, Narrower: Wider}
		if want := cmp.Or(reverse[p.want], p.want); err != nil || back.Verdict() != want {
			t.Errorf("%s, the other way round: %s, not %s: %v, %v", p.name, back.Verdict(), want, back.Reasons, err)
		}
	}
}

func BenchmarkCompareHard(b *testing.B) {
	for _, p := range hardPairs(b) {
		b.Run(strings.ReplaceAll(p.name, " ", "_"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compare(p.old, p.new); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A reason names the actions and what was too much.
func TestCompareReasons(t *testing.T) {
	t.Parallel()
	values := func(texts ...string) map[string]any {
		return map[string]any{"StringLike": map[string]any{"aws:PrincipalTag/t": texts}}
	}
	long := "arn:aws:s3:::*" + strings.Repeat("a", 9800)
	alice := map[string]any{"StringEquals": map[string]any{"aws:username": "alice"}}
	var many, others []map[string]any
	for i := range 40 {
		many = append(many, hardStatement(map[string]any{"Condition": values(fmt.Sprintf("*v%dw*", i))}))
		others = append(others, hardStatement(map[string]any{"Effect": "Deny", "Condition": values(fmt.Sprintf("*%dx*", i))}))
	}
	// Of twelve keys with one of eleven values each, two have the same value.
	const pigeons = 12
	holes, each := numbered(pigeons-1, "#"), map[string]any{}
	var all, two []map[string]any
	for i := range pigeons {
		key := fmt.Sprintf("aws:PrincipalTag/k%d", i)
		each[key] = holes
		for j := range i {
			for _, hole := range holes {
				same := map[string]any{key: hole, fmt.Sprintf("aws:PrincipalTag/k%d", j): hole}
				two = append(two, hardStatement(map[string]any{"Condition": map[string]any{"StringEquals": same}}))
			}
		}
	}
	all = append(two[:len(two):len(two)], hardStatement(map[string]any{"Condition": map[string]any{"StringEquals": each}}))
	numbers := func(operator string) map[string]any {
		return map[string]any{operator: map[string]any{"n:a": "1", "n:b": "1e401"}, "StringNotLike": map[string]any{"n:a": "7?"}}
	}
	for _, tt := range []struct {
		old, new []map[string]any
		want     string
	}{
		{
			[]map[string]any{hardStatement(map[string]any{"Resource": long + "b"})},
			[]map[string]any{hardStatement(map[string]any{"Resource": long + "*b"})},
			"s3:GetObject has too many patterns of resources",
		},
		{many, append(others, many...), "s3:GetObject has too many patterns of aws:PrincipalTag/t"},
		{
			[]map[string]any{hardStatement(map[string]any{"Resource": "arn:aws:s3:::${aws:username}", "Condition": alice})},
			[]map[string]any{hardStatement(map[string]any{"Resource": "arn:aws:s3:::alice", "Condition": alice})},
			"s3:GetObject has values that depend on aws:username",
		},
		{
			[]map[string]any{hardStatement(map[string]any{"Resource": "arn:aws:s3:::${aws:username}/${aws:userid}", "Condition": alice})},
			[]map[string]any{hardStatement(map[string]any{"Resource": "arn:aws:s3:::alice/${aws:userid}", "Condition": alice})},
			"s3:GetObject has values that depend on aws:userid, aws:username",
		},
		{
			[]map[string]any{hardStatement(map[string]any{"Action": []string{"s3:PutObject", "s3:GetObject"}, "Resource": long + "b"})},
			[]map[string]any{hardStatement(map[string]any{"Action": []string{"s3:PutObject", "s3:GetObject"}, "Resource": long + "*b"})},
			"s3:GetObject and 1 more has too many patterns of resources",
		},
		{
			[]map[string]any{hardStatement(map[string]any{"Action": numbered(600, "s3:*a#*b*")})},
			[]map[string]any{hardStatement(map[string]any{"Action": numbered(599, "s3:*a#*b*")})},
			"the actions have too many patterns, such as s3:*a599*b*",
		},
		{
			[]map[string]any{hardStatement(map[string]any{"Condition": numbers("NumericLessThanEquals")}), two[0]},
			[]map[string]any{hardStatement(map[string]any{"Condition": numbers("NumericLessThan")}), two[0]},
			"s3:GetObject has numbers that are too far apart of n:b; s3:GetObject has values that are compared in several ways of n:a",
		},
		{all, two, "s3:GetObject has too many conditions to look at each combination of values of aws:PrincipalTag/k0, aws:PrincipalTag/k1 and 10 more keys"},
	} {
		c, err := Compare(eval.Policies{Identity: []*iam.Document{hardDocument(t, tt.old...)}}, eval.Policies{Identity: []*iam.Document{hardDocument(t, tt.new...)}})
		if err != nil || strings.Join(c.Reasons, "; ") != tt.want {
			t.Errorf("%v does not say %q: %s, %v", c.Reasons, tt.want, c.Verdict(), err)
		}
	}
}
