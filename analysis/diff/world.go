package diff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// world is one deployment in which both sides are compared, or many that differ in
// open choices.
type world struct {
	where    string // e.g., "in aws-cn", "in eu-west-1", "by default" or "in the environment prod"
	kind     kind
	exact    bool // its Region, or its account, is one that texts tell apart from others
	old, new *deploy.Place
	chosen   formula.Term // of what names depend on, what is looked at in this world

	oldParams, params map[string]*spec.Param // of the two sides

	oldPlain, newPlain *deploy.Place // see deploy.Place.Plain
	before, after      *access.Deployment
	follow             func(string) string // ARNs of the old side as they are in the new one
	neutral            *strings.Replacer   // see neutralNames
	more               error               // there are further accounts, too many to look at each
}

// kind is the origin of a world.
type kind uint8

const (
	shared      kind = iota // all deployments in which both sides have the same values
	byDefault               // what each side deploys where nothing is given that need not be
	environment             // an environment, with each side's values
)

// setWorlds sets all worlds in which the two sides are compared, and notes on what was
// omitted or assumed.
func (c *comparer) setWorlds(older, newer Side) error {
	if newer.Env != "" {
		w := &world{where: "in the environment " + newer.Env, kind: environment, old: deploy.Fixed(older.bound(newer)), new: deploy.Fixed(newer.bound(older))}
		c.worlds = opened([]*world{w}, older, newer)
		return nil
	}
	if bare(older) != bare(newer) && !(older.Template && newer.Template) {
		w := &world{kind: shared, old: deploy.Fixed(older.bound(newer)), new: deploy.Fixed(newer.bound(older))}
		c.worlds, c.notes = opened([]*world{w}, older, newer), boundNotes(older, newer)
		return nil
	}
	renamed := renaming(older.Spec, newer.Spec)
	space := deploy.New(newer.Spec, older.Spec).Matched(renamed)
	c.spaceOf = func(roles ...string) *deploy.Space {
		return space.About(deploy.About{Roles: append(roles, "")}).Matched(renamed)
	}
	choices, err := space.Each(deploy.Names(older.Spec, newer.Spec))
	if err != nil {
		return err
	}
	accounts, more := space.Accounts()
	var out []*world
	add := func(w *world) {
		seen := map[string]bool{}
		for _, c := range choices {
			one := *w
			one.more = more
			one.chosen = slices.DeleteFunc(slices.Clone(c), func(l formula.Literal) bool { return !w.old.IsOpen(l.Var.Param) && !w.new.IsOpen(l.Var.Param) })
			one.old, one.new = open(w.old, c), open(w.new, c)
			if key := one.old.Key() + one.new.Key(); !seen[key] {
				seen[key] = true
				out = append(out, &one)
			}
		}
	}
	places := placesInUse(space, older.Spec, newer.Spec)
	regions := lists.Map(places, space.Regions)
	each := func(place func(*spec.Spec, spec.Binding) *deploy.Place, where string, of kind) {
		for n, at := range places {
			for i, in := range regions[n] {
				name := cmp.Or(where, "in "+at.Partition)
				if i > 0 {
					name = cmp.Or(where, "in "+in.Region)
				}
				add(&world{where: name, kind: of, exact: i > 0, old: place(older.Spec, in), new: place(newer.Spec, in)})
			}
			for _, account := range accounts {
				name := cmp.Or(where, "in the account "+account)
				add(&world{where: name, kind: of, exact: true, old: place(older.Spec, at).In(account), new: place(newer.Spec, at).In(account)})
			}
		}
	}
	each(space.All, "", shared)
	if defaultsDiffer(older.Spec, newer.Spec) {
		each(space.Default, "by default", byDefault)
	}
	for _, e := range newer.Spec.Environments {
		if before := (Side{Spec: older.Spec, Env: e.Name}).environment(); before != nil {
			out = append(out, &world{where: "in the environment " + e.Name, kind: environment, old: space.Environment(older.Spec, before), new: space.Environment(newer.Spec, e)})
		}
	}
	c.worlds, c.notes = opened(out, older, newer), space.Notes
	return nil
}

// renaming returns the parameters in names of roles and policies that the other side
// does not have: followed knows such a name only with one value.
func renaming(older, newer *spec.Spec) []*spec.Param {
	names := func(s *spec.Spec) map[string]spec.Value {
		out := map[string]spec.Value{}
		for of := range s.Subjects() {
			out[of.ARN().String()] = of.ARN()
		}
		return out
	}
	before, after := names(older), names(newer)
	var out []*spec.Param
	for _, sides := range [][2]map[string]spec.Value{{before, after}, {after, before}} {
		for text, v := range sides[0] {
			if sides[1][text] == nil {
				out = append(out, v.Params()...)
			}
		}
	}
	return out
}

// open is a place whose open choices satisfy t.
func open(at *deploy.Place, t formula.Term) *deploy.Place {
	for _, l := range t {
		if at.IsOpen(l.Var.Param) {
			at = at.Choose(l.Var, l.Options[0])
		}
	}
	return at
}

