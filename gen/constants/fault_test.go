package constants

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
)

// faults are mistakes that the target could make, each in a line.
var faults = []struct {
	name string
	line *regexp.Regexp
	with string
}{
	{"Allow is Deny", regexp.MustCompile(`^(\t+Effect: +)Allow,$`), "${1}Deny,"},
	{"an action is lost", regexp.MustCompile(`^\t+Action\w+,$`), ""},
	{"an action is another", regexp.MustCompile(`\[\]Action\{Action\w+\}`), `[]Action{"other:Action"}`},
	{"an action is all of its service", regexp.MustCompile(`^(\t+)ActionS3\w+,$`), `${1}"s3:*",`},
	{"a partition is fixed", regexp.MustCompile(`"arn:" \+ a\.Partition \+ "`), `"arn:aws`},
	{"a resource is wider", regexp.MustCompile(`/\*"`), `*"`},
	{"a resource is everything", regexp.MustCompile(`(Resources: +\[\]string\{)"arn:.*\}`), `${1}"*"}`},
	{"an operator is another", regexp.MustCompile(`"StringEquals":`), `"StringNotEquals":`},
	{"a pattern is taken literally", regexp.MustCompile(`"StringLike":`), `"StringEquals":`},
	{"a value of a condition is another", regexp.MustCompile(`\{"true"\}`), `{"false"}`},
	{"actions are all but those", regexp.MustCompile(`^(\t+)Actions:`), "${1}NotActions:"},
	{"resources are all but those", regexp.MustCompile(`^(\t+)Resources:`), "${1}NotResources:"},
	{"a key is another", regexp.MustCompile(`KeyAWSSourceAccount`), `"aws:PrincipalAccount"`},
	{"another service is trusted", regexp.MustCompile(`Principal\("elasticmapreduce\." \+ a\.urlSuffix\(\)\)`), `"ec2.amazonaws.com"`},
	{"a principal is that of another partition", regexp.MustCompile(`a\.urlSuffix\(\)`), `"amazonaws.com"`},
	{"a parameter is not asked for", regexp.MustCompile(`if p\.\w+ != "" \{`), `if true {`},
}

// TestFaults plants a fault in each of many documents of the built-in spec,
// runs the package once, and wants each document told. A document without a
// fault must be as it was.
func TestFaults(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "go")
	s := specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn)
	planted := map[string]string{} // by function: what is wrong with it
	used := map[string]int{}
	files := compile(t, s)
	for i, f := range files {
		lines := strings.Split(string(f.Content), "\n")
		function := ""
		for j, line := range lines {
			if name, ok := strings.CutPrefix(line, "func "); ok {
				function, _, _ = strings.Cut(name, "(")
			}
			if planted[function] != "" || function == "" || strings.Contains(f.Path, "_test.go") || !strings.Contains(f.Path, "_") {
				continue
			}
			best := -1
			for k, fault := range faults {
				if fault.line.MatchString(line) && (best < 0 || used[fault.name] < used[faults[best].name]) {
					best = k
				}
			}
			if best < 0 || used[faults[best].name] > 4 {
				continue
			}
			fault := faults[best]
			used[fault.name]++
			planted[function] = fault.name
			lines[j] = fault.line.ReplaceAllString(line, fault.with)
		}
		files[i].Content = []byte(strings.Join(lines, "\n"))
	}
	r := newRunner(t)
	r.add("builtin", s, files)
	told := map[string]bool{}
	for label := range r.run() {
		told[strings.Fields(label)[0]] = true
	}
	caught := 0
	for function, fault := range planted {
		if told[function] {
			caught++
		} else {
			t.Errorf("%s: it is not seen that %s", function, fault)
		}
		delete(told, function)
	}
	for function := range told {
		t.Errorf("%s differs without a fault", function)
	}
	t.Logf("%d of %d faults are caught: %v", caught, len(planted), used)
	if len(planted) < 30 {
		t.Errorf("only %d faults were planted", len(planted))
	}
}

