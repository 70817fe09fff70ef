package deploy

import "github.com/emriam/emriam/spec"

// Entry is what an item of a list comes to under a Term.
type Entry struct {
	When  Term
	Texts []string
}

// Entries are what an item comes to: nothing, one entry, or one for each
// combination of values that its text depends on. The error is a TooMany.
func (p *Place) Entries(it spec.Item) ([]Entry, error) {
	all, err := p.entries(it)
	var out []Entry
	for _, e := range all {
		out = append(out, Entry{e.when, e.texts})
	}
	return out, err
}

// Assignments are all combinations of options of variables, as Terms that name
// each of them. The error is a TooMany if there are more than 1,024.
func Assignments(vars []*Variable) ([]Term, error) { return assignments(vars) }

// TooManyOf is the error that says that too many combinations of variables would
// have to be looked at.
func TooManyOf(vars []*Variable) error { return tooMany(vars) }

// Alike reports whether f and g have the same terms: then they hold in the same
// deployments, though formulas that are not alike may as well.
func (f Formula) Alike(g Formula) bool {
	return len(f) == len(g) && f.within(g) && g.within(f)
}

// within reports whether each term of f is one of g.
func (f Formula) within(g Formula) bool {
	for i, t := range f {
		if t.is(g[i%len(g)]) {
			continue // mostly they are in the same order
		}
		found := false
		for _, o := range g {
			if found = t.is(o); found {
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func (t Term) is(o Term) bool {
	if len(t) != len(o) {
		return false
	}
	for i := range t {
		if t[i].Var != o[i].Var || len(t[i].Options) != len(o[i].Options) || len(intersect(t[i].Options, o[i].Options)) != len(t[i].Options) {
			return false
		}
	}
	return true
}

// Settled is p where all that is open is given, or true; or else is not.
func (p *Place) Settled(all bool) *Place {
	out := p
	for _, v := range p.Open() {
		option := len(v.Options) - 1
		if all {
			option = 0
		}
		out = out.Choose(v, option)
	}
	return out
}
