package cdk

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/cdk/internal/synth/job"
	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read"
	cfnread "github.com/emriam/emriam/iam/read/cloudformation"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	space "github.com/emriam/emriam/spec/deploy"
)

// Program is a Go program that makes constructs of generated packages and
// synthesizes them.
type Program struct {
	packages []programPackage
	jobs     []job.Job
	variants []Variant
}

type programPackage struct {
	name  string // a Go identifier
	pkg   *pkg
	files []gen.File
}

// Variant is one way to make a construct.
type Variant struct {
	Label string // e.g., "NewServiceRole, with KeyArn"

	// Want is what the construct makes in one place, of which only partition, Region
	// and account are asked for.
	Want func(spec.Binding) *read.Account

	// Names are those that the deployment makes, by logical IDs without the CDK's
	// hash.
	Names map[string]string

	// References are the values that the construct imports in one place, as in Want.
	References func(spec.Binding) map[string]string
}

// NewProgram is a program that makes nothing yet.
func NewProgram() *Program { return &Program{} }

// Add adds the package of s, of which these are the files, under a name. Each
// construct is made with each combination of choices for the parameters that one of
// its documents, or one of its other fields, depends on, where each parameter has a
// value of its own. It returns those that depend on too many to be made for each.
func (p *Program) Add(name string, s *spec.Spec, all *space.Space, files []gen.File) (tooMany []string) {
	pkgName := "emrcdk"
	for _, f := range files {
		pkgName = path.Base(path.Dir(f.Path))
	}
	k := newPkg(s, pkgName)
	p.packages = append(p.packages, programPackage{name, k, files})
	a := &adder{p, name, k, all, nil}
	for of := range s.Subjects() {
		if of.Resource == nil {
			a.construct(k.makers[of.Header()], nameOf(of.Header().Each), alone(of))
		}
	}
	for _, c := range k.stacks {
		a.construct(c.construct, "", c.stack)
	}
	return a.tooMany
}

// alone is a stack that has only one thing.
func alone(of spec.Subject) *spec.Stack {
	switch {
	case of.Role != nil:
		r := *of.Role
		r.Managed = r.Attaches() // the constructs of the other policies attach them
		return &spec.Stack{Roles: []*spec.Role{&r}}
	case of.Policy != nil:
		return &spec.Stack{Policies: []*spec.Policy{of.Policy}}
	}
	return &spec.Stack{SecurityConfigurations: []*spec.SecurityConfiguration{of.Configuration}}
}

func nameOf(e *spec.Each) string {
	if e == nil {
		return ""
	}
	return e.Name
}

type adder struct {
	*Program
	name    string
	pkg     *pkg
	space   *space.Space
	tooMany []string
}

// construct adds the ways to make a construct, which makes what is in a stack.
func (a *adder) construct(c *construct, name string, makes *spec.Stack) {
	place := a.space.All(a.pkg.spec, a.space.Places[0])
	seen := map[string]bool{}
	for _, params := range together(a.pkg.spec, makes) {
		places, err := place.Each(params)
		var tooMany *formula.TooMany
		if errors.As(err, &tooMany) {
			a.tooMany = append(a.tooMany, "New"+c.name+": "+err.Error())
			continue
		}
		for _, at := range places {
			values := at.Decided(false).Values
			if key := fmt.Sprint(values); !seen[key] {
				seen[key] = true
				a.variant(c, name, makes, values)
			}
		}
	}
}

// together are the parameters that meet: those of each document, and of each field
// of a role that is none.
func together(s *spec.Spec, makes *spec.Stack) [][]string {
	out := [][]string{nil}
	add := func(params []*spec.Param) {
		names := lists.Map(params, func(p *spec.Param) string { return p.Name })
		out = append(out, names)
	}
	items := func(items ...spec.Item) {
		for _, it := range items {
			params := it.Value.Params()
			params = append(params, lists.Map(it.When, func(t spec.Term) *spec.Param { return t.Param })...)
			add(params)
		}
	}
	for _, r := range makes.Roles {
		add(s.ParamsOfDocument(r.Trust))
		for _, p := range r.Policies {
			add(s.ParamsOfDocument(p.Document))
			items(spec.Item{Value: p.PolicyName})
		}
		items(r.Managed...)
		items(spec.Item{Value: r.RoleName}, spec.Item{Value: r.MaxSession})
		items(r.Boundary...)
		for _, t := range r.Tags {
			items(t.Value)
		}
	}
	for _, p := range makes.Policies {
		add(s.ParamsOfDocument(p.Document))
	}
	for _, c := range makes.SecurityConfigurations {
		add(s.ParamsOfSubject(spec.Subject{Configuration: c}))
	}
	return out
}

