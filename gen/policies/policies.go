package policies

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/bound"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/diag/show"
)

// Target compiles JSON.
var Target = gen.Target{
	Name: "policies", Files: files,
	Patterns: []string{
		"policies/*.json", "policies/*/*.json",
		gen.AnyEnvironment + "/policies/*.json", gen.AnyEnvironment + "/policies/*/*.json", gen.AnyEnvironment + "/parameters/*.json", gen.AnyEnvironment + "/parameters/deploy/*.json",
	},
}

// files compiles s under its examples to policies/, and under each of its
// environments to environments/<name>/.
func files(s *spec.Spec, _ gen.Values, l *diag.List) []gen.File {
	checkNames(s, l)
	files := Under(s, s.Example(), "policies")
	for _, env := range s.Environments {
		dir := gen.EnvironmentDir(env.Name)
		files = append(files, Under(s, env.Binding, dir+"/policies")...)
		files = append(files, parameterFiles(dir+"/parameters", s, env.Given())...)
	}
	return files
}

// Under compiles the documents of s under a binding, into a folder.
func Under(s *spec.Spec, b spec.Binding, dir string) []gen.File {
	return documentFiles(dir, bound.Documents(s, b))
}

func documentFiles(dir string, set bound.Set) []gen.File {
	var files []gen.File
	add := func(content []byte, at diag.Pos, path ...string) {
		files = append(files, gen.File{Path: dir + "/" + strings.Join(path, "/") + ".json", Content: show.EscapeJSON(content), Pos: at})
	}
	for _, r := range set.Roles {
		add(roleJSON(r), diag.Pos{}, r.Name, "role")
		add(createRoleJSON(r), diag.Pos{}, r.Name, "create-role")
		add(r.Trust.JSON(), diag.Pos{}, r.Name, "trust")
		for _, p := range r.Policies {
			add(p.Document.JSON(), p.Pos, r.Name, p.Name)
		}
	}
	for _, p := range set.Policies {
		add(p.Document.JSON(), diag.Pos{}, p.Name)
		add(createPolicyJSON(p), diag.Pos{}, p.Name, "create-policy")
		if a := p.Attached; a != nil {
			add(printJSON(a), diag.Pos{}, p.Name, "attach")
		}
		if len(p.Sessions) > 0 {
			add(printJSON(p.Sessions), diag.Pos{}, p.Name, "session-mappings")
		}
	}
	for _, c := range set.SecurityConfigurations {
		add(configurationJSON(c), diag.Pos{}, c.Name)
	}
	for _, p := range set.ResourcePolicies {
		add(p.Document.JSON(), diag.Pos{}, p.Name)
		if p.For == spec.JobRun {
			add(executionPolicyJSON(p), diag.Pos{}, p.Name, "execution-iam-policy")
		}
	}
	return files
}

// configurationJSON is the document of a security configuration, as
// "aws emr create-security-configuration" takes it.
func configurationJSON(c bound.SecurityConfiguration) []byte {
	var out bytes.Buffer
	if err := json.Indent(&out, c.Document, "", "  "); err != nil {
		panic(fmt.Sprintf("policies: %s: %v", c.Document, err))
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// roleJSON is what CreateRole and its companions take beside the documents, in
// IAM's spelling.
func roleJSON(r bound.Role) []byte {
	var profile bound.Profile
	if r.Profile != nil {
		profile = *r.Profile
	}
	if profile.Path == r.Path {
		profile.Path = ""
	}
	named := map[string]string{}
	for _, p := range r.Policies {
		if p.PolicyName != p.Name {
			named[p.Name] = p.PolicyName
		}
	}
	return printJSON(struct {
		RoleName            string
		Path                string
		Description         string            `json:",omitempty"`
		MaxSessionDuration  int               `json:",omitempty"`
		PermissionsBoundary string            `json:",omitempty"`
		Tags                []bound.Tag       `json:",omitempty"`
		ManagedPolicyArns   []string          `json:",omitempty"`
		InlinePolicyNames   map[string]string `json:",omitempty"` // by file, of those with another name
		InstanceProfileName string            `json:",omitempty"`
		InstanceProfilePath string            `json:",omitempty"` // if it is not that of the role
		InstanceProfileTags []bound.Tag       `json:",omitempty"`
	}{r.RoleName, r.Path, r.Description, r.MaxSession, r.Boundary, r.Tags, r.Managed, named, profile.Name, profile.Path, profile.Tags})
}

// createRoleJSON is what "aws iam create-role --cli-input-json" takes: the trust
// policy is a string in it.
func createRoleJSON(r bound.Role) []byte {
	return printJSON(struct {
		RoleName                 string
		Path                     string
		AssumeRolePolicyDocument string
		Description              string      `json:",omitempty"`
		MaxSessionDuration       int         `json:",omitempty"`
		PermissionsBoundary      string      `json:",omitempty"`
		Tags                     []bound.Tag `json:",omitempty"`
	}{r.RoleName, r.Path, string(r.Trust.Compact()), r.Description, r.MaxSession, r.Boundary, r.Tags})
}

// createPolicyJSON is what "aws iam create-policy --cli-input-json" takes.
func createPolicyJSON(p bound.Policy) []byte {
	return printJSON(struct {
		PolicyName     string
		Path           string
		PolicyDocument string
		Description    string      `json:",omitempty"`
		Tags           []bound.Tag `json:",omitempty"`
	}{p.PolicyName, p.Path, string(p.Document.Compact()), p.Description, p.Tags})
}

// executionPolicyJSON is what "aws emr-serverless start-job-run" takes by
// --execution-iam-policy file://.
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-cli-execution.html
func executionPolicyJSON(p bound.ResourcePolicy) []byte {
	return printJSON(struct {
		Policy string `json:"policy"`
	}{string(p.Document.Compact())})
}

// parameterFiles are the values of each stack's parameters: in the form that "aws
// cloudformation create-stack" and update-stack take by --parameters file://, and under
// deploy/ in the one that "deploy" takes by --parameter-overrides file://, whatever the
// version of the CLI. A stack that uses none has an empty list, so that one command
// line fits every stack.
func parameterFiles(dir string, s *spec.Spec, b spec.Binding) []gen.File {
	type parameter struct{ ParameterKey, ParameterValue string }
	var files []gen.File
	for _, st := range s.Stacks {
		list, overrides := []parameter{}, []string{}
		for _, p := range s.ParamsOfTemplate(st) {
			if values, ok := b.Values[p.Name]; ok {
				value := strings.Join(values, ",")
				list, overrides = append(list, parameter{p.ID(), value}), append(overrides, p.ID()+"="+value)
			}
		}
		files = append(files,
			gen.File{Path: dir + "/" + st.Name + ".json", Content: show.EscapeJSON(printJSON(list))},
			gen.File{Path: dir + "/deploy/" + st.Name + ".json", Content: show.EscapeJSON(printJSON(overrides))},
		)
	}
	return files
}

func printJSON(v any) []byte {
	return show.Encode(v, "  ")
}
