package prove

import (
	"strings"

	"github.com/emriam/emriam/gen/internal/deploy"
	"github.com/emriam/emriam/gen/internal/intrinsics"
	"github.com/emriam/emriam/gen/internal/tfeval"
	"github.com/emriam/emriam/spec"
)

// creates is what an artefact creates with a choice of parameters.
type creates func(deploy.Choice) (*deploy.Account, error)

// deployments are the jobs for what deploys a stack: a template of
// CloudFormation and a module for Terraform each.
func deployments(s *spec.Spec, files map[string][]byte) []func() result {
	byStack := map[*spec.Stack][]deploy.Choice{}
	for _, where := range deploy.Places {
		for _, c := range deploy.Every(s, where) {
			byStack[c.Stack] = append(byStack[c.Stack], c)
		}
	}
	var jobs []func() result
	for _, stack := range s.Stacks {
		if file := "cloudformation/" + stack.Name + ".yaml"; files[file] != nil {
			jobs = append(jobs, func() result { return choices(file, template(files[file]), byStack[stack]) })
		}
		if module := moduleOf(files, "terraform/"+stack.Name); len(module) > 0 {
			jobs = append(jobs, func() result {
				out := choices("terraform/"+stack.Name, readModule(module), byStack[stack])
				out.files = len(module)
				return out
			})
		}
	}
	return jobs
}

// enough is how many differences of one file are looked for.
const enough = 3

// choices compares what a file creates with the model, for each choice.
func choices(file string, read creates, all []deploy.Choice) result {
	out := result{files: 1}
	for _, c := range all {
		if len(out.differences) >= enough {
			break
		}
		_, name, _ := strings.Cut(c.Name, "/")
		under := c.Binding.Partition + ", with " + name
		got, err := read(c)
		if err != nil {
			out.fail(file, under, err)
			continue
		}
		out.add(file, under, accounts(c.Creates(), got))
	}
	return out
}

// template reads a template of CloudFormation.
func template(content []byte) creates {
	return func(c deploy.Choice) (*deploy.Account, error) {
		env := intrinsics.Env{
			Partition: c.Binding.Partition, Region: c.Binding.Region, AccountID: c.Binding.AccountID,
			StackName: c.Stack.Name, Params: map[string]string{},
		}
		for _, p := range c.Spec.ParamsOf(c.Stack) {
			env.Params[p.Name] = strings.Join(c.Binding.Values[p.Name], ",")
		}
		stack, err := intrinsics.Resolve(content, env)
		if err != nil {
			return nil, err
		}
		return intrinsics.Read(stack, env)
	}
}

// moduleOf are the files of a module, by name.
func moduleOf(files map[string][]byte, folder string) map[string][]byte {
	out := map[string][]byte{}
	for path, content := range files {
		if name, ok := in(folder, path); ok {
			out[name] = content
		}
	}
	return out
}

// readModule reads a module for Terraform. Its variables are declared in the
// order of the parameters.
func readModule(files map[string][]byte) creates {
	m, err := tfeval.Parse(files)
	return func(c deploy.Choice) (*deploy.Account, error) {
		if err != nil {
			return nil, err
		}
		env := tfeval.Env{
			Partition: c.Binding.Partition, Region: c.Binding.Region, AccountID: c.Binding.AccountID,
			Vars: map[string][]string{},
		}
		names := m.Variables()
		for i, p := range c.Spec.ParamsOf(c.Stack) {
			if values, ok := c.Binding.Values[p.Name]; ok && i < len(names) {
				env.Vars[names[i]] = values
			}
		}
		return m.Apply(env)
	}
}
