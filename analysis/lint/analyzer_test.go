package lint_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// analyzerTexts are what an @name in testdata/analyzer.txt stands for.
var analyzerTexts = map[string]string{
	"read":   `"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/*"`,
	"deny":   `"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/*"`,
	"list":   `"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::amzn-s3-demo-bucket"`,
	"assume": `"Effect":"Allow","Action":"sts:AssumeRole"`,
	"web":    `"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity"`,
	"eks":    `"Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF"}`,
	"eksid":  "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF",
	"gh":     `"Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}`,
}

var analyzerText = regexp.MustCompile(`@[a-z0-9]+`)

// analyzerPolicy is the document that a line of testdata/analyzer.txt stands for; @6200
// is a text of that length.
func analyzerPolicy(line string) string {
	line = analyzerText.ReplaceAllStringFunc(line, func(name string) string {
		if n, err := strconv.Atoi(name[1:]); err == nil {
			return strings.Repeat("x", n)
		}
		return analyzerTexts[name[1:]]
	})
	line = strings.ReplaceAll(line, " ?{", `,"Condition":{`)
	if strings.HasPrefix(line, "{") {
		return line
	}
	return `{"Version":"2012-10-17","Statement":[{` + line + `}]}`
}

// otherInSpec are checks of which a spec has none, with the reason.
var otherInSpec = map[string]string{
	"Data type mismatch":                        "a number or truth value in YAML is a text of the policy",
	"Invalid condition data type":               "a number or truth value in YAML is a text of the policy",
	"Empty Sid value":                           "a policy that is compiled has no such Sid",
	"Policy size exceeds identity policy quota": "the policies of a role may be larger together",
}

// analyzerSpec is a spec that has the statements of a line in a role; "" if they are no
// statements of an identity policy, or have what is a placeholder in a spec.
func analyzerSpec(check analyzerCheck, line string) string {
	if check.kind != "identity" || otherInSpec[check.name] != "" || strings.HasPrefix(line, "{") || strings.Contains(line, "${") {
		return ""
	}
	statements := strings.TrimSuffix(strings.TrimPrefix(analyzerPolicy(line), `{"Version":"2012-10-17","Statement":`), "}")
	return "version: 1\nname: checks\nroles:\n  R: {kind: other, roleName: r, trust: {service: ec2}, policies: {P: " + statements + "}}\n"
}

// analyzerCheck is a check that AWS documents, or CLEAN, with policies of a kind.
type analyzerCheck struct {
	severity, kind, name string
	codes, lines         []string
}

func analyzerChecks(t *testing.T) []analyzerCheck {
	t.Helper()
	text, err := os.ReadFile("testdata/analyzer.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []analyzerCheck
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		head, isHead := strings.CutPrefix(line, "## ")
		switch {
		case isHead:
			head, name, _ := strings.Cut(head, ": ")
			words := append(strings.Fields(head), "")
			out = append(out, analyzerCheck{words[0], words[1], name, strings.Split(words[2], "|"), nil})
		case line != "" && !strings.HasPrefix(line, "#"):
			last := &out[len(out)-1]
			last.lines = append(last.lines, line)
		}
	}
	return out
}

// atLeast is the severity that a finding has for one of AWS's.
var atLeast = map[string]diag.Severity{"ERROR": diag.Error, "SECURITY_WARNING": diag.Warning, "WARNING": diag.Warning, "SUGGESTION": diag.Info}

// milder are errors of AWS's that are warnings here, with the reason.
var milder = map[string]string{
	"Unsupported action for condition key": "AWS's service reference lacks keys that services set, also for actions of AWS's own policies",
}

// TestAnalyzerChecks finds each check in each of its policies, with AWS's severity, and
// nothing in correct ones.
func TestAnalyzerChecks(t *testing.T) {
	t.Parallel()
	states := map[string]map[string]bool{}
	for _, check := range analyzerChecks(t) {
		want := atLeast[check.severity]
		state := check.severity + " reported"
		if milder[check.name] != "" {
			want = diag.Warning
			state = check.severity + " as warning"
		}
		for _, line := range check.lines {
			text := analyzerPolicy(line)
			_, l := lint.Finish(compile.LoadDocument("policy.json", []byte(text), check.kind))
			fs := l.Findings()
			if check.severity == "CLEAN" {
				for _, f := range fs {
					t.Errorf("%s %s: %s [%s]", check.kind, line, f.Message, f.Code)
				}
				continue
			}
			if text := analyzerSpec(check, line); text != "" {
				_, l := lint.Finish(compile.Load("emriam.yaml", []byte(text), templates.FS))
				if got := codesOf(l.Findings()); !slices.ContainsFunc(check.codes, func(code string) bool { return slices.Contains(got, code) }) {
					t.Errorf("%s: none of %v in a spec with %s; found %v", check.name, check.codes, line, got)
				}
			}
			if !slices.ContainsFunc(fs, func(f diag.Finding) bool { return slices.Contains(check.codes, f.Code) && f.Severity <= want }) {
				t.Errorf("%s: none of %v in %s %s; found %v", check.name, check.codes, check.kind, line, codesOf(fs))
			}
		}
		if states[state] == nil {
			states[state] = map[string]bool{}
		}
		states[state][check.name] = true
	}
	for _, state := range slices.Sorted(maps.Keys(states)) {
		t.Logf("%3d %s", len(states[state]), strings.ToLower(state))
	}
}

func codesOf(fs []diag.Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Code)
	}
	return out
}
