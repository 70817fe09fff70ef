package targets_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/iam/read/cloudformation"
	"github.com/emriam/emriam/iam/read/terraform"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

const limits = testdata + "/limits/spec.yaml"

// hostile are values that some parameters have, and others must not.
var hostile = []string{
	"", "*", "?", "a*", "a?b", "a", "A", "gold", "bronze", "team-a-", "a/b", "/", "//", "a b", "b c", "1", "2", "3", "-3", "1.5", "many",
	"1234567890123456", "a\n", "\na", "a\r", "gold\n", "1\n", "a\tb", "a\u0085", "a\u2028", "é", "a|b", "a,b", " a", "a ", "${a}",
	"arn:aws:sns:us-east-1:123456789012:x", "arn:aws:sns:us-east-1:123456789012:x*", "arn:aws:sns:us-east-1:123456789012:x\n",
	"arn:aws:sns:us-east-1:123456789012:x\v", "arn:aws:sns:us-east-1:123456789012:x|y", "arn:aws:sns:us-east-1:123456789012:\u00a0",
	"arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:role/*", "arn:aws:iam::123456789012:role/x\n",
}

// TestLimits offers the same values to environments, a template and a module,
// and wants of each what the model says. What the constants and the constructs
// say of them is tested where they are executed.
func TestLimits(t *testing.T) {
	t.Parallel()
	s := specfile.Load(t, limits)
	refused := map[bool]int{}
	for name, refuses := range map[string]func(*testing.T, *spec.Spec) func(*spec.Param, []string) bool{
		"environments": environmentRefuses, "cloudformation": templateRefuses, "terraform": moduleRefuses,
	} {
		refuses := refuses(t, s)
		for _, p := range s.Params {
			for _, v := range hostile {
				for _, values := range offered(p, v) {
					if name == "cloudformation" && (v == "" && p.Optional && len(values) == 1 || p.List && (strings.TrimSpace(v) != v || strings.Contains(v, ","))) {
						continue // not given, or another list
					}
					want := p.Refuses(v) != ""
					if got := refuses(p, values); got != want {
						t.Errorf("%s refuses %s = %q: %v, want %v: %s", name, p.Name, values, got, want, p.Refuses(v))
					}
					refused[want]++
				}
			}
		}
	}
	t.Logf("%d values refused, %d taken", refused[true], refused[false])
	if refused[true] < 1000 || refused[false] < 300 {
		t.Errorf("%d values refused, %d taken", refused[true], refused[false])
	}
}

// offered are the ways to give p a value: by itself, and in a list with others.
func offered(p *spec.Param, v string) [][]string {
	if !p.List {
		return [][]string{{v}}
	}
	good := slices.Concat(p.Example, p.Default, []string{"arn:aws:iam::123456789012:role/x"})[0]
	if p.Refuses(good) != "" {
		good = "x"
	}
	return [][]string{{v}, {good, v}}
}

// values are those of s's example, but for p.
func values(s *spec.Spec, p *spec.Param, given []string) map[string][]string {
	out := maps.Clone(s.Example().Values)
	out[p.Name] = given
	return out
}

func environmentRefuses(t *testing.T, _ *spec.Spec) func(*spec.Param, []string) bool {
	text, err := os.ReadFile(limits)
	if err != nil {
		t.Fatal(err)
	}
	return func(p *spec.Param, given []string) bool {
		quoted := strings.ReplaceAll(fmt.Sprintf("%+q", given), `" "`, `", "`)
		if !p.List {
			quoted = fmt.Sprintf("%+q", given[0])
		}
		quoted = strings.ReplaceAll(quoted, "${", "$${")
		var others strings.Builder
		for _, line := range []string{"Prefix: a", "Team: a", "Tier: gold", "Tiers: [gold]", "Anything: a", "Label: a", `Topic: "arn:aws:sns:::a"`, `Topics: ["arn:aws:sns:::a"]`} {
			if !strings.HasPrefix(line, p.Name+":") {
				others.WriteString(line + ", ")
			}
		}
		with := fmt.Sprintf("%s\nenvironments:\n  prod: {region: us-east-1, account: \"111122223333\", values: {%s%s: %s}}\n", text, &others, p.Name, quoted)
		_, l := compile.Load("spec.yaml", []byte(with), templates.FS)
		for _, f := range l.Findings() {
			if f.Code != "bad-value" {
				t.Fatalf("%s = %s: %s", p.Name, quoted, f.Message)
			}
		}
		return l.HasErrors()
	}
}

func templateRefuses(t *testing.T, s *spec.Spec) func(*spec.Param, []string) bool {
	template := compileAll(t, limits)["cloudformation/limits.yaml"]
	resolve := func(given map[string][]string) error {
		env := cloudformation.Env{Partition: "aws", Region: "us-east-1", AccountID: "123456789012", StackName: "limits", Params: map[string]string{}}
		for name, values := range given {
			env.Params[name] = strings.Join(values, ",")
		}
		_, err := cloudformation.Read(template, env)
		return err
	}
	if err := resolve(s.Example().Values); err != nil {
		t.Fatal(err)
	}
	return func(p *spec.Param, given []string) bool { return resolve(values(s, p, given)) != nil }
}

func moduleRefuses(t *testing.T, s *spec.Spec) func(*spec.Param, []string) bool {
	files := map[string][]byte{}
	for path, content := range compileAll(t, limits) {
		if name, ok := strings.CutPrefix(path, "terraform/limits/"); ok {
			files[name] = content
		}
	}
	m, err := terraform.Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	apply := func(given map[string][]string) error {
		env := terraform.Env{Partition: "aws", Region: "us-east-1", AccountID: "123456789012", Vars: map[string][]string{}}
		for i, p := range s.ParamsOf(s.Stacks[0]) {
			if values, ok := given[p.Name]; ok {
				env.Vars[m.Variables()[i]] = values
			}
		}
		_, err := m.Apply(env)
		return err
	}
	if err := apply(s.Example().Values); err != nil {
		t.Fatal(err)
	}
	return func(p *spec.Param, given []string) bool { return apply(values(s, p, given)) != nil }
}
