package cdk

import (
	"regexp"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
)

// faults are mistakes that the target could make, each in a line.
var faults = []struct {
	name string
	line *regexp.Regexp
	with string
}{
	{"an action is lost", regexp.MustCompile(`^\t+"[a-z0-9-]+:\w+",$`), ""},
	{"an action is another", regexp.MustCompile(`jsii\.Strings\("[a-z0-9-]+:[A-Z]\w+"\)`), `jsii.Strings("other:Action")`},
	{"an action is all of its service", regexp.MustCompile(`^(\t+"s3:)\w+",$`), `${1}*",`},
	{"Allow is Deny", regexp.MustCompile(`^(\t+)(Sid: +jsii\.String\(.*\),)$`), "${1}${2}\n${1}Effect: awsiam.Effect_DENY,"},
	{"a resource is everything", regexp.MustCompile(`^(\t+Resources: +).*"arn:.*$`), `${1}jsii.Strings("*"),`},
	{"a resource is wider", regexp.MustCompile(`/\*"`), `*"`},
	{"an operator is another", regexp.MustCompile(`"StringEquals": map`), `"StringNotEquals": map`},
	{"a pattern is taken literally", regexp.MustCompile(`"StringLike": map`), `"StringEquals": map`},
	{"a value of a condition is another", regexp.MustCompile(`: "true",$`), `: "false",`},
	{"a key is another", regexp.MustCompile(`"aws:SourceAccount":`), `"aws:PrincipalAccount":`},
	{"a parameter is not asked for", regexp.MustCompile(`if p\.\w+ != nil \{`), `if false {`},
	{"another service is trusted", regexp.MustCompile(`jsii\.Sprintf\("elasticmapreduce\.%s", \*awscdk\.Aws_URL_SUFFIX\(\)\)`), `jsii.Sprintf("ec2.%s", *awscdk.Aws_URL_SUFFIX())`},
	{"a policy of AWS is another", regexp.MustCompile(`"service-role/Amazon`), `"Amazon`},
}

var constructor = regexp.MustCompile(`(?m)^func New(\w+)\(`)

// faultyCase is the built-in spec, with a fault in each construct that has room
// for one.
func faultyCase(t *testing.T) *testCase {
	t.Helper()
	tc := loadCase(t, "faulty", "../../spec/emr.yaml")
	tc.faults = map[string]string{}
	used := map[string]int{}
	for i, f := range tc.files {
		m := constructor.FindStringSubmatch(string(f.Content))
		if m == nil || strings.HasSuffix(f.Path, "_test.go") || tc.isStack(m[1]) {
			continue
		}
		lines := strings.Split(string(f.Content), "\n")
		best, at := -1, 0
		inDocument := false // where props decide what a document contains
		for j, line := range lines {
			if strings.HasPrefix(line, "func ") {
				inDocument = strings.Contains(line, "Document() ")
			}
			for k, fault := range faults {
				if strings.HasPrefix(fault.with, "if ") && !inDocument {
					continue
				}
				changed := fault.line.ReplaceAllString(line, fault.with)
				if changed == line || strings.Contains(line, "awscdk.") && !strings.Contains(changed, "awscdk.") && strings.Count(string(f.Content), "awscdk.") == strings.Count(line, "awscdk.") {
					continue // a fault that leaves an import unused does not compile
				}
				if best < 0 || used[fault.name] < used[faults[best].name] {
					best, at = k, j
				}
			}
		}
		if best < 0 {
			continue
		}
		used[faults[best].name]++
		tc.faults[m[1]] = faults[best].name
		lines[at] = faults[best].line.ReplaceAllString(lines[at], faults[best].with)
		tc.files[i].Content = []byte(strings.Join(lines, "\n"))
	}
	return tc
}

func (tc *testCase) isStack(name string) bool {
	for _, c := range tc.pkg.stacks {
		if c.name == name {
			return true
		}
	}
	return false
}

// faultyVariants make each construct that has a fault, with no optional
// parameter and with all.
func (tc *testCase) faultyVariants() []variant {
	var all []variant
	for _, c := range tc.pkg.parts {
		switch {
		case c.Role != nil:
			all = append(all, tc.variants(subject{construct: c.construct, role: c.Role, name: nameOf(c.Role.Each)}, &spec.Stack{Roles: []*spec.Role{c.Role}})...)
		case c.Policy != nil:
			all = append(all, tc.variants(subject{construct: c.construct, policy: c.Policy, name: nameOf(c.Policy.Each)}, &spec.Stack{Policies: []*spec.Policy{c.Policy}})...)
		}
	}
	var out []variant
	for _, v := range all {
		name := strings.Fields(v.label)[1]
		few := strings.HasSuffix(v.label, "without optional parameters") || strings.HasSuffix(v.label, "with all parameters")
		if few && tc.faults[name] != "" {
			v.faulty = name
			out = append(out, v)
		}
	}
	return out
}

// checkFaults wants each fault caught.
func checkFaults(t *testing.T, planted map[string]string, caught map[string]bool) {
	t.Helper()
	for construct, fault := range planted {
		if !caught[construct] {
			t.Errorf("%s: it is not seen that %s", construct, fault)
		}
	}
	t.Logf("%d of %d faults are caught", len(caught), len(planted))
	if len(planted) < 30 {
		t.Errorf("only %d faults were planted", len(planted))
	}
}
