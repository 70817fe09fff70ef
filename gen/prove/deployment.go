package prove

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/iam/read/cloudformation"
	"github.com/emriam/emriam/iam/read/conditional"
	"github.com/emriam/emriam/iam/read/terraform"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// artefact is a file, or several, that deploys a stack.
type artefact struct {
	file  string // e.g., "cloudformation/emr-studio.yaml"
	files int
	spec  *spec.Spec
	stack *spec.Stack

	tagged  bool // policies and instance profiles have tags
	outputs []output

	// read tells what it creates in all of some deployments. The error may be a
	// formula.TooMany.
	read func(conditional.Deployments, conditional.Maker) error

	// params are the parameters that it has, and given is the values that one has when some
	// are given, or none. The error says why it refuses them.
	params []*spec.Param
	given  func(p *spec.Param, values []string) ([]string, error)
}

// facts is what a creates in all of some deployments.
func (a artefact) facts(in conditional.Deployments) (*conditional.Facts, error) {
	out := conditional.NewFacts()
	err := a.read(in, out)
	out.Only("output ", lists.Map(a.outputs, func(o output) string { return o.name }))
	return out, err
}

// creates is what a creates in one deployment.
func (a artefact) creates(b spec.Binding) (*read.Account, error) {
	in := conditional.Deployments{Partition: b.Partition, Region: b.Region, AccountID: b.AccountID, Values: b.Values}
	out := conditional.NewAccount(in)
	if err := a.read(in, out); err != nil {
		return nil, err
	}
	return &out.Account, out.Done()
}

// deployments are the jobs for what deploys a stack: a template of
// CloudFormation and a module for Terraform each.
func deployments(s *spec.Spec, space *deploy.Space, files map[string][]byte) []func() Report {
	var jobs []func() Report
	for _, stack := range s.Stacks {
		var all []artefact
		if file := "cloudformation/" + stack.Name + ".yaml"; files[file] != nil {
			all = append(all, template(s, stack, file, files[file]))
		}
		if folder := "terraform/" + stack.Name; len(filesIn(files, folder)) > 0 {
			all = append(all, module(s, stack, folder, filesIn(files, folder)))
		}
		for _, a := range all {
			for i, where := range space.Places {
				jobs = append(jobs, func() Report {
					out := a.prove(space, where.Partition)
					if i == 0 {
						out.Files = a.files
						a.parameters(&out, space)
					}
					return out
				})
			}
		}
	}
	return jobs
}

// template is a template of CloudFormation.
func template(s *spec.Spec, stack *spec.Stack, file string, content []byte) artefact {
	t, err := cloudformation.Parse(content)
	params := map[string]string{}
	for _, p := range s.Params {
		params[p.ID()] = p.Name
	}
	stackName := func(values map[string][]string) string {
		if stack.NameParam != nil {
			return values[stack.NameParam.Name][0]
		}
		return stack.Name
	}
	return artefact{
		file: file, files: 1, spec: s, stack: stack, outputs: templateOutputs(stack),
		read: func(in conditional.Deployments, to conditional.Maker) error {
			if err != nil {
				return err
			}
			env := cloudformation.Env{StackName: stackName(in.Values), Names: namesOf(stack, in.Values), References: expected.References(s, bindingOf(in))}
			return t.Read(in, env, params, to)
		},
		params: s.ParamsOfTemplate(stack),
		given: func(p *spec.Param, values []string) ([]string, error) {
			if err != nil {
				return nil, err
			}
			return t.Given(p.ID(), values)
		},
	}
}

// bindingOf is what is not open in some deployments.
func bindingOf(in conditional.Deployments) spec.Binding {
	return spec.Binding{Partition: in.Partition, Region: in.Region, AccountID: in.AccountID, Values: in.Values}
}

// namesOf are the names that the deployment of a stack makes, by the logical IDs that
// its template has for what has them.
func namesOf(stack *spec.Stack, values map[string][]string) map[string]string {
	out := map[string]string{}
	for id, name := range (expected.Choice{Stack: stack}).MadeNames() {
		out[id] = spec.Binding{Values: values}.Text(name)
	}
	return out
}

