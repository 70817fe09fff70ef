package deploy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// Space has all deployments of a spec, or of several specs in which parameters with
// the same name have the same value.
type Space struct {
	Params []*Param // of the specs, in the order of the first that declares each

	// Places has a Region and an account in each partition that no spec names.
	Places []spec.Binding

	// Notes lists parameters without a value of their own, or without one that all
	// specs allow.
	Notes []string

	// Partial lists parameters of which Matched did not find all values, which a note
	// says.
	Partial []string

	byName  map[string]*Param
	specs   []*spec.Spec
	texts   *texts
	digits  func() []string         // see accountTexts
	written func() []compared       // see comparedOf
	found   map[string]caughtValues // what matching.caught returned, here and in copies
	about   About                   // see About
	except  []*spec.Param           // of Matched
	more    []spec.Value
	equal   bool // see Equal

	environments map[string]map[string]*formula.Variable // by name and parameter
}

// Param is a parameter of a Space.
type Param struct {
	Name string

	// Own is its value if it may have any; nil if no value was found that all specs
	// allow.
	Own   []string
	alone map[*spec.Spec][]string // by spec, if there is no value for all

	// Var is the choice that is made for it, or nil if there is none: it is given,
	// and has its own value.
	Var *formula.Variable

	declared []*spec.Param
	common   *spec.Param // as all specs declare it
	matched  bool        // all options of Var are values that wildcards match: see Matched
	meant    bool        // Own are those of its values that texts of Named name
}

// New makes the space of specs. A parameter that all of them declare is optional
// only if it is so in all, and has those values that all allow.
func New(specs ...*spec.Spec) *Space { return space(&chooser{texts: textsOf(specs)}, specs) }

// Named is New in which a parameter has its example, or default, where one of some
// texts names that.
func Named(in []string, specs ...*spec.Spec) *Space {
	return space(&chooser{texts: textsOf(specs), meant: in}, specs)
}

// Apart is New with values that do not occur in some texts.
func Apart(from []string, specs ...*spec.Spec) *Space {
	c := &chooser{texts: textsOf(specs)}
	c.texts.literals = append(c.texts.literals, from...)
	return space(c, specs)
}

func space(c *chooser, specs []*spec.Spec) *Space {
	out := &Space{byName: map[string]*Param{}, specs: specs, texts: &c.texts, found: map[string]caughtValues{}}
	out.digits = sync.OnceValue(func() []string { return accountTexts(specs) })
	out.written = sync.OnceValue(func() []compared { return comparedOf(specs) })
	out.Places = c.places()
	for _, s := range specs {
		for _, p := range s.Params {
			if out.byName[p.Name] == nil {
				one := &Param{Name: p.Name}
				out.byName[p.Name] = one
				out.Params = append(out.Params, one)
			}
		}
	}
	for i, p := range out.Params {
		var by []*spec.Spec
		var declared []*spec.Param
		for _, s := range specs {
			if d := s.Param(p.Name); d != nil {
				by, declared = append(by, s), append(declared, d)
			}
		}
		if *p = c.param(i, declared); p.Own != nil || p.Var != nil {
			continue
		}
		p.alone = map[*spec.Spec][]string{}
		for j, s := range by {
			if p.alone[s] = c.param(i, declared[j:j+1]).Own; declared[j].Type == spec.Boolean {
				p.alone[s] = declared[j].Default
			}
		}
	}
	out.Notes = c.notes
	return out
}

