package prove

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/gen/terraform"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// rounds is how many random specs are tried: EMRIAM_ROUNDS, or a few.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("EMRIAM_ROUNDS")); err == nil {
		return n
	}
	return 8
}

// TestAgainstBruteForce makes specs with up to eight conditions, and templates and
// modules with a fault: a difference is seen if and only if there is one for some
// choice of all parameters.
func TestAgainstBruteForce(t *testing.T) {
	t.Parallel()
	tried, differ, harmless := 0, 0, 0
	for seed := range rounds() {
		random := rand.New(rand.NewPCG(uint64(seed), 7))
		text := randomSpec(random)
		s, found := compile.Load("random.yaml", []byte(text), templates.FS)
		if s == nil || found.HasErrors() {
			t.Errorf("seed %d: %v\n%s", seed, found.Findings(), text)
			continue
		}
		space := deploy.New(s)
		for _, made := range deployed(s) {
			plain := made(nil)
			if r := plain.prove(space, "aws"); len(r.Differences)+len(r.Unknown) > 0 || bruteForce(plain, space.In(s, "aws")) {
				t.Errorf("seed %d: without a fault: %v %v\n%s", seed, r.Differences, r.Unknown, text)
			}
			for range 6 {
				var changed string
				a := made(func(content []byte) []byte {
					content, changed = mutated(random, content)
					return content
				})
				r := a.prove(space, "aws")
				differs := bruteForce(a, space.In(s, "aws"))
				if (len(r.Differences) > 0) != differs || len(r.Unknown) > 0 {
					t.Errorf("seed %d: %s: %s: it differs: %t, but prove says %v, unknown %v\n%s", seed, a.file, changed, differs, r.Differences, r.Unknown, text)
				}
				if tried++; differs {
					differ++
				} else {
					harmless++
				}
			}
		}
	}
	t.Logf("%d artefacts with a change: %d grant something else, %d the same", tried, differ, harmless)
	if tried < 12*rounds() || differ < tried/2 || harmless < tried/10 {
		t.Error("that is too few")
	}
}

// deployed are the template and the module of the only stack of a spec, made from
// content that has been changed.
func deployed(s *spec.Spec) []func(change func([]byte) []byte) artefact {
	l := &diag.List{}
	stack := s.Stacks[0]
	return []func(func([]byte) []byte) artefact{
		func(change func([]byte) []byte) artefact {
			content := cloudformation.Template(s, stack)
			if change != nil {
				content = change(content)
			}
			return template(s, stack, "template", content)
		},
		func(change func([]byte) []byte) artefact {
			byPath := map[string][]byte{}
			for _, f := range terraform.Target.Files(s, nil, l) {
				byPath[f.Path] = f.Content
			}
			files := filesIn(byPath, "terraform/"+stack.Name)
			if change != nil {
				files["roles.tf"] = change(files["roles.tf"])
			}
			return module(s, stack, "module", files)
		},
	}
}

// bruteForce compares an artefact with the model for each choice of all parameters.
func bruteForce(a artefact, place *deploy.Place) bool {
	var all []string
	for _, v := range place.Open() {
		all = append(all, v.Param)
	}
	places, err := place.Each(all)
	if err != nil {
		panic(err)
	}
	for _, p := range places {
		got, err := a.creates(p.Binding)
		if err != nil || len(Accounts(expected.Choice{Spec: a.spec, Stack: a.stack, Binding: p.Binding, Tagged: a.tagged}.Creates(), got)) > 0 {
			return true
		}
	}
	return false
}

// mutations are patterns of places in artefacts that may be exchanged with each
// other, or lost.
var mutations = []struct {
	what string
	of   *regexp.Regexp
	lost bool
}{
	{"a condition", regexp.MustCompile(`\b(?:Has|Is)[A-Z]\w*`), false},
	{"a parameter", regexp.MustCompile(`\$\{B\d\}|!Ref B\d`), false},
	{"a variable", regexp.MustCompile(`var\.b\d+`), false},
	{"a variable that is true or false", regexp.MustCompile(`var\.[fg]\b`), false},
	{"an operator", regexp.MustCompile(`&&|\|\|`), false},
	{"a comparison", regexp.MustCompile(`[!=]= null`), false},
	{"a function", regexp.MustCompile(`!And|!Or`), false},
	{"an action", regexp.MustCompile(`s3:[A-Z]\w+`), false},
	{"an operand", regexp.MustCompile(`(?m)^    - Condition: .*\n`), true},
	{"a conjunct", regexp.MustCompile(` && var\.\w+( != null)?| \|\| \(.*?\)`), true},
	{"an element", regexp.MustCompile(`(?m)^ +(?:- (?:s3:|!Sub|!Ref B).*|"(?:s3|arn):[^\n]*",)\n`), true},
	{"a count", regexp.MustCompile(`(?m)^  count = .*\n`), true},
	{"a boundary", regexp.MustCompile(`(?m)^ *(?:PermissionsBoundary|permissions_boundary).*\n`), true},
}

