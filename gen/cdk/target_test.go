package cdk

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// TestSameBytes: package targets holds the built-in spec and the cases of all targets
// against goldens.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	for _, tc := range casesOf(t, "testdata/*/spec.yaml") {
		for range 4 {
			if next := newPkg(tc.spec, "emrcdk").files(); !reflect.DeepEqual(tc.files, next) { // cmp takes ten times as long
				t.Fatalf("%s: -first +next\n%s", tc.name, cmp.Diff(tc.files, next))
			}
		}
	}
}

// TestOrder: what IAM checks comes first, and then what can be known.
func TestOrder(t *testing.T) {
	t.Parallel()
	tc := loadCase(t, "cycles", "testdata/cycles/spec.yaml")
	want := map[string]string{
		"all":    "A B Q P C", // P names C, but C waits for P
		"others": "D E",       // D passes E, but E waits for D
	}
	for _, c := range tc.pkg.stacks {
		var got []string
		for _, m := range c.members {
			got = append(got, m.id)
		}
		if diff := cmp.Diff(want[c.stack.Name], strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.stack.Name, diff)
		}
	}
	// What is made is handed on, so that CloudFormation makes it first, too.
	for _, want := range []string{`\tA: +c\.a\.Role\(\),`, `\tB: +c\.b\.Role\(\),`, `\tP: +c\.p\.ManagedPolicy\(\),`, `\tQ: +c\.q\.ManagedPolicy\(\),`} {
		if !slices.ContainsFunc(tc.files, func(f gen.File) bool {
			return f.Path == "emrcdk/all.go" && regexp.MustCompile(want).Match(f.Content)
		}) {
			t.Errorf("the stack all does not say%s", want)
		}
	}
}

func TestPackageOption(t *testing.T) {
	t.Parallel()
	for name, ok := range map[string]bool{"roles": true, "func": false, "a-b": false, "_": false, "main": false, `""`: false} {
		src := "version: 1\nname: x\nroles: {R: {roleName: r, kind: other, trust: {service: ec2}}}\noutputs: {cdk: {package: " + name + "}}\n"
		s, l := compile.Load("emr.yaml", []byte(src), templates.FS)
		if s == nil {
			t.Fatal(l.Findings())
		}
		files, l := gen.Run(s, []gen.Target{Target}, gen.Options{})
		if l.HasErrors() == ok || (len(files) > 0) != ok {
			t.Errorf("package %s: %d files and the findings %v", name, len(files), l.Findings())
		}
		if !ok && l.Findings()[0].Line != 4 {
			t.Errorf("package %s: the finding is at %v", name, l.Findings()[0].Pos)
		}
	}
}

// TestNames: a construct's names are free, whatever the spec calls things.
func TestNames(t *testing.T) {
	t.Parallel()
	tc := loadCase(t, "names", "testdata/names/spec.yaml")
	names := tc.pkg.constructNames()
	want := []string{"Type", "Node", "Range", "Jsii", "Awsiam", "Made", "MadeNames", "Mades", "NodePropsPolicy", "NewNodePolicy", "NodeStack", "TypeStack", "NewNodeStack2"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(want) {
		t.Errorf("two constructs have one name: %v", names)
	}
}

// TestNameInTrust: a role whose trust policy has its name in base36 cannot be renamed.
func TestNameInTrust(t *testing.T) {
	t.Parallel()
	tc := loadCase(t, "federated", "../testdata/federated/spec.yaml")
	var fixed, free int
	isName := func(pr prop) bool { return strings.HasSuffix(pr.name, "RoleName") }
	for _, c := range tc.pkg.parts {
		if c.Role == nil {
			continue
		}
		switch renamed := slices.ContainsFunc(c.props, isName); {
		case c.Role.NameInTrust() && renamed:
			t.Errorf("%s has a prop for its name", c.name)
		case c.Role.NameInTrust():
			fixed++
		default:
			free++
		}
	}
	for _, c := range tc.pkg.stacks {
		for _, m := range c.members {
			if m.Role != nil && (m.override == nil) != m.Role.NameInTrust() {
				t.Errorf("stack %s, role %s: it can be renamed: %t", c.stack.Name, m.id, m.override != nil)
			}
		}
	}
	if fixed == 0 || free == 0 {
		t.Errorf("%d roles with their name in their trust policy, %d others", fixed, free)
	}
}