// conditionFaults are mistakes that show only where up to three conditions meet, or
// where two parameters have different values, in the package of the spec that
// prove's faults are planted in.
var conditionFaults = []struct{ name, text, with string }{
	{"parameters are exchanged", `"arn:" + a.Partition + ":s3:::" + p.Input + "/*"`, `"arn:" + a.Partition + ":s3:::" + p.Secret + "/*"`},
	{"optional parameters are exchanged", `p.Logs + "/" + p.Tier`, `p.Archive + "/" + p.Tier`},
	{"keys are exchanged", `Resources: []string{p.KeyARN}`, `Resources: []string{p.OtherKeyARN}`},
	{"keys are exchanged in a condition", `{KeyKMSEncryptionContextKey: {p.OtherKeyARN}}`, `{KeyKMSEncryptionContextKey: {p.KeyARN}}`},
	{"lists are exchanged", `Resources: p.Roles`, `Resources: p.Secrets`},
	{"an action has two of three conditions", `if *p.Glue && *p.Lake && p.Archive != "" {`, `if *p.Glue && *p.Lake {`},
	{"a resource has another condition", `if p.Archive != "" && p.KeyARN != "" && p.Logs != "" {`, `if p.Archive != "" && p.OtherKeyARN != "" && p.Logs != "" {`},
	{"a statement has two of three conditions", `if p.Archive != "" && p.Logs != "" && p.KeyARN != "" {`, `if p.Archive != "" && p.Logs != "" {`},
	{"a Deny is missing where something else is given", `if *p.Glue && p.Archive != "" && p.Logs != "" {`, `if *p.Glue && p.Archive != "" && p.Logs != "" && p.OtherKeyARN == "" {`},
	{"a value has one of two conditions", `if *p.Glue && p.CostCenter != "" {`, `if *p.Glue {`},
	{"an action that is taken out has another condition", `if p.KeyARN != "" && *p.Glue && *p.Lake {`, `if p.OtherKeyARN != "" && *p.Glue && *p.Lake {`},
	{"a policy is not there where it should be", `return d, len(d.Statements) > 0`, `return d, len(d.Statements) > 1`},
	{"an attachment has two of three conditions", `if *p.Glue && *p.Lake && p.KeyARN != "" {`, `if *p.Lake && p.KeyARN != "" {`},
	{"an attachment has another condition", "if p.ExtraARN != \"\" {\n\t\tarns", "if p.ExtraARN != \"\" && p.Archive == \"\" {\n\t\tarns"},
	{"a trusted service has one of two conditions", `if *p.Glue && *p.Lake {`, `if *p.Glue {`},
	{"one value that may be chosen is another", `p.Logs + "/" + p.Tier`, `p.Logs + "/" + p.Tier[:4]`},
}

// TestConditionFaults plants each fault in a package of its own.
func TestConditionFaults(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "go")
	s := specfile.Load(t, "../prove/testdata/conditions.yaml")
	r := newRunner(t)
	told := map[string]bool{}
	for i, f := range conditionFaults {
		files := compile(t, s)
		planted := false
		for j, file := range files {
			text := string(file.Content)
			if !planted && file.Path == "emrroles/job.go" {
				planted = strings.Contains(text, f.text)
				text = strings.Replace(text, f.text, f.with, 1)
				files[j].Content = []byte(text)
			}
		}
		if !planted {
			t.Errorf("there is no place where %s", f.name)
		}
		first := len(r.want)
		r.add(fmt.Sprint("fault", i), s, files)
		for j := first; j < len(r.want); j++ {
			r.want[j].Label = fmt.Sprint(i)
		}
	}
	for label := range r.run() {
		told[label] = true
	}
	caught := 0
	for i, f := range conditionFaults {
		if told[fmt.Sprint(i)] {
			caught++
		} else {
			t.Errorf("it is not seen that %s", f.name)
		}
	}
	t.Logf("%d of %d faults are caught", caught, len(conditionFaults))
}
