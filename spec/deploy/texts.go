package deploy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// texts are all texts of some specs that a request is compared with, each once,
// with a mark where a parameter stands.
type texts struct {
	literals []string
	globs    []string            // with a wildcard
	naming   map[string][]string // with a parameter, by its name
}

const (
	markStart = "\x01" // no YAML has these characters
	markEnd   = "\x02"
)

func mark(name string) string { return markStart + name + markEnd }

func textsOf(specs []*spec.Spec) texts { return textsIn(specs, spec.Partitions[0]) }

// textsIn are texts with a partition for that of the deployment.
func textsIn(specs []*spec.Spec, partition string) texts {
	out := texts{naming: map[string][]string{}}
	seen := map[string]bool{}
	add := func(v spec.Value) {
		v = v.Expand()
		text, wild := markedText(v, partition)
		if seen[text] {
			return
		}
		seen[text] = true
		if wild {
			out.globs = append(out.globs, text)
		}
		for _, part := range v {
			if lit := literal(part); lit != "" {
				out.literals = append(out.literals, lit)
			}
		}
		for _, p := range []spec.Pseudo{spec.Region, spec.AccountID} {
			if slices.Contains(v, spec.Part(p)) {
				out.naming[string(p)] = append(out.naming[string(p)], text)
			}
		}
		for _, p := range v.Params() {
			out.naming[p.Name] = append(out.naming[p.Name], text)
		}
	}
	for _, s := range specs {
		for _, p := range s.Params {
			out.literals = append(out.literals, p.Compared...)
		}
		eachValue(s, add)
	}
	return out
}

// markedText is v with a mark for each parameter, in a partition, and whether it has a
// wildcard.
func markedText(v spec.Value, partition string) (text string, wild bool) {
	var b strings.Builder
	for _, part := range v {
		switch part := part.(type) {
		case spec.Lit, spec.EachName, spec.EachValue:
			b.WriteString(literal(part))
			wild = wild || glob.HasWildcard(literal(part))
		case spec.ParamRef, spec.ListRef:
			b.WriteString(mark(spec.ParamOf(part).Name))
		case spec.Pseudo:
			b.WriteString(marks(part, partition))
		case spec.PolicyVar:
			b.WriteString(mark("${" + string(part) + "}"))
		default:
			panic(fmt.Sprintf("deploy: part %T", part))
		}
	}
	return b.String(), wild
}

// marks is the text of a pseudo parameter: that of the partition is no choice of
// ours, the others are like parameters.
func marks(p spec.Pseudo, partition string) string {
	switch p {
	case spec.Partition, spec.URLSuffix:
		return spec.Binding{Partition: partition}.Text(spec.Value{p})
	}
	return mark(string(p))
}

// eachValue calls yield with the values of s that requests are compared with, and
// those of its tests.
func eachValue(s *spec.Spec, yield func(spec.Value)) {
	items := func(list []spec.Item) {
		for _, it := range list {
			yield(it.Value)
		}
	}
	for _, r := range s.Roles {
		yield(r.ARN())
		items(r.Managed)
		items(r.Boundary)
		for _, d := range r.Documents() {
			items(d.Items())
		}
		items(spec.TagItems(slices.Concat(r.Tags, r.ProfileTags)))
	}
	for _, p := range s.Policies {
		yield(p.ARN())
		items(p.Document.Items())
		items(spec.TagItems(p.Tags))
		for _, a := range p.Attached {
			yield(a.Name.Value)
			yield(a.Studio)
		}
	}
	for _, p := range s.ResourcePolicies {
		items(p.Document.Items())
	}
	for _, c := range s.SecurityConfigurations {
		for _, m := range c.Mappings {
			items(m.Identifiers)
		}
		items(c.Settings())
	}
	for _, t := range s.Tests {
		items(t.Items())
	}
}

// holds reports whether a value occurs in a literal text.
func (t *texts) holds(typ spec.Type, value string) bool {
	return slices.ContainsFunc(t.literals, func(l string) bool {
		return l == value || typ != spec.Number && strings.Contains(l, value)
	})
}

// catch are patterns that match a text only since the parameter of that name, in the
// text, has this value. What a pattern that names the parameter matches because of it
// occurs in a literal text: see holds.
func (t *texts) catch(name, value string) []string {
	type pair struct{ marked, text string } // without and with the value
	naming := lists.Map(t.naming[name], func(marked string) pair { return pair{marked, strings.ReplaceAll(marked, mark(name), value)} })
	slices.SortFunc(naming, func(a, b pair) int { return cmp.Compare(a.text, b.text) })
	var out []string
	for _, pattern := range t.globs {
		prefix := pattern[:strings.IndexAny(pattern, "*?")] // texts that begin so are in a row
		i, _ := slices.BinarySearchFunc(naming, prefix, func(t pair, prefix string) int { return cmp.Compare(t.text, prefix) })
		for ; i < len(naming) && strings.HasPrefix(naming[i].text, prefix); i++ {
			if glob.Match(pattern, naming[i].text) && !glob.Match(pattern, naming[i].marked) {
				out = lists.Add(out, shown(pattern))
				break
			}
		}
	}
	slices.Sort(out)
	return out
}

// shown returns a marked text as in the spec.
func shown(text string) string {
	return strings.NewReplacer(markStart+"${", "${", "}"+markEnd, "}", markStart, "${", markEnd, "}").Replace(text)
}
