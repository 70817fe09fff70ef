package cdk

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/cdk/internal/synth/job"
	"github.com/emriam/emriam/gen/internal/bound"
	"github.com/emriam/emriam/spec"
)

// variant is one way to make a construct, and what it should come to.
type variant struct {
	label  string
	job    job.Job
	values map[string][]string            // of the parameters
	want   func(b spec.Binding) bound.Set // what the construct makes
	spec   *spec.Spec
	names  map[string]string // those that the deployment makes, as in Variant
	stack  *spec.Stack       // of a construct that makes one, or nil
	others bool              // other constructs are in the stack, too
	panics string            // what the constructor says, or "" if it makes something
	faulty string            // the construct, if there is a fault in it
}

// variantsOf are the ways to make each construct of a case: without any
// optional parameter, with each alone, with all; with its defaults; with the
// constructs it refers to; under another name.
func variantsOf(tc *testCase) []variant {
	if tc.faults != nil {
		return tc.faultyVariants()
	}
	var out []variant
	for _, c := range tc.pkg.parts {
		switch {
		case c.Role != nil:
			for _, r := range firstAndLast(tc.spec.Roles, func(r *spec.Role) bool { return r.Written() == c.Role.Written() }) {
				out = append(out, tc.variants(subject{construct: c.construct, role: r, name: nameOf(r.Each)}, &spec.Stack{Roles: []*spec.Role{r}})...)
			}
		case c.Policy != nil:
			for _, p := range firstAndLast(tc.spec.Policies, func(p *spec.Policy) bool { return p.Written() == c.Policy.Written() }) {
				out = append(out, tc.variants(subject{construct: c.construct, policy: p, name: nameOf(p.Each)}, &spec.Stack{Policies: []*spec.Policy{p}})...)
			}
		case c.Configuration != nil:
			out = append(out, tc.variants(subject{construct: c.construct}, &spec.Stack{SecurityConfigurations: []*spec.SecurityConfiguration{c.Configuration}})...)
		}
	}
	for _, c := range tc.pkg.stacks {
		vs := tc.variants(subject{construct: c.construct}, c.stack)
		for i := range vs {
			if !strings.HasSuffix(vs[i].label, " renamed") { // the template has other names
				vs[i].stack = c.stack
			}
		}
		out = append(out, vs...)
	}
	return out
}

// subject is a construct, and which role or policy it makes: of several, one.
type subject struct {
	*construct
	role   *spec.Role
	policy *spec.Policy
	name   string // that the role or policy is made for, or ""
}

// firstAndLast are the first and the last of those that a construct can make.
func firstAndLast[T comparable](all []T, can func(T) bool) []T {
	all = slices.DeleteFunc(slices.Clone(all), func(t T) bool { return !can(t) })
	return slices.Compact([]T{all[0], all[len(all)-1]})
}

