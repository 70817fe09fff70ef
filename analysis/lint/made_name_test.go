package lint_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

const nameless = `version: 1
name: acme
roles:
  ServiceRole:
    template: service-v2
    roleName: acme-service
    statements:
      Pass: {Effect: Allow, Action: "iam:PassRole", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/PATTERN", Condition: {StringLike: {"iam:PassedToService": "ec2.amazonaws.com*"}}}
  InstanceRole: {template: instance}
tests:
  - {name: t, role: ServiceRole, VERB: "iam:PassRole", resources: "${InstanceRole.Arn}", context: {"iam:PassedToService": "ec2.amazonaws.com"}}
`

// TestNameMadeByDeployment: a pattern may match a name that the deployment makes, so
// that a role is not reported as never passed; a test holds for all names or fails; a
// text is not the name of a role that has none yet.
func TestNameMadeByDeployment(t *testing.T) {
	t.Parallel()
	const never = "cannot pass InstanceRole"
	for _, tt := range []struct{ pattern, verb, want, not string }{
		{"acme-*", "can", "fails with another InstanceRole.Name", never},
		{"acme-*", "cannot", "fails with InstanceRole.Name=acme-", never},
		{"*", "can", "", never},
		{"other/*", "cannot", never, "test-failed"},
		{"InstanceRole", "cannot", never, "as text"},
		{"InstanceRole", "cannot", never, "test-failed"},
		{"acme-InstanceRole-1ABC2DEF3GHI", "cannot", "fails with InstanceRole.Name=acme-InstanceRole-1ABC2DEF3GHI", ""},
		{"EMR_EC2_DefaultRole", "can", "has a name that the deployment makes", ""},
	} {
		text := strings.NewReplacer("PATTERN", tt.pattern, "VERB", tt.verb).Replace(nameless)
		_, l := lint.Finish(compile.Load("spec.yaml", []byte(text), templates.FS))
		var all strings.Builder
		for _, f := range l.Findings() {
			all.WriteString(f.Code + ": " + f.Message + "\n")
		}
		if !strings.Contains(all.String(), tt.want) || tt.not != "" && strings.Contains(all.String(), tt.not) {
			t.Errorf("%s, %s: want %q, not %q:\n%s", tt.pattern, tt.verb, tt.want, tt.not, all.String())
		}
	}
}