// filesIn are the files of a folder, by name.
func filesIn(files map[string][]byte, folder string) map[string][]byte {
	out := map[string][]byte{}
	for path, content := range files {
		if name, ok := in(folder, path); ok {
			out[name] = content
		}
	}
	return out
}

// module is a module for Terraform. Its variables are declared in the order of the
// parameters.
func module(s *spec.Spec, stack *spec.Stack, folder string, files map[string][]byte) artefact {
	m, err := terraform.Parse(files)
	var names map[string]string
	var outputs []output
	if err == nil {
		names, outputs = variablesOf(m, s, stack), moduleOutputs(m, stack)
	}
	return artefact{
		file: folder, files: len(files), spec: s, stack: stack, tagged: true, outputs: outputs,
		read: func(in conditional.Deployments, to conditional.Maker) error {
			if err != nil {
				return err
			}
			return m.Named(madeNames(m, stack, in.Values)).Referenced(expected.References(s, bindingOf(in))).Read(in, names, to)
		},
		params: s.VariablesOf(stack),
		given: func(p *spec.Param, values []string) ([]string, error) {
			if err != nil {
				return nil, err
			}
			return m.Given(names[p.Name], values)
		},
	}
}

// madeNames are the names that the deployment of a stack makes, by the addresses that
// its module has for what has them: resources of a type are in the order of the stack.
func madeNames(m *terraform.Module, stack *spec.Stack, values map[string][]string) map[string]string {
	made := map[string][]string{}
	types := map[string]string{"role": "aws_iam_role", "policy": "aws_iam_policy", "instance profile of": "aws_iam_instance_profile", "security configuration": "aws_emr_security_configuration"}
	for _, e := range stack.Entities() {
		if !e.Named() {
			typ := types[e.What()]
			made[typ] = append(made[typ], spec.Binding{Values: values}.Text(e.AWSName()))
		}
	}
	out := map[string]string{}
	for typ, names := range made {
		for i, address := range m.Nameless(typ) {
			if i < len(names) {
				out[address] = names[i]
			}
		}
	}
	return out
}

// variablesOf are the variables of a module, by the parameters that they are.
func variablesOf(m *terraform.Module, s *spec.Spec, stack *spec.Stack) map[string]string {
	out := map[string]string{}
	variables := m.Variables()
	for i, p := range s.VariablesOf(stack) {
		if i < len(variables) {
			out[p.Name] = variables[i]
		}
	}
	return out
}

// enough is how many differences of one file in one partition are looked for.
const enough = 3

// prover compares an artefact with the model in all deployments of a partition.
type prover struct {
	artefact
	Report
	place *deploy.Place
}

// prove compares what is true of the accounts that the model and the artefact
// make, under which conditions. Where that is not the same, it asks what both make
// in one deployment where only one of them says so, and says how these differ.
func (a artefact) prove(space *deploy.Space, partition string) Report {
	p := &prover{artefact: a, place: space.In(a.spec, partition)}
	if len(withoutValue(space, a.spec.ParamsOf(a.stack))) > 0 {
		return p.Report // see Valueless
	}
	p.compare()
	return p.Report
}

// withoutValue are those of some parameters for which the space has no value.
func withoutValue(space *deploy.Space, params []*spec.Param) []*spec.Param {
	var out []*spec.Param
	for _, p := range params {
		if one := space.Param(p.Name); one.Own == nil && one.Var == nil {
			out = append(out, p)
		}
	}
	return out
}

// Valueless says of which parameters no value was found. What depends on them is
// not compared.
func Valueless(s *spec.Spec, space *deploy.Space) []Unknown {
	var out []Unknown
	for _, p := range withoutValue(space, s.Params) {
		out = append(out, Unknown{p.Pos.String(), "no value was found for the parameter " + p.Name + " that its type and pattern admit"})
	}
	return out
}

