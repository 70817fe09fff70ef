package conditional

import (
	"fmt"
	"maps"
	"slices"

	"github.com/emriam/emriam/iam/formula"
)

// Path is one combination of choices, as far as they have been read.
type Path struct {
	values map[string][]string // of parameters that are not open
	vars   map[string]*formula.Variable
	asked  []*formula.Variable
	taken  []int // of each of asked, the option; those of the next asked come first
}

// Values are the values of a parameter; nil: it is not given.
func (p *Path) Values(param string) []string {
	v := p.vars[param]
	if v == nil {
		return p.values[param]
	}
	i := slices.Index(p.asked, v)
	if i < 0 {
		i = len(p.asked)
		p.asked = append(p.asked, v)
		if len(p.taken) == i {
			p.taken = append(p.taken, 0)
		}
	}
	return v.Options[p.taken[i]].Values
}

func (p *Path) term() formula.Term {
	var out formula.Term
	for i, v := range p.asked {
		is, _ := v.Is(p.taken[i])
		out, _ = out.And(is)
	}
	return out
}

// next is the next combination; false if there is none.
func (p *Path) next() (*Path, bool) {
	taken := slices.Clone(p.taken[:len(p.asked)])
	for i := len(taken) - 1; i >= 0; i-- {
		if taken[i]++; taken[i] < len(p.asked[i].Options) {
			return &Path{values: p.values, vars: p.vars, taken: taken}, true
		}
		taken = taken[:i]
	}
	return nil, false
}

// maxPaths is how many combinations Explore looks at.
const maxPaths = 1 << 10

// Deployments are those in one account and Region that differ in what is open.
type Deployments struct {
	Partition string
	Region    string
	AccountID string
	Values    map[string][]string // of the parameters that are not open
	Open      []*formula.Variable
}

// Choices are the values of parameters, some of which are open.
type Choices struct {
	values map[string][]string
	vars   map[string]*formula.Variable
	fail   func(when formula.Formula, err error)
}

// Choices are those that d leaves open. What cannot be evaluated is reported to fail.
func (d Deployments) Choices(fail func(when formula.Formula, err error)) *Choices {
	out := &Choices{d.Values, map[string]*formula.Variable{}, fail}
	for _, v := range d.Open {
		out.vars[v.Param] = v
	}
	return out
}

// Explore evaluates f for each combination of those choices that it asks for, as far
// as they are open where a Formula holds; the value is one for there, without what f
// cannot evaluate. Beyond 1,024 combinations it panics with a formula.TooMany.
func (c *Choices) Explore(when formula.Formula, f func(*Path) (any, error)) Value {
	p := &Path{values: c.values, vars: c.vars}
	if len(when) == 1 && len(when[0]) > 0 {
		p.values, p.vars = map[string][]string{}, maps.Clone(c.vars)
		maps.Copy(p.values, c.values)
		for _, l := range when[0] {
			if len(l.Options) == 1 {
				p.values[l.Var.Param] = l.Var.Options[l.Options[0]].Values
				delete(p.vars, l.Var.Param)
			}
		}
	}
	var out Value
	index := map[string]int{}
	for n := 0; ; n++ {
		of, err := f(p)
		if err != nil {
			of = err
		}
		if n == maxPaths {
			panic(formula.TooManyOf(p.asked))
		}
		key := fmt.Sprintf("%T %v", of, of)
		if i, ok := index[key]; ok {
			out[i].When = append(out[i].When, p.term())
		} else {
			index[key] = len(out)
			out = append(out, Alternative{formula.Formula{p.term()}, lift(of)})
		}
		next, ok := p.next()
		if !ok {
			break
		}
		p = next
	}
	for i, a := range out {
		out[i].When = a.When.Merged()
	}
	return slices.DeleteFunc(out, func(a Alternative) bool {
		err, failed := a.Of.(error)
		if failed {
			c.fail(And(when, a.When), err)
		}
		return failed
	})
}
