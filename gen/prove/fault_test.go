package prove_test

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/gen/prove"
	"github.com/emriam/emriam/spec"
)

// fault is a mistake that a target could make: what it does to a line that
// matches.
type fault struct {
	name string
	line *regexp.Regexp
	with string // "" takes the line away
}

func mistake(name, line, with string) fault { return fault{name, regexp.MustCompile(line), with} }

// faults are mistakes by target, and where in a file they are made.
var faults = map[string][]fault{
	"cloudformation": {
		mistake("a policy variable is taken for a parameter", `\$\{!`, "${"),
		mistake("an action is lost", `^ +- [a-z0-9-]+:[A-Z]\w+$`, ""),
		mistake("an action is another", `^( +(?:- |Action: )[a-z0-9-]+:)[A-Z]\w+$`, "${1}Other"),
		mistake("an action is all of its service", `^( +(?:- |Action: )[a-z0-9-]+:)[A-Z]\w+$`, "${1}*"),
		mistake("Allow is Deny", `Effect: Allow`, "Effect: Deny"),
		mistake("a resource is everything", `^( +(?:- |Resource: ))!Sub arn:.*`, "${1}'*'"),
		mistake("a resource is wider", `^( +(?:- |Resource: )!Sub arn:.*)$`, "${1}*"),
		mistake("a resource is of another account", `\$\{AWS::AccountId\}`, "999999999999"),
		mistake("a resource is of one partition", `arn:\$\{AWS::Partition\}`, "arn:aws"),
		mistake("an operator is another", `^( +)StringEquals:$`, "${1}StringLike:"),
		mistake("an operator is negated", `^( +)StringEquals:$`, "${1}StringNotEquals:"),
		mistake("a condition's key is another", `aws:ResourceTag/`, "aws:RequestTag/"),
		mistake("a condition's value is another", `^( +aws:\w+/[\w-]+: )"true"$`, `${1}"false"`),
		mistake("the source account is not asked for", `aws:SourceAccount`, "aws:PrincipalAccount"),
		mistake("another service is trusted", `elasticmapreduce\.\$\{AWS::URLSuffix\}`, "ec2.amazonaws.com"),
		mistake("a principal is that of another partition", `\$\{AWS::URLSuffix\}`, "amazonaws.com"),
		mistake("a role has another name", `^( +RoleName: \w+)$`, "${1}x"),
		mistake("a role is attached another policy", `policy/service-role/Amazon`, "policy/Amazon"),
		mistake("a condition is another's", `^( +(?:- )?(?:Condition|- !If \[)) ?: ?Has\w+`, "${1}: HasNothing"),
		mistake("a parameter is another", `\$\{(?:Data|Studio|Input)Bucket\}`, "${LogBucket}"),
		mistake("a passed role is another", `role/EMR_EC2_DefaultRole`, "role/EMR_DefaultRole"),
	},
	"policies": {
		mistake("an action is lost", `^ +"[a-z0-9-]+:[A-Z]\w+",$`, ""),
		mistake("an action is another", `"([a-z0-9-]+:)[A-Z]\w+"`, `"${1}Other"`),
		mistake("an action is all of its service", `"([a-z0-9-]+:)[A-Z]\w+"`, `"${1}*"`),
		mistake("Allow is Deny", `"Effect": "Allow"`, `"Effect": "Deny"`),
		mistake("Action is NotAction", `"Action":`, `"NotAction":`),
		mistake("Resource is NotResource", `"Resource":`, `"NotResource":`),
		mistake("a resource is everything", `"arn:aws:[^"]*"`, `"*"`),
		mistake("a resource is of another account", `123456789012`, "999999999999"),
		mistake("an operator is another", `"StringEquals":`, `"StringNotEquals":`),
		mistake("an operator is taken as it is not", `"StringLike":`, `"StringEquals":`),
		mistake("a condition's key is another", `aws:ResourceTag/`, "aws:RequestTag/"),
		mistake("a policy variable is text", `\$\{aws:`, "${$}{aws:"),
		mistake("another service is trusted", `"elasticmapreduce\.amazonaws\.com"`, `"ec2.amazonaws.com"`),
		mistake("a role has another name", `"RoleName": "`, `"RoleName": "x`),
		mistake("a passed role is another", `role/EMR_EC2_DefaultRole`, "role/EMR_DefaultRole"),
	},
	"terraform": {
		mistake("a policy variable is taken for Terraform's", `\$\$\{`, "${"),
		mistake("an action is lost", `^ +"[a-z0-9-]+:[A-Z]\w+",$`, ""),
		mistake("an action is another", `Action( +)= "[a-z0-9-]+:[A-Z]\w+"`, `Action${1}= "other:Action"`),
		mistake("an action is all of its service", `^( +"[a-z0-9-]+:)[A-Z]\w+",$`, `${1}*",`),
		mistake("Allow is Deny", `"Allow"`, `"Deny"`),
		mistake("a resource is everything", `Resource( +)= "arn:.*"`, `Resource${1}= "*"`),
		mistake("a resource is wider", `(/\*)"`, `*"`),
		mistake("a resource is of another account", `\$\{local\.account_id\}`, "999999999999"),
		mistake("a resource is of one partition", `arn:\$\{local\.partition\}`, "arn:aws"),
		mistake("an operator is another", `^( +)StringEquals = \{`, "${1}StringNotEquals = {"),
		mistake("a condition's key is another", `aws:ResourceTag/`, "aws:RequestTag/"),
		mistake("the source account is not asked for", `"aws:SourceAccount"`, `"aws:PrincipalAccount"`),
		mistake("a role has another name", `^(  name += )local\.names\.\w+$`, `${1}"x"`),
		mistake("a role has another name by default", `^(    \w+ += )"EMR`, `${1}"x`),
		mistake("a path is another by default", `default( +)= "/"`, `default${1}= "/x/"`),
		mistake("a role has a boundary", `= var\.permissions_boundary$`, `= "arn:aws:iam::aws:policy/ReadOnlyAccess"`),
		mistake("something has a tag", `^  tags = var\.tags$`, `  tags = { a = "b" }`),
		mistake("a role is attached another policy", `policy/service-role/Amazon`, "policy/Amazon"),
		mistake("a parameter is another's", `var\.\w+_bucket\}`, `var.other_bucket}`),
		mistake("a given parameter is taken for one that is not", `(var\.\w+) != null`, `${1} == null`),
		mistake("a passed role is another", `role\$\{var\.path\}\$\{local\.names\.instance_role\}`, "role/EMR_DefaultRole"),
	},
}