// rewrites say the same in other words.
var rewrites = []struct {
	of   *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(var\.\w+(?: != null)?) && (var\.\w+(?: != null)?)`), "${2} && ${1}"},
	{regexp.MustCompile(`(var\.\w+) != null`), "!(null == ${1})"},
	{regexp.MustCompile(`count = (.*) \? 1 : 0`), "count = !(${1}) ? 0 : 1"},
	{regexp.MustCompile(`(- Condition: \w+)\n    (- Condition: \w+)\n`), "${2}\n    ${1}\n"},
	{regexp.MustCompile(`!Equals \[!Ref ([FG]), "true"\]`), `!Not [!Equals ["false", !Ref ${1}]]`},
	{regexp.MustCompile(`!Not \[(!Equals \[!Ref B\d, ""\])\]`), `!Not [!Not [!Not [${1}]]]`},
	{regexp.MustCompile(`!If \[(\w+), (!Ref \w+), !Ref AWS::NoValue\]`), `!If [${1}, !If [${1}, ${2}, !Ref AWS::NoValue], !Ref AWS::NoValue]`},
}

// mutated is an artefact with a small change.
func mutated(random *rand.Rand, content []byte) (out []byte, changed string) {
	for random.IntN(4) == 0 {
		m := rewrites[random.IntN(len(rewrites))]
		all := m.of.FindAllIndex(content, -1)
		if len(all) > 0 {
			at := all[random.IntN(len(all))]
			with := m.of.ReplaceAll(content[at[0]:at[1]], []byte(m.with))
			return slices.Concat(content[:at[0]], with, content[at[1]:]), fmt.Sprintf("%q for %q", with, content[at[0]:at[1]])
		}
	}
	for {
		m := mutations[random.IntN(len(mutations))]
		all := m.of.FindAllIndex(content, -1)
		if i := bytes.Index(content, []byte("\nConditions:")); i >= 0 {
			all = slices.DeleteFunc(all, func(at []int) bool { return at[0] < i })
		}
		if len(all) == 0 {
			continue
		}
		at := all[random.IntN(len(all))]
		other := all[random.IntN(len(all))]
		with := content[other[0]:other[1]]
		if m.lost {
			with = nil
		}
		if string(with) == string(content[at[0]:at[1]]) {
			continue
		}
		changed = fmt.Sprintf("%s in line %d: %q for %q", m.what, 1+bytes.Count(content[:at[0]], []byte("\n")), with, content[at[0]:at[1]])
		return slices.Concat(content[:at[0]], with, content[at[1]:]), changed
	}
}

// randomSpec is a spec of one role and a managed policy with up to eight
// conditions, which meet in any way.
func randomSpec(random *rand.Rand) string {
	var out strings.Builder
	write := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	optional := 2 + random.IntN(4)
	write("version: 1\nname: random\nparameters:\n  B0: {type: BucketName, example: amzn-s3-demo-bucket}\n  B1: {type: BucketName, example: amzn-s3-demo-bucket}")
	var conditions []string
	for i := range optional {
		name := fmt.Sprintf("B%d", i+2)
		write("  %s: {type: BucketName, optional: true}", name)
		conditions = append(conditions, name)
	}
	write("  F: {type: Boolean, default: false}\n  G: {type: Boolean, default: true}\n  Tier: {type: String, values: [gold, silver], example: gold}\n  Boundary: {type: PolicyArn, optional: true}")
	conditions = append(conditions, "F", "G")
	// when is up to three conditions, and a bucket that is given where they hold.
	when := func() (list, bucket string) {
		some := slices.Clone(conditions)
		random.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		some = some[:1+random.IntN(3)]
		bucket = fmt.Sprintf("B%d", random.IntN(2))
		for _, c := range some {
			if c[0] == 'B' && random.IntN(3) > 0 {
				bucket = c
			}
		}
		return "[" + strings.Join(some, ", ") + "]", bucket
	}
	arn := func(bucket string) string {
		tail := []string{"", "/*", "/${Tier}/*"}[random.IntN(3)]
		return `"arn:${AWS::Partition}:s3:::${` + bucket + "}" + tail + `"`
	}
	actions := []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"}
	action := func() string { return actions[random.IntN(len(actions))] }
	statement := func(sid string, always bool) {
		line := "{Sid: " + sid
		bucket := "B0"
		if !always {
			var list string
			list, bucket = when()
			line += ", when: " + list
		}
		list, other := when()
		third, value := when()
		line += ", Effect: " + []string{"Allow", "Allow", "Deny"}[random.IntN(3)]
		line += ", " + []string{"Action", "Action", "Action", "NotAction"}[random.IntN(4)] + ": [" + action() + ", {value: s3:GetObjectVersion, when: " + third + "}]"
		line += ", Resource: [" + arn(bucket) + ", {value: " + arn(other) + ", when: " + list + "}]"
		if random.IntN(2) == 0 {
			line += ", Condition: {" + []string{"StringEquals", "StringNotEquals"}[random.IntN(2)] + `: {"aws:PrincipalTag/x": ["${Tier}", {value: "${` + value + `}", when: ` + third + "}]}}"
		}
		write("        - %s}", line)
	}
	write("roles:\n  Job:\n    kind: other\n    roleName: job\n    trust:\n      - {service: ec2}")
	list, _ := when()
	write("      - {service: emr-serverless, when: %s}", list)
	if random.IntN(2) == 0 {
		write(`    permissionsBoundary: "${Boundary}"`)
	}
	write(`    tags: {a: "${%s}", tier: "${Tier}"}`, conditions[0])
	list, _ = when()
	write("    managedPolicies: [AmazonSSMManagedInstanceCore, {value: service-role/AmazonElasticMapReduceforAutoScalingRole, when: %s}]", list)
	write("    policies:\n      One:")
	for i := range 1 + random.IntN(3) {
		statement(fmt.Sprint("S", i), i == 0)
	}
	write("      Two:")
	for i := range 1 + random.IntN(2) {
		statement(fmt.Sprint("T", i), false)
	}
	write("policies:\n  Shared:\n    policyName: shared\n    statements:")
	for i := range 1 + random.IntN(2) {
		statement(fmt.Sprint("U", i), false)
	}
	write("outputs: {cloudformation: {}, terraform: {}}")
	return out.String()
}
