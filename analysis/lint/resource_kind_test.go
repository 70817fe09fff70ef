package lint_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// ofKind is a statement for each kind of resource that is clean in its policy, and
// one resource of another kind.
var ofKind = map[spec.ResourceKind]struct{ action, resource, foreign string }{
	spec.KMSKey:        {"kms:Decrypt", `, Resource: "*"`, `arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/x`},
	spec.S3Bucket:      {"s3:GetObject", `, Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*"`, `arn:${AWS::Partition}:s3:${AWS::Region}:${AWS::AccountId}:accesspoint/jobs/object/*`},
	spec.S3AccessPoint: {"s3:GetObject", `, Resource: "arn:${AWS::Partition}:s3:${AWS::Region}:${AWS::AccountId}:accesspoint/jobs/object/*"`, `arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*`},
	spec.ECRRepository: {"ecr:BatchGetImage", ``, `arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*`},
	spec.Secret:        {"secretsmanager:GetSecretValue", `, Resource: "*"`, `arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*`},
	spec.Queue:         {"sqs:SendMessage", `, Resource: "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs"`, `arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:jobs`},
	spec.Topic:         {"sns:Publish", `, Resource: "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:jobs"`, `arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs`},
	spec.GlueCatalog:   {"glue:GetTable", `, Resource: ["arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:catalog", "arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:database/d", "arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:table/d/*"]`, `arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*`},
	spec.Endpoint:      {"s3:GetObject", `, Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*"`, ``},
	spec.JobRun:        {"s3:GetObject", `, Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*"`, ``},
}

// Each kind of resource takes statements about itself and no others, and
// docs/language.md has it.
func TestResourceKinds(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range spec.ResourceKinds {
		t.Run(string(info.Kind), func(t *testing.T) {
			t.Parallel()
			row := ofKind[info.Kind]
			if found := foundIn(info.Kind, row.action, row.resource); found != "" {
				t.Errorf("%s in %s: %s", row.action, info.What, found)
			}
			if found := foundIn(info.Kind, "dynamodb:GetItem", row.resource); info.Service != "" && !strings.Contains(found, "foreign-action") {
				t.Errorf("dynamodb:GetItem in %s: %q", info.What, found)
			}
			if row.foreign != "" {
				if found := foundIn(info.Kind, row.action, fmt.Sprintf(", Resource: %q", row.foreign)); !strings.Contains(found, "foreign-resource") {
					t.Errorf("%s in %s: %q", row.foreign, info.What, found)
				}
			}
			if !strings.Contains(string(page), fmt.Sprintf("\n| `%s` | ", info.Kind)) {
				t.Errorf("docs/language.md does not list %s", info.Kind)
			}
		})
	}
}

// foundIn returns the codes of the findings on a resource policy of one statement.
func foundIn(kind spec.ResourceKind, action, resource string) string {
	principal := `Principal: {AWS: "${J.Arn}"}, `
	if kind.Info().Session {
		principal = ""
	}
	_, l := lint.Finish(compile.Load("spec.yaml", fmt.Appendf(nil, `{version: 1, name: kinds,
roles: {J: {template: instance, roleName: jobs}},
rules: {retiring-policy: off},
resourcePolicies: {P: {for: %s, statements: [{Sid: Jobs, Effect: Allow, %sAction: "%s"%s}]}}}`, kind, principal, action, resource), templates.FS))
	return strings.Join(codesOf(l.Findings()), " ")
}