// opened returns worlds in which requests can be evaluated.
func opened(all []*world, older, newer Side) []*world {
	for _, w := range all {
		w.oldParams, w.params = byName(older.Spec), byName(newer.Spec)
		w.before, w.after = access.New(older.Spec, w.old), access.New(newer.Spec, w.new)
		w.oldPlain, w.newPlain = w.old.Plain(), w.new.Plain()
		w.neutral = w.neutralNames()
	}
	return all
}

func byName(s *spec.Spec) map[string]*spec.Param {
	return lists.By(s.Params, func(p *spec.Param) string { return p.Name })
}

// bare reports whether a side has no parameters and is not a spec: a document, or an
// export.
func bare(s Side) bool { return (s.Spec.Bare || s.Partial) && len(s.Spec.Params) == 0 }

func boundNotes(older, newer Side) []string {
	s := newer
	if bare(newer) {
		s = older
	}
	if len(s.Spec.Params) == 0 {
		return nil
	}
	return []string{s.Name + " is compared only with its defaults and examples, because the other side has no parameters"}
}

// placesInUse returns the places in the partitions of the environments; without
// environments, in all partitions.
func placesInUse(space *deploy.Space, specs ...*spec.Spec) []spec.Binding {
	used := map[string]bool{}
	for _, s := range specs {
		for _, e := range s.Environments {
			used[e.Binding.Partition] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(space.Places), func(b spec.Binding) bool { return len(used) > 0 && !used[b.Partition] })
}

// defaultsDiffer reports whether a deployment with no optional values differs.
func defaultsDiffer(older, newer *spec.Spec) bool {
	return slices.ContainsFunc(newer.Params, func(p *spec.Param) bool {
		q := older.Param(p.Name)
		return q != nil && (!slices.Equal(p.Default, q.Default) || p.Optional != q.Optional)
	})
}

func (s Side) environment() *spec.Environment {
	return lists.Find(s.Spec.Environments, func(e *spec.Environment) bool { return e.Name == s.Env })
}

// bound returns one deployment of s: its environment, or else the place of the other
// side, with the other side's values, its own defaults and its own examples.
func (s Side) bound(other Side) spec.Binding {
	if e := s.environment(); e != nil {
		return e.Binding
	}
	out := s.Spec.Example()
	e := other.environment()
	if e == nil {
		return out
	}
	values := out.Values
	out = e.Binding
	out.Values = values
	for _, p := range s.Spec.Params {
		given, ok := e.Binding.Values[p.Name]
		if ok && (p.List || len(given) == 1) && !slices.ContainsFunc(given, func(v string) bool { return p.Refuses(v) != "" }) {
			out.Values[p.Name] = given
		}
	}
	return out
}

// variables returns the open choices of a world, by parameter.
func (w *world) variables() []*formula.Variable {
	all := map[string]*formula.Variable{}
	for _, p := range []*deploy.Place{w.old, w.new} {
		for _, v := range p.Open() {
			all[v.Param] = v
		}
	}
	return slices.SortedFunc(maps.Values(all), func(a, b *formula.Variable) int { return strings.Compare(a.Param, b.Param) })
}

// neutralNames replaces the names of partition, Region and account; a Region or an account
// that texts tell apart stays.
func (w *world) neutralNames() *strings.Replacer {
	region, account := "<region>", "<account>"
	switch {
	case w.exact && w.new.AnyAccount:
		region = w.new.Region
	case w.exact:
		account = w.new.AccountID
	}
	return strings.NewReplacer(
		"arn:"+w.new.Partition+":", "arn:<partition>:", w.new.Text(spec.Value{spec.URLSuffix}), "<domain>",
		w.new.Region, region, w.new.AccountID, account,
	)
}

// shape returns the statements that decide as neutral text: worlds in which both
// sides have the same shape have the same result.
func (w *world) shape(p eval.Policies) string {
	var b strings.Builder
	for _, d := range slices.Concat(p.Identity, []*iam.Document{p.Boundary, p.Resource, p.Trust}) {
		b.WriteByte('\n')
		if d != nil {
			b.Write(d.Compact())
		}
	}
	return w.neutral.Replace(b.String())
}

// untried says of what in two shapes not all values were tried that decide in the current
// world.
func (c *comparison) untried(shapes [2]string) []string {
	w := c.world
	names := func(text string) bool { return strings.Contains(shapes[0]+shapes[1], text) }
	var out []string
	for _, p := range []*deploy.Place{w.old, w.new} {
		for _, v := range p.Open() {
			if !v.Partial || !names(v.Key()) && !slices.ContainsFunc(p.Values[v.Param], names) {
				continue
			}
			if c.own == nil { // other roles may have the wildcards
				c.own = c.spaceOf(c.names()...)
			}
			if slices.Contains(c.own.Partial, v.Param) {
				out = lists.Add(out, (&formula.TooMany{Params: []string{v.Param}}).Error())
			}
		}
	}
	if w.more != nil && names("<account>") {
		out = append(out, w.more.Error())
	}
	return out
}

// named returns the values of parameters that stand for any value and occur in a
// request.
func (w *world) named(r Witness) Values {
	text := r.Principal + " " + r.Resource + fmt.Sprint(r.Context)
	out := Values{}
	maps.Copy(out, w.old.OwnedIn(text))
	maps.Copy(out, w.new.OwnedIn(text))
	return out
}