func (tc *testCase) variants(c subject, makes *spec.Stack) []variant {
	var out []variant
	pick := func(set bound.Set) bound.Set { return only(set, makes) }
	model := tc.spec
	if c.role != nil { // the constructs of the other policies attach them
		alone, role := *tc.spec, *c.role
		role.Managed = c.role.Attaches()
		alone.Roles = slices.Clone(alone.Roles)
		alone.Roles[slices.Index(alone.Roles, c.role)] = &role
		model = &alone
	}
	add := func(label string, values map[string][]string, change func(*variant)) {
		v := variant{label: tc.name + " " + c.construct.name + " " + c.name + " " + label, values: values, spec: tc.spec}
		v.job.Construct = tc.construct(c.construct, c.name, values)
		v.names = namesOf(c.construct, makes, values)
		v.want = func(b spec.Binding) bound.Set { return pick(bound.Documents(model, b)) }
		if change != nil {
			change(&v)
		}
		out = append(out, v)
	}
	nothing := func(*variant) {}
	none := tc.values(func(*spec.Param) bool { return false })
	add("without optional parameters", none, func(v *variant) { v.job.Region, v.job.Account = "cn-north-1", "111122223333" })
	for _, p := range tc.conditional(c.construct) {
		add("with "+p.Name, tc.values(func(q *spec.Param) bool { return p == q }), nothing)
	}
	all := tc.values(func(*spec.Param) bool { return true })
	add("with all parameters", all, func(v *variant) { v.job.Minimize = true })
	add("with defaults", tc.defaults(), func(v *variant) { v.job.Props = tc.withoutDefaults(c.construct, v.job.Props) })
	if tc.renames(c.construct) {
		add("renamed", none, func(v *variant) { tc.rename(c, v, pick) })
	}
	if len(c.refs.list) > 0 {
		one := tc.inOneStack(all)
		add("with what it refers to", one, func(v *variant) { tc.refer(c, v, one) })
	}
	for i, l := range c.later() {
		add("without "+l.method, all, func(v *variant) {
			v.job.Then = slices.Delete(v.job.Then, i, i+1)
			v.job.Validate, v.panics = true, l.method+" has not been called"
		})
	}
	for _, p := range tc.required(c.construct) {
		add("lacks "+p.name, none, func(v *variant) {
			delete(v.job.Props, p.name)
			v.panics = c.propsName() + "." + p.name + " is required"
		})
	}
	for _, p := range c.props {
		for problem, values := range bad(p) {
			add("with a bad "+p.name, all, func(v *variant) {
				v.job.Props = maps.Clone(v.job.Props)
				v.job.Props[p.name] = job.Prop{Values: values}
				v.panics = c.propsName() + "." + p.name + problem
			})
		}
	}
	return out
}

// bad are values that a prop must refuse, by what it says of them.
func bad(pr prop) map[string][]string {
	out := map[string][]string{}
	p := pr.param
	if p == nil || p.Type == spec.Boolean {
		return nil
	}
	if p.List {
		out[" is empty"] = []string{}
	}
	if p.Values != nil {
		out[fmt.Sprintf(` is "17", which is not one of %q`, p.Values)] = []string{"17"}
	}
	hostile := []string{"|"}
	switch {
	case p.Type == spec.String:
		hostile = []string{"", "|", "*", "a?", "BAD-1", "a\n", "a,b", " a"}
	case p.Type == spec.Number:
		hostile = []string{"1.5", "1234567890123456"}
	case pr.object != nil && p.Pattern == "": // an object of the CDK's refuses most itself
		hostile = nil
	case pr.object != nil:
		hostile = []string{"BAD-1"}
	}
	for _, value := range hostile {
		for _, pattern := range p.Patterns() {
			if !regexp.MustCompile("^(?:" + pattern + ")$").MatchString(value) {
				out[fmt.Sprintf(" is %q, which does not match %s", value, pattern)] = []string{value}
				break
			}
		}
	}
	return out
}

// construct makes props from values, and the name that c makes something for.
func (tc *testCase) construct(c *construct, name string, values map[string][]string) job.Construct {
	return constructJob(tc.name, c, name, values)
}

// conditional are the parameters of c that something depends on.
func (tc *testCase) conditional(c *construct) []*spec.Param {
	var out []*spec.Param
	for _, pr := range c.props {
		if pr.param != nil && pr.param.Conditional() {
			out = append(out, pr.param)
		}
	}
	return out
}

// required are the props of c that have to be given.
func (tc *testCase) required(c *construct) []prop {
	var out []prop
	for _, pr := range c.props {
		if pr.param != nil && !pr.param.Optional && pr.param.Default == nil && pr.param.Resolve == nil {
			out = append(out, pr)
		}
	}
	return out
}

// values are values of all parameters, of those that are conditional only
// where given says so.
func (tc *testCase) values(given func(*spec.Param) bool) map[string][]string {
	out := map[string][]string{}
	for _, p := range tc.spec.Params {
		switch {
		case p.Type == spec.Boolean:
			out[p.Name] = []string{fmt.Sprint(given(p))}
		case !p.Optional || given(p):
			out[p.Name] = tc.space.Param(p.Name).Own
		}
	}
	return out
}