func (a *adder) variant(c *construct, name string, makes *spec.Stack, values map[string][]string) {
	j := job.Job{Stack: fmt.Sprintf("Stack%d", len(a.jobs)), Construct: constructJob(a.name, c, name, values)}
	var with []string
	for _, p := range a.pkg.spec.Params {
		_, used := c.params[p]
		switch v, given := values[p.Name]; {
		case !used || !p.Conditional() && p.Values == nil && p.Compared == nil:
		case !given:
			with = append(with, "no "+p.Name)
		default:
			with = append(with, p.Name+"="+strings.Join(v, ","))
		}
	}
	a.jobs = append(a.jobs, j)
	a.variants = append(a.variants, Variant{
		Label: strings.TrimSuffix("New"+c.name+", with "+strings.Join(with, ", "), ", with "),
		Want: func(where spec.Binding) *read.Account {
			where.Values = values
			return expected.Choice{Spec: a.pkg.spec, Stack: makes, Binding: where}.Creates()
		},
		Names: namesOf(c, makes, values),
		References: func(where spec.Binding) map[string]string {
			where.Values = values
			return expected.Choice{Spec: a.pkg.spec, Binding: where}.References()
		},
	})
}

// namesOf are the names that the deployment of a construct makes.
func namesOf(c *construct, makes *spec.Stack, values map[string][]string) map[string]string {
	out := map[string]string{}
	for _, st := range c.spec.Stacks {
		if st.NameParam != nil && (st.Name == makes.Name || c.Subject != (spec.Subject{}) && c.Header().Stack == st) {
			out[string(spec.StackName)] = values[st.NameParam.Name][0]
		}
	}
	for _, e := range makes.Entities() {
		if e.Named() {
			continue
		}
		id, kind := e.Header().Name, strings.TrimPrefix(kindOf(e).accessor, "Managed")
		if c.Subject != (spec.Subject{}) {
			id = ""
		}
		made := values[e.AWSName()[0].(spec.ParamRef).Param.Name][0]
		out[cmp.Or(e.Deployed().LogicalID, constructID+strings.TrimSuffix(id, kind)+kind)] = made // the CDK writes what follows itself once
	}
	return out
}

// constructID is the ID of the construct of a job in its stack.
const constructID = "It"

// hash is what the CDK puts after the IDs of constructs in a logical ID.
var hash = regexp.MustCompile(`[0-9A-F]{8}$`)

// constructJob makes props from values, and the name that c makes something for.
func constructJob(packageName string, c *construct, name string, values map[string][]string) job.Construct {
	props := map[string]job.Prop{}
	for _, pr := range c.props {
		if pr.param != nil && pr.param == c.nameParam {
			props[pr.name] = job.Prop{Values: []string{name}}
		} else if pr.param != nil && values[pr.param.Name] != nil {
			props[pr.name] = job.Prop{Values: values[pr.param.Name]}
		}
	}
	made := func(r *ref) job.Prop {
		return job.Prop{Values: []string{strings.TrimPrefix(spec.Binding{Values: values}.Text(r.ARN()), "arn::iam:::")}, Made: true}
	}
	for _, r := range c.refs.list {
		if r.required() && !r.late {
			props[r.prop] = made(r)
		}
	}
	if len(props) == 0 {
		props = nil
	}
	out := job.Construct{New: packageName + ".New" + c.name, Props: props}
	for _, l := range c.later() {
		out.Then = append(out.Then, job.Call{Method: l.method, Args: lists.Map(l.refs, made)})
	}
	return out
}

var (
	//go:embed internal/synth/synth.go
	synthSource []byte
	//go:embed internal/synth/value.go
	valueSource []byte
	//go:embed internal/synth/job/job.go
	jobSource []byte
)

