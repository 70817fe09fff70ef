package terraform_test

import (
	"bytes"
	"maps"
	"reflect"
	"regexp"
	"testing"

	"github.com/emriam/emriam/gen/internal/expected"
	tfread "github.com/emriam/emriam/iam/read/terraform"
	"github.com/emriam/emriam/spec"
)

// faults are mistakes in a module, as patterns with what becomes of each match.
var faults = []struct{ what, pattern, becomes string }{
	{"IAM's variable is taken for Terraform's", `\$\$\{`, `$${`},
	{"an effect is the other", `"Allow"`, `"Deny"`},
	{"an element of a list is gone", `(?m)^ *"[^"\n]+",\n`, ``},
	{"an action is another", `Action( *)= "`, `Action$1= "x`},
	{"an operator is another", `StringEquals|StringLike|ArnLike`, `StringNotEquals`},
	{"a value of a condition is another", `(?m)^( *"[a-zA-Z]+:[^=]*= ").`, `${1}x`},
	{"a condition is gone", `(?s)\n +Condition = \{.*?\n {8,10}\}\n`, "\n"},
	{"a given parameter is taken for one that is not", `!= null`, `== null`},
	{"a switch is the other way round", `var\.catalog`, `!var.catalog`},
	{"a resource is always there", `count = .*`, `count = 1`},
	{"a partition is fixed", `"arn:\$\{local\.partition\}`, `"arn:aws`},
	{"an account is fixed", `:\$\{local\.account_id\}:`, `:*:`},
	{"a Region is another", `local\.region\b`, `local.partition`},
	{"a principal is that of another partition", `\$\{local\.dns_suffix\}`, `amazonaws.com`},
	{"a principal is another", `Service = "ec2`, `Service = "emr`},
	{"a boundary is gone", `(?m)^ *permissions_boundary.*\n`, ``},
	{"a name cannot be overridden", `local\.names\.[a-z_0-9]+`, `"x"`},
	{"a path is gone", `(?m)^ *path +=.*\n`, ``},
	{"a session is shorter", `(?m)^ *max_session_duration.*\n`, ``},
	{"a tag is another", `"data"$|"7"`, `"x"`},
	{"a policy is attached to another role", `role( +)= aws_iam_role\.[a-z_]+`, `role$1= aws_iam_role.files_role`},
	{"a resource is gone", `(?ms)^resource "(aws_iam_role_policy|aws_iam_role_policy_attachment|aws_iam_instance_profile)" .*?^\}\n`, ``},
	{"a trust names another role", `AWS = aws_iam_role\.node_role`, `AWS = aws_iam_role.service_role`},
	{"the text around a list is another", `teams/\$\{v\}`, `team/${v}`},
	{"a list is only its first", `var\.secrets\n`, "[var.secrets[0], var.secrets[0]]\n"},
}

// Each fault, planted in each place of a module by itself, is an error, or the
// module creates something else than the spec says, with some choice of
// parameters in some partition.
func TestFaultsAreSeen(t *testing.T) {
	t.Parallel()
	s := specs(t)["terraform"]
	var choices []expected.Choice
	for _, where := range expected.Places {
		for _, c := range expected.Choices(s.Spec, where) {
			if c.Stack.Name == "platform" {
				choices = append(choices, c)
			}
		}
	}
	changed := load(t, "terraform")
	rename(changed)
	if differs(s.files["platform"], choices, changed) {
		t.Fatal("a fault is seen where there is none")
	}
	roles := s.files["platform"]["roles.tf"]
	planted, seen := 0, 0
	for _, f := range faults {
		pattern := regexp.MustCompile(f.pattern)
		all := pattern.FindAllIndex(roles, -1)
		if len(all) == 0 {
			t.Errorf("%s: there is no place to plant it", f.what)
		}
		for _, at := range all {
			planted++
			fault := pattern.ReplaceAll(roles[at[0]:at[1]], []byte(f.becomes))
			files := maps.Clone(s.files["platform"])
			files["roles.tf"] = bytes.Join([][]byte{roles[:at[0]], fault, roles[at[1]:]}, nil)
			if differs(files, choices, changed) {
				seen++
			} else {
				t.Errorf("%s: not seen, in line %d: %s", f.what, 1+bytes.Count(roles[:at[0]], []byte("\n")), roles[at[0]:at[1]])
			}
		}
	}
	t.Logf("%d of %d faults are seen", seen, planted)
	if planted < 30 {
		t.Errorf("only %d faults", planted)
	}
}

// differs reports whether a module creates something else than the spec says, or than
// the changed spec says if its variables override what the spec says.
func differs(files map[string][]byte, choices []expected.Choice, changed *spec.Spec) bool {
	m, err := tfread.Parse(files)
	other, otherErr := tfread.Parse(withOverrides(files, changed))
	if err != nil || otherErr != nil {
		return true
	}
	for _, c := range choices {
		got, err := m.Apply(env(m, c))
		if err != nil || !reflect.DeepEqual(tagged(c).Creates(), got) {
			return true
		}
		want := tagged(in(changed, c)).Creates()
		override(changed, want)
		got, err = other.Apply(env(m, c))
		if err != nil || !reflect.DeepEqual(want, got) {
			return true
		}
	}
	return false
}