// defaults are the values that a spec has without any of those that it does
// not require.
func (tc *testCase) defaults() map[string][]string {
	out := tc.values(func(*spec.Param) bool { return false })
	for _, p := range tc.spec.Params {
		if p.Default != nil {
			out[p.Name] = p.Default
		}
	}
	return out
}

func (tc *testCase) withoutDefaults(c *construct, props map[string]job.Prop) map[string]job.Prop {
	for _, pr := range c.props {
		if pr.param != nil && pr.param.Default != nil {
			delete(props, pr.name)
		}
	}
	if len(props) == 0 {
		return nil
	}
	return props
}

// rename overrides the name of what a construct makes, or the names of all that is in a stack.
func (tc *testCase) rename(c subject, v *variant, pick func(bound.Set) bound.Set) {
	v.job.Props = maps.Clone(v.job.Props)
	if v.job.Props == nil {
		v.job.Props = map[string]job.Prop{}
	}
	names := map[any]string{} // of roles, policies and security configurations
	if c.selfName != nil {
		v.job.Props[c.params[c.selfName].name] = job.Prop{Values: []string{"Renamed"}}
		switch {
		case c.role != nil:
			names[c.role] = "Renamed"
		case c.policy != nil:
			names[c.policy] = "Renamed"
		default:
			names[c.Configuration] = "Renamed"
		}
	}
	for _, m := range tc.membersOf(c.construct) {
		if m.override == nil {
			continue
		}
		prop := job.Prop{Texts: map[string]string{}}
		for key, e := range tc.madeBy(m) {
			names[key] = "Renamed" + m.id + nameOf(e)
			prop.Texts[nameOf(e)] = names[key]
		}
		if m.each == nil {
			prop = job.Prop{Values: []string{prop.Texts[""]}}
		}
		v.job.Props[c.params[m.override].name] = prop
	}
	v.want = func(b spec.Binding) bound.Set {
		for key, name := range names {
			defer setName(key, spec.Text(name))()
		}
		return pick(bound.Documents(tc.spec, b))
	}
}

// renames reports whether a construct has a prop that overrides a name.
func (tc *testCase) renames(c *construct) bool {
	return slices.ContainsFunc(c.props, func(pr prop) bool { return pr.text != nil }) ||
		slices.ContainsFunc(tc.membersOf(c), func(m *member) bool { return m.override != nil })
}

// membersOf are the members of the construct of a stack.
func (tc *testCase) membersOf(c *construct) []*member {
	for _, st := range tc.pkg.stacks {
		if st.construct == c {
			return st.members
		}
	}
	return nil
}

// madeBy are the roles, policies and security configurations that a member of a stack
// makes, with what says which of an Each it is.
func (tc *testCase) madeBy(m *member) map[any]*spec.Each {
	out := map[any]*spec.Each{}
	isNamed := func(e *spec.Each) bool { return e == nil || slices.Contains(m.names, e.Name) }
	for _, r := range tc.spec.Roles {
		if m.Role != nil && r.Written() == m.Role.Written() && isNamed(r.Each) {
			out[r] = r.Each
		}
	}
	for _, p := range tc.spec.Policies {
		if m.Policy != nil && p.Written() == m.Policy.Written() && isNamed(p.Each) {
			out[p] = p.Each
		}
	}
	if m.Configuration != nil {
		out[m.Configuration] = nil
	}
	return out
}

// setName gives a role, policy or security configuration another name until undo is called.
func setName(of any, name spec.Value) (undo func()) {
	switch of := of.(type) {
	case *spec.Role:
		oldName, oldProfile := of.RoleName, of.Profile
		if oldProfile != nil && oldProfile.String() == oldName.String() {
			of.Profile = name
		}
		of.RoleName = name
		return func() { of.RoleName, of.Profile = oldName, oldProfile }
	case *spec.Policy:
		old := of.PolicyName
		of.PolicyName = name
		return func() { of.PolicyName = old }
	}
	configuration := of.(*spec.SecurityConfiguration)
	old := configuration.ConfigurationName
	configuration.ConfigurationName = name
	return func() { configuration.ConfigurationName = old }
}