// param is a parameter as one or more specs declare it. It has neither a value nor
// a choice, after a note, if there is no value that all of them allow.
func (c *chooser) param(number int, declared []*spec.Param) Param {
	common := *declared[0]
	out := Param{Name: declared[0].Name, declared: declared, common: &common}
	for _, d := range declared[1:] {
		common.Optional = common.Optional && d.Optional
		common.Values = commonValues(&common, d)
		common.Compared = append(common.Compared, d.Compared...)
	}
	if common.Compared != nil {
		common.Compared = slices.Compact(slices.Sorted(slices.Values(common.Compared)))
	}
	mixed := slices.ContainsFunc(declared, func(d *spec.Param) bool {
		return (d.Type == spec.Boolean) != (common.Type == spec.Boolean) || d.List != common.List
	})
	switch {
	case mixed || common.Type == spec.Boolean:
	case common.Values == nil:
		out.Own = c.own(declared, number)
		out.meant = len(out.Own) > 0 && c.means(declared, out.Own[0])
	case len(common.Values) > 0:
		out.Own = common.Values[:1]
	}
	if mixed || out.Own == nil && common.Type != spec.Boolean {
		c.notes = append(c.notes, fmt.Sprintf("found no value that the parameter %s allows on both sides", out.Name))
		return out
	}
	if v := newVariable(&common, common.Compared, out.Own); len(v.Options) > 1 {
		out.Var = v
	}
	if common.List && len(common.Values) > maxSubset {
		c.notes = append(c.notes, fmt.Sprintf("the list %s is evaluated with each value alone and with all values together", out.Name))
	}
	return out
}

// commonValues are the values that two declarations allow; nil if both allow any.
func commonValues(a, b *spec.Param) []string {
	values := a.Values
	if values == nil {
		values = b.Values
	}
	if values == nil {
		return nil
	}
	return append([]string{}, lists.Filter(values, func(v string) bool { return a.Refuses(v) == "" && b.Refuses(v) == "" })...)
}

// Singles leaves one value of each list that may have any and of which texts name none: for requests, which a list
// in a context makes nonsense of where the key has one value.
func (s *Space) Singles() *Space {
	for _, p := range s.Params {
		if !p.meant {
			p.Own = p.Own[:min(1, len(p.Own))]
		}
		if p.Var == nil || p.Var.GivenOptions() > 1 {
			continue
		}
		for i := range p.Var.Options {
			if p.Var.Options[i].Values != nil {
				p.Var.Options[i].Values = p.Own
			}
		}
	}
	return s
}

// Param returns the parameter with a name, or nil.
func (s *Space) Param(name string) *Param { return s.byName[name] }

// regions are some of each partition, those first that examples have.
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
var regions = map[string][]string{
	"aws":        {"us-east-1", "eu-west-1", "us-west-2", "eu-central-1", "ap-south-1", "sa-east-1"},
	"aws-cn":     {"cn-north-1", "cn-northwest-1"},
	"aws-us-gov": {"us-gov-west-1", "us-gov-east-1"},
}

// places are one in each partition that no literal names.
func (c *chooser) places() []spec.Binding {
	var out []spec.Binding
	account := "123456789012"
	for i := 0; c.texts.holds(spec.AccountIDType, account); i++ {
		account = fmt.Sprint(314159265358 + int64(i)*271828182)
	}
	c.taken = append(c.taken, account)
	for _, partition := range spec.Partitions {
		all := regions[partition]
		region := all[max(0, slices.IndexFunc(all, func(r string) bool { return !c.texts.holds(spec.String, r) }))]
		c.taken = append(c.taken, region)
		out = append(out, spec.Binding{Partition: partition, Region: region, AccountID: account})
	}
	c.located = slices.Clone(c.taken)
	return out
}

// Regions returns one of Places, and others in its partition with each Region that
// texts of the specs, and the further ones of Matched, tell apart from it: one that a
// text names, and one for each combination of wildcards that match a text because of its
// Region. There are no others if no text has the Region of the deployment.
func (s *Space) Regions(at spec.Binding) []spec.Binding {
	out := []spec.Binding{at}
	name, t := string(spec.Region), s.naming(spec.Region, at.Partition)
	if t.naming[name] == nil {
		return out
	}
	kind := func(region string) string {
		if t.holds(spec.String, region) {
			return region
		}
		return strings.Join(t.catch(name, region), "\n")
	}
	seen := []string{kind(at.Region)}
	partition, _ := facts.FindPartition(at.Partition)
	for _, region := range slices.Concat(regions[at.Partition], partition.Regions) {
		if k := kind(region); !slices.Contains(seen, k) {
			seen = append(seen, k)
			at.Region = region
			out = append(out, at)
		}
	}
	return out
}

