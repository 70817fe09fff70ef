package prove

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/iam/read/terraform"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// documents are the jobs for JSON: the policies under the examples, and those of
// each environment with its parameters. What is in the files depends on the values
// with which they were compiled, and two parameters may have the same. So the
// policies are also compiled and compared in each partition with a value of its own
// for each parameter, with all that is optional and without.
func documents(s *spec.Spec, space *deploy.Space, files map[string][]byte, compile Policies) []func() Report {
	var jobs []func() Report
	read := func(name string, b spec.Binding) bool {
		own := filesIn(files, name)
		if len(own) > 0 {
			jobs = append(jobs, func() Report { return folder(s, b, name, "", own) })
		}
		return len(own) > 0
	}
	if read("policies", s.Example()) {
		jobs = append(jobs, compiled(s, space, compile)...)
	}
	for _, env := range s.Environments {
		read(gen.EnvironmentDir(env.Name)+"/policies", env.Binding)
	}
	for _, env := range s.Environments {
		jobs = append(jobs, func() Report { return parameters(s, env, files) }, func() Report { return values(s, env, files) })
	}
	return jobs
}

// compiled are the jobs that compile the policies with values of their own for all
// parameters.
func compiled(s *spec.Spec, space *deploy.Space, compile Policies) []func() Report {
	if len(withoutValue(space, s.Params)) > 0 {
		return nil // see Valueless
	}
	var jobs []func() Report
	for _, where := range space.Places {
		for _, all := range []bool{false, true} {
			jobs = append(jobs, func() Report {
				b := space.All(s, where).Decided(all).Binding
				under := where.Partition + ", with no optional parameter"
				if all {
					under = where.Partition + ", with all optional parameters"
				}
				out := folder(s, b, "policies", under, filesIn(byPath(compile(s, b, "policies")), "policies"))
				out.Files = 0 // they are not written
				return out
			})
		}
	}
	return jobs
}

// reader compares files of one folder, and notes which it has read.
type reader struct {
	Report
	under  string // in which deployment, or ""
	folder string
	files  map[string][]byte
	read   map[string]bool
}

func folder(s *spec.Spec, b spec.Binding, name, under string, files map[string][]byte) Report {
	r := &reader{under: under, folder: name, files: files, read: map[string]bool{}}
	for _, one := range s.Roles {
		if b.Holds(one.When) {
			r.role(one, b)
		}
	}
	for _, p := range s.Policies {
		if doc := b.Document(p.Document); doc != nil {
			r.document(p.Name, identity, doc)
			r.attached(p, b)
			r.sessions(p, b)
			r.createPolicy(p.Name+"/create-policy", policyFile{b.Text(p.PolicyName), b.Text(p.Path), p.Doc, "", tagsOf(p.Tags, b)}, doc)
		}
	}
	for _, p := range s.ResourcePolicies {
		if doc := b.Document(p.Document); doc != nil {
			kind := resource
			if p.For.Info().Session {
				kind = identity
			}
			r.document(p.Name, kind, doc)
			if p.For == spec.JobRun {
				r.executionPolicy(p.Name+"/execution-iam-policy", doc)
			}
		}
	}
	for _, c := range s.SecurityConfigurations {
		if !b.Holds(c.When) {
			continue
		}
		r.configuration(c.Name, expected.Decoded(b.JSON(c.Document())))
	}
	for name := range files {
		if name = strings.TrimSuffix(name, ".json"); !r.read[name] {
			r.Add(r.path(name), r.under, []string{"the spec has no such thing"})
		}
	}
	slices.SortFunc(r.Differences, func(a, b Difference) int { return strings.Compare(a.File, b.File) })
	return r.Report
}

func (r *reader) path(name string) string { return r.folder + "/" + name + ".json" }

// open is a file of the folder; false, after a difference, if it is not there.
func (r *reader) open(name string) ([]byte, bool) {
	content, ok := r.files[name+".json"]
	r.read[name] = true
	if !ok {
		r.Add(r.path(name), r.under, []string{"it is missing"})
		return nil, false
	}
	r.Report.Files++
	return content, true
}

func (r *reader) document(name string, kind func(*iam.Document) eval.Policies, want *iam.Document) {
	if content, ok := r.open(name); ok {
		r.text(name, content, kind, want)
	}
}

// text compares the text of a document in a file.
func (r *reader) text(name string, content []byte, kind func(*iam.Document) eval.Policies, want *iam.Document) {
	got, err := iam.Parse(content)
	if err != nil {
		r.fail(r.path(name), r.under, err)
		return
	}
	var c Comparison
	c.document("it", kind, want, got)
	r.Add(r.path(name), r.under, c)
}

