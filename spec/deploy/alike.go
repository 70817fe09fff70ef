package deploy

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