// refer makes what c refers to in the same stack, and hands it over.
func (tc *testCase) refer(c subject, v *variant, values map[string][]string) {
	if v.job.Props == nil {
		v.job.Props = map[string]job.Prop{}
	}
	v.others = true
	for _, r := range c.refs.list {
		other := tc.constructOf(r)
		prop := job.Prop{Method: r.accessor()}
		construct := func(name string) *job.Construct {
			of := tc.construct(other, name, values)
			return &of
		}
		switch {
		case r.same:
			prop.Of = construct(c.name)
		case r.byName:
			prop.ByName = map[string]*job.Construct{}
			for _, name := range r.each().List.Names {
				if !tc.makes(c.construct, r, name) {
					prop.ByName[name] = construct(name)
				}
			}
		default:
			prop.Of = construct(nameOf(r.each()))
		}
		if !r.late {
			v.job.Props[r.prop] = prop
			maps.Copy(v.names, tc.namesUnder(r, r.prop, values))
			continue
		}
		for i, l := range c.later() {
			if at := slices.Index(l.refs, r); at >= 0 {
				v.job.Then[i].Args[at] = prop
				maps.Copy(v.names, tc.namesUnder(r, fmt.Sprint(l.method, at), values))
			}
		}
	}
}

// namesUnder are the names that the deployment makes for a role or policy whose
// construct has an ID.
func (tc *testCase) namesUnder(r *ref, id string, values map[string][]string) map[string]string {
	out, b := map[string]string{}, spec.Binding{Values: values}
	add := func(kind string, named bool, name spec.Value) {
		if !named {
			out[constructID+strings.TrimSuffix(id, kind)+kind] = b.Text(name) // the CDK writes what follows itself once
		}
	}
	if r.Role != nil {
		add("Role", r.Role.Named(), r.Role.RoleName)
		add("InstanceProfile", r.Role.ProfileNamed(), r.Role.Profile)
	}
	if r.Policy != nil {
		add("Policy", r.Policy.Named(), r.Policy.PolicyName)
	}
	return out
}

// inOneStack are values with which all stacks have one name, as the constructs of
// one CDK stack do.
func (tc *testCase) inOneStack(values map[string][]string) map[string][]string {
	out := maps.Clone(values)
	for _, st := range tc.spec.Stacks {
		if st.NameParam != nil {
			out[st.NameParam.Name] = []string{"acme"}
		}
	}
	return out
}

// makes reports whether c is that of a stack that has one of what r is all of.
func (tc *testCase) makes(c *construct, r *ref, name string) bool {
	m := memberOf(tc.membersOf(c), r)
	return m != nil && slices.Contains(m.names, name)
}

func (tc *testCase) constructOf(r *ref) *construct {
	if c := tc.pkg.makers[r.Header()]; c != nil {
		return c
	}
	panic("no construct for " + r.want)
}

// only is what of a set a construct makes.
func only(set bound.Set, of *spec.Stack) bound.Set {
	set.Roles = slices.DeleteFunc(set.Roles, func(r bound.Role) bool {
		return !slices.ContainsFunc(of.Roles, func(o *spec.Role) bool { return o.Name == r.Name })
	})
	set.Policies = slices.DeleteFunc(set.Policies, func(p bound.Policy) bool {
		return !slices.ContainsFunc(of.Policies, func(o *spec.Policy) bool { return o.Name == p.Name })
	})
	set.SecurityConfigurations = slices.DeleteFunc(set.SecurityConfigurations, func(c bound.SecurityConfiguration) bool {
		return !slices.ContainsFunc(of.SecurityConfigurations, func(o *spec.SecurityConfiguration) bool { return o.Name == c.Name })
	})
	return set
}