func (r *reader) configuration(name string, want any) {
	content, ok := r.open(name)
	if !ok {
		return
	}
	var got any
	if err := json.Unmarshal(content, &got); err != nil {
		r.fail(r.path(name), r.under, err)
		return
	}
	var c Comparison
	if !reflect.DeepEqual(want, got) {
		c.Add("it is not as the spec has it")
	}
	r.Add(r.path(name), r.under, c)
}

// roleFile is role.json, or create-role.json, which has the trust policy instead of
// the managed policies and the profile.
type roleFile struct {
	RoleName                 string
	Path                     string
	Description              string
	MaxSessionDuration       int
	PermissionsBoundary      string
	Tags                     Tags
	ManagedPolicyArns        []string
	InlinePolicyNames        map[string]string
	InstanceProfileName      string
	InstanceProfilePath      string
	InstanceProfileTags      Tags
	AssumeRolePolicyDocument string
}

// attached compares attach.json, which there is only if the policy is attached to
// someone.
func (r *reader) attached(p *spec.Policy, b spec.Binding) {
	var want, got attachFile
	want.Groups, want.Users, want.Roles = b.List(p.AttachedTo("group")), b.List(p.AttachedTo("user")), b.List(p.AttachedTo("role"))
	name := p.Name + "/attach"
	if len(want.Groups)+len(want.Users)+len(want.Roles) > 0 && r.decode(name, &got) && !reflect.DeepEqual(got, want) {
		r.Add(r.path(name), r.under, []string{fmt.Sprintf("it is %v, not %v", got, want)})
	}
}

// sessions compares session-mappings.json, which there is only if the policy is a session
// policy.
func (r *reader) sessions(p *spec.Policy, b spec.Binding) {
	var want, got []mappingFile
	for _, a := range p.Sessions() {
		if b.Holds(a.Name.When) {
			want = append(want, mappingFile{b.Text(a.Studio), strings.ToUpper(a.To), b.Text(a.Name.Value), b.Text(p.ARN())})
		}
	}
	name := p.Name + "/session-mappings"
	if len(want) > 0 && r.decode(name, &got) && !slices.Equal(got, want) {
		r.Add(r.path(name), r.under, []string{fmt.Sprintf("it is %v, not %v", got, want)})
	}
}

// mappingFile is an element of session-mappings.json.
type mappingFile struct{ StudioId, IdentityType, IdentityName, SessionPolicyArn string }

// attachFile is attach.json.
type attachFile struct{ Groups, Users, Roles []string }

// policyFile is create-policy.json.
type policyFile struct {
	PolicyName, Path, Description, PolicyDocument string
	Tags                                          Tags
}

// decode decodes a file of the folder, which has no other keys.
func (r *reader) decode(name string, into any) bool {
	content, ok := r.open(name)
	if !ok {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		r.fail(r.path(name), r.under, err)
		return false
	}
	return true
}

// executionPolicy compares the argument of a job run with its execution IAM policy.
func (r *reader) executionPolicy(name string, doc *iam.Document) {
	var got struct{ Policy string }
	if r.decode(name, &got) {
		r.text(name, []byte(got.Policy), identity, doc)
	}
}

func (r *reader) createPolicy(name string, want policyFile, doc *iam.Document) {
	var got policyFile
	if !r.decode(name, &got) {
		return
	}
	r.text(name, []byte(got.PolicyDocument), identity, doc)
	got.PolicyDocument = ""
	if !reflect.DeepEqual(got, want) {
		r.Add(r.path(name), r.under, []string{fmt.Sprintf("it is %v, not %v", got, want)})
	}
}

// Tags are tags as AWS has them in JSON.
type Tags []struct{ Key, Value string }

// Read returns the tags by their keys.
func (ts Tags) Read() map[string]string {
	out := map[string]string{}
	for _, t := range ts {
		out[t.Key] = t.Value
	}
	return out
}

func tagsOf(all []spec.Tag, b spec.Binding) Tags {
	var out Tags
	for _, t := range all {
		if b.Holds(t.Value.When) {
			out = append(out, struct{ Key, Value string }{t.Key, b.Text(t.Value.Value)})
		}
	}
	return out
}

func (r *reader) role(of *spec.Role, b spec.Binding) {
	name, want := of.Name, expected.RoleOf(of, b, true)
	r.document(name+"/trust", trust, want.Trust)
	named := map[string]string{}
	for _, p := range of.Policies {
		if doc := b.Document(p.Document); doc != nil {
			r.document(name+"/"+p.Name, identity, doc)
			if text := b.Text(p.PolicyName); text != p.Name {
				named[p.Name] = text
			}
		}
	}
	var f, create roleFile
	if !r.decode(name+"/role", &f) || !r.decode(name+"/create-role", &create) {
		return
	}
	if !maps.Equal(named, f.InlinePolicyNames) {
		r.Add(r.path(name+"/role"), r.under, []string{fmt.Sprintf("the names of inline policies are %v, not %v", f.InlinePolicyNames, named)})
	}
	r.text(name+"/create-role", []byte(create.AssumeRolePolicyDocument), trust, want.Trust)
	r.roleFile(name+"/role", f, want)
	create.ManagedPolicyArns, create.InstanceProfileName = f.ManagedPolicyArns, f.InstanceProfileName
	create.InstanceProfilePath, create.InstanceProfileTags = f.InstanceProfilePath, f.InstanceProfileTags
	r.roleFile(name+"/create-role", create, want)
}