// each is of how many places a fault is tried.
const each = 2

// TestFaults plants faults in artefacts of the built-in spec, and of one whose
// policies have variables. None may pass.
func TestFaults(t *testing.T) {
	t.Parallel()
	specs := []*spec.Spec{
		specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn),
		specfile.Load(t, "../testdata/policy-variable/spec.yaml"),
	}
	var files [][]gen.File
	for _, s := range specs {
		files = append(files, compiled(t, s))
	}
	for target, all := range faults {
		planted, caught := 0, 0
		for _, f := range all {
			before := planted
			for i, s := range specs {
				for _, mutant := range f.places(target, files[i]) {
					if planted++; len(prove.Files(s, mutant, policies.Under).Differences) > 0 {
						caught++
					} else {
						t.Errorf("%s: it is not seen that %s", target, f.name)
					}
				}
			}
			if planted == before {
				t.Errorf("%s: there is no place where %s", target, f.name)
			}
		}
		t.Logf("%s: %d of %d faults are caught", target, caught, planted)
		if planted < 30 {
			t.Errorf("%s: only %d faults were planted", target, planted)
		}
	}
}

// places are the files of a target, each time with the fault in one line of one
// of them.
func (f fault) places(target string, files []gen.File) [][]gen.File {
	var lines [][2]int // of a file, a line
	for i, file := range files {
		if !strings.HasPrefix(file.Path, target+"/") {
			continue
		}
		inside := target != "cloudformation"
		for j, line := range strings.Split(string(file.Content), "\n") {
			switch {
			case target == "cloudformation" && strings.HasPrefix(line, "Resources:"):
				inside = true
			case target == "cloudformation" && strings.HasPrefix(line, "Outputs:"):
				inside = false
			}
			if inside && f.line.MatchString(line) && !strings.HasPrefix(strings.TrimSpace(line), "#") && !strings.Contains(line, "Description") {
				lines = append(lines, [2]int{i, j})
			}
		}
	}
	var out [][]gen.File
	for n := range min(each, len(lines)) {
		at := lines[n*(len(lines)-1)/max(each-1, 1)%len(lines)]
		file := files[at[0]]
		text := strings.Split(string(file.Content), "\n")
		text[at[1]] = f.line.ReplaceAllString(text[at[1]], f.with)
		file.Content = []byte(strings.Join(text, "\n"))
		mutant := []gen.File{file}
		with := target + "/" // what must be there as well
		switch target {
		case "cloudformation":
			with = file.Path
		case "terraform":
			with = path.Dir(file.Path) + "/"
		}
		for i, other := range files {
			if strings.HasPrefix(other.Path, with) && i != at[0] {
				mutant = append(mutant, other)
			}
		}
		out = append(out, mutant)
	}
	return out
}
