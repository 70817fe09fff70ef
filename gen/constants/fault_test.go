package constants

import (
	"regexp"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/internal/specfile"
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
	{"another service is trusted", regexp.MustCompile(`PrincipalElasticMapReduce\w*(\([^)]*\))?`), `"ec2.amazonaws.com"`},
	{"a parameter is not asked for", regexp.MustCompile(`if p\.\w+ != "" \{`), `if true {`},
}

// TestFaults plants a fault in each of many documents of the built-in spec,
// runs the package once, and wants each document told. A document without a
// fault must be as it was.
func TestFaults(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles Go")
	}
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
