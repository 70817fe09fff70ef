package templates_test

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"testing"

	"github.com/emriam/emriam/templates"
)

// overlayInComment is an overlay that a comment shows, e.g.,
// "#   SimpleDB: {remove: true}".
var overlayInComment = regexp.MustCompile(`(?m)^ *# {3,5}([A-Z][A-Za-z0-9]*: \{(?:remove|add|take|Action|Resource|Condition).*\})$`)

// What a comment tells the reader to write compiles.
func TestOverlaysInComments(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for _, name := range names(t) {
		src, err := fs.ReadFile(templates.FS, name+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(src)
	}
	src, err := os.ReadFile("../spec/emr.yaml")
	if err != nil {
		t.Fatal(err)
	}
	texts["custom-service"] += string(src) // its comments are about CustomServiceRole
	found := 0
	for name, text := range texts {
		for _, m := range overlayInComment.FindAllStringSubmatch(text, -1) {
			found++
			loadOverlay(t, name, m[1])
		}
	}
	if found < 6 {
		t.Errorf("found only %d overlays in comments", found)
	}
}

func loadOverlay(t *testing.T, name, overlay string) {
	t.Helper()
	if read(t, name).Policy != nil {
		load(t, fmt.Sprintf(`{version: 1, name: overlay, policies: {Alone: {template: %s, policyName: Alone, with: {%s}, statements: {%s}}}}`, name, overlayArgs[name], overlay))
		return
	}
	if read(t, name).ResourcePolicy != nil {
		load(t, fmt.Sprintf(`{version: 1, name: overlay, roles: {Trusted: {template: instance, roleName: Trusted}}, resourcePolicies: {Alone: {template: %s, with: {%s}, statements: {%s}}}}`, name, overlayArgs[name], overlay))
		return
	}
	trust := ""
	if read(t, name).trustsRole() {
		trust = "\n    trust: {role: Trusted}\n  Trusted: {template: instance, roleName: Trusted}"
	}
	load(t, fmt.Sprintf(`version: 1
name: overlay
roles:
  Alone:
    template: %s
    roleName: Alone
    with: {%s}
    statements:
      %s%s
`, name, overlayArgs[name], overlay, trust))
}

// overlayArgs binds what the templates with such comments require.
var overlayArgs = map[string]string{
	"eks-admin":            `ClusterArns: ["arn:aws:eks:us-east-1:123456789012:cluster/emr"]`,
	"emrfs":                "Bucket: amzn-s3-demo-data",
	"studio-key-policy":    `Bucket: amzn-s3-demo-studio, RoleArn: "${Trusted.Arn}"`,
	"custom-instance":      "DataBucket: amzn-s3-demo-data",
	"serverless-execution": "InputBucket: amzn-s3-demo-in, OutputBucket: amzn-s3-demo-out, LogBucket: amzn-s3-demo-logs",
}
