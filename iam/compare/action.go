package compare

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
)

// actionGroup is the actions that the same statements name.
type actionGroup struct {
	rep      string   // one of them, in the letter case of AWS if it is known
	known    []string // those that AWS has, sorted
	relevant []int    // of comparer.sources
}

// groups divides all actions, including unknown ones, into groups.
func (c *comparer) groups() (out []actionGroup, reasons []string) {
	named := c.actionPatterns()
	t := texts{meter: c.meter, need: 1, folded: true}
	t.add(newWalked(glob.Pattern{glob.OneNoColon, glob.ManyNoColon, ':', glob.OneNoColon, glob.ManyNoColon}), false, true)
	within := t.globs[0]
	for i, a := range named.wild {
		t.add(newWalked(glob.CompileText(a.text)), true, i == 0 || !slices.Equal(a.sources, named.wild[i-1].sources))
	}
	for text := range named.exact {
		t.add(newWalked(literalPattern(text)), true, true)
	}
	made, ok := t.classes()
	if !ok {
		reasons = append(reasons, "the actions have too many patterns"+mostWild(named.wild))
	}
	groups := map[string]*actionGroup{}
	at := func(action string) *actionGroup {
		relevant := c.about(named, action)
		g := groups[string(relevant)]
		if g == nil {
			g = &actionGroup{rep: action}
			groups[string(relevant)] = g
			for i, in := range relevant {
				if in == 1 {
					g.relevant = append(g.relevant, i)
				}
			}
		}
		return g
	}
	for _, action := range c.knownActions() {
		g := at(action)
		g.known = append(g.known, action)
	}
	for _, action := range made {
		if within.Match(action) {
			at(action)
		}
	}
	for _, g := range groups {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b actionGroup) int { return cmp.Compare(a.rep, b.rep) })
	return out, reasons
}

// actionPatterns are the action patterns of all sources in lower case, each with
// the sources that use it.
type actionPatterns struct {
	exact map[string][]int
	wild  []*wildActions
}

type wildActions struct {
	text    string
	sources []int
}

func (c *comparer) actionPatterns() actionPatterns {
	all := map[string][]int{}
	for i, s := range c.sources {
		for _, a := range s.Actions {
			text := lowerText(a)
			all[text] = append(all[text], i)
		}
	}
	out := actionPatterns{exact: map[string][]int{}}
	for _, text := range slices.Sorted(maps.Keys(all)) {
		if glob.HasWildcard(text) {
			out.wild = append(out.wild, &wildActions{text, all[text]})
		} else {
			out.exact[text] = all[text]
		}
	}
	slices.SortStableFunc(out.wild, func(a, b *wildActions) int { return slices.Compare(a.sources, b.sources) })
	return out
}

// about returns 1 for each source that names the action, else 0.
func (c *comparer) about(named actionPatterns, action string) []byte {
	out := make([]byte, len(c.sources))
	c.spend(len(named.wild) / 8)
	for _, i := range named.exact[lowerText(action)] {
		out[i] = 1
	}
	for _, p := range named.wild {
		if glob.MatchFold(p.text, action) {
			for _, i := range p.sources {
				out[i] = 1
			}
		}
	}
	for i := range out {
		if c.sources[i].NotActions {
			out[i] = 1 - out[i]
		}
	}
	return out
}

// mostWild returns the pattern with the most wildcards.
func mostWild(all []*wildActions) string {
	most, text := 0, ""
	for _, a := range all {
		if n := strings.Count(a.text, "*"); n > most {
			most, text = n, ", such as "+a.text
		}
	}
	return text
}

// knownActions returns the AWS actions that the patterns match, sorted. A pattern
// with a wildcard in its service is matched only within services that other
// patterns name.
func (c *comparer) knownActions() []string {
	services := map[string]*facts.Service{}
	for _, s := range c.sources {
		for _, a := range s.Actions {
			prefix, _, _ := strings.Cut(a, ":")
			if service, ok := facts.FindService(prefix); ok {
				services[service.Prefix] = service
			}
		}
	}
	var out []string
	for prefix, service := range services {
		for _, action := range service.ActionNames() {
			out = append(out, prefix+":"+action)
		}
	}
	slices.Sort(out)
	return out
}