// compare compares the facts.
func (p *prover) compare() {
	want, err := model(p.artefact, p.place)
	var got *conditional.Facts
	if err == nil {
		got, err = p.facts(deploymentsOf(p.place))
	}
	var tooMany *formula.TooMany
	switch {
	case errors.As(err, &tooMany):
		p.each(p.ofStack(tooMany.Params))
		return
	case err != nil:
		p.fail(p.file, p.place.Partition, err)
		return
	}
	var apart []formula.Term
	var open formula.Formula // with the variables of what is not known to be the same
	for _, fact := range facts(want, got) {
		w, g := want.All[fact], got.All[fact]
		p.Comparisons++
		term, same := w.Equivalent(g)
		if same != eval.Yes {
			open = append(open, w...)
			open = append(open, g...)
		}
		switch {
		case same == eval.No && ofStack.MatchString(fact): // no part of an account
			p.Add(p.file, p.place.Partition, []string{fmt.Sprintf("where the spec has it and where not differ%s: %s", under(term), fact)})
		case same == eval.No:
			apart = append(apart, term)
		}
	}
	slices.SortStableFunc(apart, func(a, b formula.Term) int { return len(a) - len(b) })
	tried := map[string]bool{}
	for _, t := range apart {
		if len(p.Differences) < enough && !tried[t.String()] {
			tried[t.String()] = true
			p.at(t)
		}
	}
	if len(p.Differences) == 0 && len(open) > 0 {
		// Both may say the same in other words.
		p.each(names(open.Variables()))
	}
}

// ofStack are the facts about a stack and not about the account.
var ofStack = regexp.MustCompile("^(output|retained) ")

// under names a deployment.
func under(t formula.Term) string {
	if len(t) == 0 {
		return ""
	}
	return " with " + t.String()
}

// deploymentsOf are the deployments that a place is, as readers take them.
func deploymentsOf(p *deploy.Place) conditional.Deployments {
	return conditional.Deployments{Partition: p.Partition, Region: p.Region, AccountID: p.AccountID, Values: p.Values, Open: p.Open()}
}

// facts are those of either side, in order.
func facts(want, got *conditional.Facts) []string {
	all := maps.Clone(want.All)
	maps.Copy(all, got.All)
	return slices.Sorted(maps.Keys(all))
}

// ofStack are the parameters that are open and on which something in the stack
// depends; those that are known to meet come first.
func (p *prover) ofStack(first []string) []string {
	out := slices.Clone(first)
	for _, v := range p.place.Open() {
		if !slices.Contains(out, v.Param) && slices.ContainsFunc(p.spec.ParamsOf(p.stack), func(q *spec.Param) bool { return q.Name == v.Param }) {
			out = append(out, v.Param)
		}
	}
	return out
}

func names(vars []*formula.Variable) []string {
	return lists.Map(vars, func(v *formula.Variable) string { return v.Param })
}

// each compares both in each deployment that differs in some parameters.
func (p *prover) each(params []string) {
	places, err := p.place.Each(params)
	if err != nil {
		p.unknown(p.file, "in "+p.place.Partition+", "+err.Error())
		return
	}
	for _, place := range places {
		if len(p.Differences) < enough {
			p.at(p.place.Chosen(place))
		}
	}
}

// at compares both in one deployment where a term holds: nothing else that is optional
// is given, and no Boolean true.
func (p *prover) at(t formula.Term) {
	place := p.place
	for _, l := range t {
		place = place.Choose(l.Var, l.Options[0])
	}
	place = place.Decided(false)
	under := place.Partition
	if words := t.String(); words != "" {
		under += ", with " + words
	}
	got, err := p.creates(place.Binding)
	if err != nil {
		p.fail(p.file, under, err)
		return
	}
	p.Add(p.file, under, Accounts(expected.Choice{Spec: p.spec, Stack: p.stack, Binding: place.Binding, Tagged: p.tagged}.Creates(), got))
}