func (r *reader) roleFile(name string, f roleFile, want *read.Role) {
	got := &read.Role{
		Name: f.RoleName, ARN: want.ARN, Path: f.Path, Description: f.Description, MaxSession: "3600", Boundary: f.PermissionsBoundary,
		Managed: f.ManagedPolicyArns, Trust: want.Trust, Inline: want.Inline, Tags: f.Tags.Read(),
	}
	if f.MaxSessionDuration != 0 {
		got.MaxSession = fmt.Sprint(f.MaxSessionDuration)
	}
	if f.InstanceProfileName != "" {
		got.Profiles = []read.Profile{{Name: f.InstanceProfileName, Path: cmp.Or(f.InstanceProfilePath, f.Path), Tags: f.InstanceProfileTags.Read()}}
	}
	var c Comparison
	c.Text("name", want.Name, got.Name)
	c.role("it", want, got)
	r.Add(r.path(name), r.under, c)
}

// parameters compares the parameter files of an environment with its values: those
// for create-stack, and those for deploy.
func parameters(s *spec.Spec, env *spec.Environment, files map[string][]byte) Report {
	var out Report
	for _, stack := range s.Stacks {
		dir := gen.EnvironmentDir(env.Name) + "/parameters/"
		for file, parse := range map[string]func([]byte) (map[string]string, error){dir + stack.Name + ".json": pairs, dir + "deploy/" + stack.Name + ".json": overrides} {
			out.settings(file, files, func(content []byte) (Comparison, error) {
				values, err := parse(content)
				if err != nil {
					return nil, err
				}
				return parameterValues(s, stack, env, values), nil
			})
		}
	}
	return out
}

// settings compares a file with values of an environment, if there is one.
func (r *Report) settings(file string, files map[string][]byte, compare func([]byte) (Comparison, error)) {
	content, ok := files[file]
	if !ok {
		return
	}
	r.Files++
	if c, err := compare(content); err != nil {
		r.fail(file, "", err)
	} else {
		r.Add(file, "", c)
	}
}

// pairs reads the parameters of a file for create-stack.
func pairs(content []byte) (map[string]string, error) {
	var got []struct{ ParameterKey, ParameterValue string }
	if err := json.Unmarshal(content, &got); err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, p := range got {
		values[p.ParameterKey] = p.ParameterValue
	}
	return values, nil
}

// overrides reads the parameters of a file for deploy.
func overrides(content []byte) (map[string]string, error) {
	var got []string
	if err := json.Unmarshal(content, &got); err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, text := range got {
		name, value, _ := strings.Cut(text, "=")
		values[name] = value
	}
	return values, nil
}

func parameterValues(s *spec.Spec, stack *spec.Stack, env *spec.Environment, values map[string]string) Comparison {
	var c Comparison
	given := env.Given().Values
	for _, p := range s.ParamsOfTemplate(stack) {
		want := strings.Join(given[p.Name], ",")
		if value, ok := values[p.ID()]; ok || want != "" && !slices.Equal(p.Default, given[p.Name]) {
			c.Text("parameter "+p.Name, want, value)
		}
		delete(values, p.ID())
	}
	for name := range values {
		c.Add("it has the parameter %s, which the stack does not", name)
	}
	return c
}

// values compares the values of an environment for modules for Terraform with its
// values.
func values(s *spec.Spec, env *spec.Environment, files map[string][]byte) Report {
	var out Report
	for _, stack := range s.Stacks {
		file := gen.EnvironmentDir(env.Name) + "/terraform/" + stack.Name + ".tfvars"
		out.settings(file, files, func(content []byte) (c Comparison, err error) {
			m, err := terraform.Parse(filesIn(files, "terraform/"+stack.Name))
			got, failed := terraform.Values(content, file)
			if err = cmp.Or(err, failed); err != nil {
				return nil, err
			}
			for param, name := range variablesOf(m, s, stack) {
				want, given := env.Given().Values[param]
				if value, ok := got[name]; ok != given || !slices.Equal(want, value) {
					c.Add("the variable %s is %q, not %q", name, value, want)
				}
				delete(got, name)
			}
			for name := range got {
				c.Add("it has the variable %s, which the module does not", name)
			}
			return c, nil
		})
	}
	return out
}