// Modules are what the program needs beside the standard library, as a go.mod
// requires them.
const Modules = `require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.270.0
	github.com/aws/constructs-go/constructs/v10 v10.6.0
	github.com/aws/jsii-runtime-go v1.139.0
)
`

// ModulePath is the path of the module that the program is.
const ModulePath = "generated"

// Files are the files of the program, a module but for its go.mod. It reads jobs
// from the file that its command line names first, and synthesizes into the folder
// that it names next.
func (p *Program) Files() map[string][]byte {
	const ours = `"github.com/emriam/emriam/gen/cdk/internal/synth`
	moved := func(src []byte) []byte { return bytes.ReplaceAll(src, []byte(ours), []byte(`"`+ModulePath+`/synth`)) }
	out := map[string][]byte{"synth/synth.go": moved(synthSource), "synth/value.go": moved(valueSource), "synth/job/job.go": jobSource}
	var imports, entries bytes.Buffer
	for i, pp := range p.packages {
		for _, f := range pp.files {
			out[fmt.Sprintf("case%d/%s", i, path.Base(f.Path))] = f.Content
		}
		names := pp.pkg.constructNames()
		for _, name := range names {
			fmt.Fprintf(&entries, "\t\t%q: case%d.New%s,\n", pp.name+".New"+name, i, name)
		}
		if len(names) > 0 {
			fmt.Fprintf(&imports, "\tcase%d \"%s/case%d\"\n", i, ModulePath, i)
		}
	}
	out["main.go"] = fmt.Appendf(nil, "package main\n\nimport (\n%s\n\t\"%s/synth\"\n)\n\nfunc main() {\n\tsynth.Main(map[string]any{\n%s\t})\n}\n",
		&imports, ModulePath, &entries)
	return out
}

// constructNames are the names of all constructs of a package.
func (k *pkg) constructNames() []string {
	return lists.Map(k.parts, func(p part) string { return p.name })
}

// Jobs is what the program reads.
func (p *Program) Jobs() []byte { return mustJSON(p.jobs) }

func mustJSON(v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("cdk: %v", err))
	}
	return out
}

// Each calls f with each variant, and with the template that was synthesized for
// it, by what the program has printed: read reads a file of the folder. A
// constructor that has panicked is an error.
func (p *Program) Each(printed []byte, read func(name string) ([]byte, error), f func(Variant, []byte, error)) error {
	var results []job.Result
	if err := json.Unmarshal(printed, &results); err != nil {
		return err
	}
	if len(results) != len(p.jobs) {
		return fmt.Errorf("%d results of %d jobs", len(results), len(p.jobs))
	}
	for i, r := range results {
		if r.Panic != "" {
			f(p.variants[i], nil, fmt.Errorf("the constructor panics with %q", r.Panic))
			continue
		}
		template, err := read(r.Stack + ".template.json")
		f(p.variants[i], template, err)
	}
	return nil
}

// Deployed says what a synthesized template makes in one place: nothing if the
// props have left a policy without a statement and there is nothing else.
// Names and references are as in Variant.
func Deployed(template []byte, where spec.Binding, stackName string, names, references map[string]string) (*read.Account, error) {
	var sections map[string]json.RawMessage
	if err := json.Unmarshal(template, &sections); err != nil {
		return nil, err
	}
	if sections["Resources"] == nil {
		return &read.Account{}, nil
	}
	env := cfnread.Env{
		Partition: where.Partition, Region: where.Region, AccountID: where.AccountID, StackName: cmp.Or(names[string(spec.StackName)], stackName),
		Names: map[string]string{}, References: references,
	}
	var resources map[string]json.RawMessage
	if err := json.Unmarshal(sections["Resources"], &resources); err != nil {
		return nil, err
	}
	for id := range resources {
		if name := cmp.Or(names[id], names[hash.ReplaceAllString(id, "")]); name != "" {
			env.Names[id] = name
		}
	}
	out, err := cfnread.Read(template, env)
	if err != nil {
		return nil, err
	}
	for _, p := range out.Policies { // without roles that the stack does not have
		p.Attached = slices.DeleteFunc(p.Attached, func(to string) bool { return strings.HasPrefix(to, "role ") })
	}
	return &out.Account, nil
}
