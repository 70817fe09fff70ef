package deploy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// together returns values of p with which texts that other parameters are in, too, are
// texts of a request. With the shortest value of each parameter, they may not be:
//
//	${Queue}-${Stage}
//
// is a-b-prod only with a-b.
func (m *matching) together(p *spec.Param) []string {
	var out []string
	for _, named := range m.naming[p.Name] {
		if len(named.Params()) < 2 {
			continue
		}
		written := written(named.compared, p)
		for _, other := range m.texts {
			if other.asked && other.Params() == nil && other.meets(named.compared) {
				if found := written.FindStringSubmatch(other.text); found != nil {
					out = lists.Add(out, found[written.SubexpIndex("value")])
				}
			}
		}
	}
	return out
}

// written is how a text is written with any values of its parameters, with the one of p
// as the group "value".
func written(text compared, p *spec.Param) *regexp.Regexp {
	var b strings.Builder
	for _, part := range text.Value {
		params := (spec.Value{part}).Params()
		switch {
		case params != nil && params[0].Name == p.Name && !strings.Contains(b.String(), "(?P<value>"):
			b.WriteString("(?P<value>" + anyOf(params[0]) + ")")
		case params != nil:
			b.WriteString("(?:" + anyOf(params[0]) + ")")
		case literal(part) == "":
			b.WriteString("[^:]*")
		case text.wild:
			b.WriteString(strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(literal(part))))
		default:
			b.WriteString(regexp.QuoteMeta(literal(part)))
		}
	}
	return regexp.MustCompile("^(?s:" + b.String() + ")$")
}

// anyOf is a pattern of the values of p; of several patterns, it is the longest.
func anyOf(p *spec.Param) string {
	switch {
	case p.Type == spec.Boolean:
		return "true|false"
	case p.Values != nil:
		return strings.Join(lists.Map(p.Values, regexp.QuoteMeta), "|")
	}
	return slices.MaxFunc(p.Patterns(), func(a, b string) int { return len(a) - len(b) })
}