// naming are the texts in a partition, with the further ones of Matched that have a
// pseudo parameter.
func (s *Space) naming(p spec.Pseudo, partition string) texts {
	name, t := string(p), *s.texts
	if partition != spec.Partitions[0] {
		t = textsIn(s.specs, partition)
		t.literals = s.texts.literals
	}
	t.naming = maps.Clone(t.naming)
	for _, v := range s.more {
		if text, _ := markedText(v.Expand(), partition); strings.Contains(text, mark(name)) {
			t.naming[name] = append(slices.Clip(t.naming[name]), text)
		}
	}
	return t
}

// Account returns an account that no literal of the specs names, nor a text of Apart.
func (s *Space) Account() string { return s.Places[0].AccountID }

// All returns every deployment of one of the specs in a partition and a Region, in any
// account, for which that of where stands: all choices are open. The values of where are
// ignored.
func (s *Space) All(of *spec.Spec, where spec.Binding) *Place {
	out := &Place{Binding: where, AnyAccount: true, open: map[string]*formula.Variable{}, own: map[string]bool{}, matched: map[string]bool{}}
	out.Values = map[string][]string{}
	for _, p := range of.Params {
		one := s.byName[p.Name]
		if one.Var != nil {
			out.open[p.Name], out.matched[p.Name] = one.Var, one.matched
		}
		switch {
		case one.Var != nil && one.Var.GivenOptions() > 1 && !one.Var.Other:
		case one.Own != nil:
			out.Values[p.Name], out.own[p.Name] = one.Own, p.Values == nil && p.Type != spec.Number
		case one.alone[of] != nil:
			out.Values[p.Name] = one.alone[of]
		}
	}
	return out
}

// In returns All for the one of the Places in a partition.
func (s *Space) In(of *spec.Spec, partition string) *Place {
	i := slices.IndexFunc(s.Places, func(b spec.Binding) bool { return b.Partition == partition })
	return s.All(of, s.Places[i])
}

// Default returns every deployment of one of the specs in which parameters have
// their defaults, and optional ones are not given. All others are open.
func (s *Space) Default(of *spec.Spec, where spec.Binding) *Place {
	out := s.All(of, where)
	for _, p := range of.Params {
		switch {
		case p.Optional:
			out.fix(p.Name, nil)
		case p.Default != nil:
			out.fix(p.Name, p.Default)
		}
	}
	return out
}

// Fixed returns one deployment: b with the values of its parameters.
func Fixed(b spec.Binding) *Place { return &Place{Binding: b} }

// Names are those of parameters that have a choice of values and stand in the
// name or path of a role, an instance profile or a policy: what has such a name has
// several, so that one is looked at after the other.
func Names(specs ...*spec.Spec) []string {
	var out []string
	use := func(v spec.Value) {
		for _, p := range v.Params() {
			if p.Values != nil || p.Compared != nil || p.Type == spec.Boolean {
				out = lists.Add(out, p.Name)
			}
		}
	}
	for _, s := range specs {
		for _, r := range s.Roles {
			use(r.ARN())
			use(r.Profile)
		}
		for _, p := range s.Policies {
			use(p.ARN())
		}
	}
	slices.Sort(out)
	return out
}

// Each are all combinations of what may be chosen for some parameters. The error is
// a TooMany.
func (s *Space) Each(params []string) ([]formula.Term, error) {
	var vars []*formula.Variable
	for _, name := range params {
		if p := s.byName[name]; p != nil && p.Var != nil {
			vars = append(vars, p.Var)
		}
	}
	return formula.Assignments(vars)
}
