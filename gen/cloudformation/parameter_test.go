package cloudformation_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/internal/expected"
	cfnread "github.com/emriam/emriam/iam/read/cloudformation"
)

// What a template must not be deployed with, it refuses: the reader checks
// values against the parameters' patterns and the template's rules, as
// CloudFormation does.
func TestRefusesParameters(t *testing.T) {
	t.Parallel()
	var good deployment
	for _, d := range deployments(rich(t), expected.Places[0]) {
		if d.Name == "rich-main/all" {
			good = d
		}
	}
	for _, c := range []struct{ name, value, want string }{
		{"Bucket", "", "does not match"},
		{"Bucket", "Upper", "does not match"},
		{"KeyArn", "arn:aws:kms", "does not match"},
		{"Debug", "yes", "is not one of"},
		{"Level", "", "is not one of"},
		{"Session", "long", "does not match"},
		{"Session", "1.5", "does not match"},
		{"Bucket", "amzn-s3-demo-bucket\n", "does not match"},
		{"RoleArns", "", "does not match"},
		{"RoleArns", "arn:aws:iam::123456789012:role/A,", "does not match"},
		{"Buckets", "one-bucket,", "must not have an empty value among others"},
		{"Buckets", "one-bucket,x", "does not match"},
		{"Words", "", "does not match"},
		{"Words", "a\tb", "does not match"}, // the list is split at tabs
		{"Team", "a\tb", "does not match"},  // it stands beside the list
	} {
		env := good.env()
		env.Params = maps.Clone(env.Params)
		env.Params[c.name] = c.value
		if _, err := cfnread.Read(good.template(), env); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s=%q: %v, want an error with %q", c.name, c.value, err, c.want)
		}
	}
	env := good.env()
	for _, name := range []string{"KeyArn", "Team", "Buckets", "Vpcs", "Policies", "Boundary"} {
		env.Params[name] = ""
	}
	if _, err := cfnread.Read(good.template(), env); err != nil {
		t.Errorf("no optional parameter: %v", err)
	}
}
