package terraform

import (
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles modules for Terraform. Those who deploy by CloudFormation have no use
// for them.
var Target = gen.Target{
	Name: "terraform", OptIn: true, Files: files,
	Patterns: []string{"terraform/*/*.tf", gen.AnyEnvironment + "/terraform/*.tfvars"},
	Paths: func(s *spec.Spec, _ gen.Values) []string {
		return lists.Map(artefacts(s), func(a artefact) string { return a.path })
	},
}

// artefact is a file to be printed.
type artefact struct {
	path  string
	stack *spec.Stack
	write func(*module) []byte
}

// artefacts are the files of s, named as Terraform's style guide names them.
// https://developer.hashicorp.com/terraform/language/style#file-names
func artefacts(s *spec.Spec) []artefact {
	var out []artefact
	for _, st := range s.Stacks {
		add := func(path string, write func(*module) []byte) { out = append(out, artefact{path, st, write}) }
		dir := "terraform/" + st.Name + "/"
		add(dir+"outputs.tf", (*module).outputs)
		add(dir+"roles.tf", (*module).roles)
		add(dir+"versions.tf", (*module).versions)
		add(dir+"variables.tf", (*module).variables) // after roles.tf, which uses them
		if len(s.Environments) == 0 || len(s.VariablesOf(st)) == 0 {
			continue
		}
		for _, env := range s.Environments {
			values := func(m *module) []byte { return m.values(env.Given()) }
			add(gen.EnvironmentDir(env.Name)+"/terraform/"+st.Name+".tfvars", values)
		}
	}
	return out
}

// files compiles each stack of s to terraform/<stack>/, and the values of each
// environment to environments/<name>/terraform/<stack>.tfvars.
func files(s *spec.Spec, _ gen.Values, _ *diag.List) []gen.File {
	var files []gen.File
	var m *module
	for _, a := range artefacts(s) {
		if m == nil || m.stack != a.stack {
			m = newModule(s, a.stack)
		}
		files = append(files, gen.File{Path: a.path, Content: a.write(m)})
	}
	return files
}

// file is a file with some blocks, in the form of terraform fmt.
func (m *module) file(blocks ...expr) []byte {
	text := []byte(header.Comment("#", m.spec.File) + "\n")
	for _, b := range blocks { // one by one, as all tokens of a file at once take more memory
		text = append(append(text, '\n'), hclwrite.Format([]byte(b))...)
	}
	return text
}
