package importer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// bind finds what a template's parameters are bound to, so that it makes the
// statements and tags wanted, or most of them. It is nil if a parameter that the template
// needs is found nowhere.
func (o opened) bind(made []*spec.Statement, want []*spec.Statement, madeTags, wantTags []spec.Tag) *dict {
	v := &votes{map[string][][]string{}, map[string]bool{}}
	for _, pair := range paired(made, want) {
		v.statement(pair.made, pair.want)
	}
	for _, made := range madeTags {
		for _, want := range wantTags {
			if made.Key == want.Key {
				v.items([]spec.Item{made.Value}, []spec.Item{want.Value})
			}
		}
	}
	out := &dict{flow: true}
	for _, p := range o.Params {
		value := v.winner(p)
		switch {
		case value != nil && !(p.Default != nil && isBare(value, p.Default[0])):
			out.add(p.Name, value)
		case value == nil && p.Type == spec.Boolean && p.Default != nil:
			if p.Default[0] == "true" && v.absent[p.Name] {
				out.add(p.Name, bare("false"))
			}
		case value == nil && !p.Optional && p.Default == nil:
			return nil
		}
	}
	return out
}

func isBare(v yaml, s string) bool {
	b, ok := v.(bare)
	return ok && string(b) == s
}

// couple is a statement of a template and the one it would make.
type couple struct {
	made *spec.Statement
	want *spec.Statement // nil if there is none
}

// paired finds for each statement of a template the one it would make: that
// with its Sid, or one without any that has the same actions.
func paired(made []*spec.Statement, want []*spec.Statement) []couple {
	var out []couple
	taken := map[*spec.Statement]bool{}
	find := func(f func(*spec.Statement) bool) *spec.Statement {
		for _, st := range want {
			if !taken[st] && f(st) {
				taken[st] = true
				return st
			}
		}
		return nil
	}
	for _, m := range made {
		out = append(out, couple{m, find(func(st *spec.Statement) bool { return st.Sid == m.Sid })})
	}
	for i, c := range out {
		if c.want == nil {
			out[i].want = find(func(st *spec.Statement) bool {
				return st.Sid == "" && st.Effect == c.made.Effect && namesKey(st.Actions) == namesKey(c.made.Actions)
			})
		}
	}
	return out
}

// namesKey is the same text for the same actions, in whatever order and case.
func namesKey(its []spec.Item) string {
	out := lists.Map(its, func(it spec.Item) string { return strings.ToLower(it.Value.String()) })
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// votes are values that a parameter of a template could have, each with how
// often it was found. A value is as the spec writes it; those of a list are
// several.
type votes struct {
	values map[string][][]string // by parameter
	absent map[string]bool       // Booleans of which a statement is not there
}

func (v *votes) add(p *spec.Param, values ...string) {
	v.values[p.Name] = append(v.values[p.Name], values)
}

// winner is the value with most votes, nil if there is none.
func (v *votes) winner(p *spec.Param) yaml {
	var best []string
	most := 0
	for _, values := range v.values[p.Name] {
		n := 0
		for _, o := range v.values[p.Name] {
			if slices.Equal(values, o) {
				n++
			}
		}
		if n > most {
			best, most = values, n
		}
	}
	switch {
	case best == nil:
		return nil
	case len(best) > 1 || p.List && !strings.HasPrefix(best[0], "${"):
		return texts(best)
	case p.Type == spec.Boolean && !strings.HasPrefix(best[0], "${"):
		return bare(best[0])
	}
	return text(best[0])
}

func (v *votes) statement(made *spec.Statement, want *spec.Statement) {
	for _, p := range made.When {
		if p.Type != spec.Boolean {
			continue
		}
		switch {
		case want == nil && p.Not: // another statement says so
		case want == nil:
			v.absent[p.Name] = true
		case len(want.When) == 0:
			v.add(p.Param, strconv.FormatBool(!p.Not))
		default:
			for _, q := range want.When {
				if q.Type == spec.Boolean && q.Not == p.Not {
					v.add(p.Param, "${"+q.Name+"}")
				}
			}
		}
	}
	if want == nil {
		return
	}
	v.items(made.Resources, want.Resources)
	v.items(made.Actions, want.Actions)
	for _, p := range made.Principals {
		for _, q := range want.Principals {
			if p.Type == q.Type {
				v.items(p.Values, q.Values)
			}
		}
	}
	for _, c := range made.Conditions {
		for _, o := range want.Conditions {
			if c.Operator == o.Operator && strings.EqualFold(keyName(c.Key), keyName(o.Key)) {
				v.items(c.Values, o.Values)
			}
		}
	}
}

// keyName is a condition key, without the provider of a key such as
// ${OidcProvider}:sub, which the template has as a parameter.
func keyName(key string) string {
	if i := strings.LastIndexByte(key, ':'); i >= 0 && (key[i:] == ":sub" || key[i:] == ":aud") {
		return key[i:]
	}
	return key
}

// items holds each value of a list with a placeholder against each value wanted.
func (v *votes) items(made, want []spec.Item) {
	for _, m := range made {
		params := m.Value.Params()
		if len(params) == 0 {
			continue
		}
		re := pattern(m.Value)
		found := map[*spec.Param][]string{}
		for _, w := range want {
			s := w.Value.String()
			match := re.FindStringSubmatch(s)
			if match == nil {
				continue
			}
			for _, p := range params {
				value := match[re.SubexpIndex(p.Name)]
				if !fits(p, value) || !agrees(re, match, p.Name, value) {
					continue
				}
				if p.List {
					found[p] = append(found[p], value)
				} else {
					v.add(p, value)
				}
			}
		}
		for p, values := range found {
			v.add(p, values...)
		}
	}
}

// pattern matches the texts that v can be, each parameter a group of its name.
func pattern(v spec.Value) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("^")
	for _, part := range v {
		one := spec.Value{part}
		if params := one.Params(); params != nil {
			b.WriteString("(?P<" + params[0].Name + ">.+)")
		} else {
			b.WriteString(regexp.QuoteMeta(one.String()))
		}
	}
	b.WriteString("$")
	// The subject of EMR on EKS ends in the name of the role, which is another one.
	return regexp.MustCompile(strings.Replace(b.String(), "-"+spec.Base36(openName)+"$", "-[0-9a-z]+$", 1))
}

// agrees reports whether each group of a name matched the same.
func agrees(re *regexp.Regexp, match []string, name, value string) bool {
	for i, n := range re.SubexpNames() {
		if n == name && match[i] != value {
			return false
		}
	}
	return true
}

var anyHole = regexp.MustCompile(`\$\{[^}]*\}`)

// fits reports whether a text, as the spec writes it, can be a value of p.
func fits(p *spec.Param, s string) bool {
	rest := anyHole.ReplaceAllString(s, "")
	if strings.Contains(rest, "${") || strings.ContainsAny(rest, "{}") {
		return false // cut within a placeholder
	}
	if anyHole.FindString(s) == s {
		return !isIAMVariable(s)
	}
	sample := strings.NewReplacer("${AWS::Partition}", "aws", "${AWS::Region}", "us-east-1", "${AWS::AccountId}", "123456789012").Replace(s)
	if strings.Contains(sample, "$") && !strings.HasPrefix(s, "arn:") {
		sample = anyHole.ReplaceAllString(sample, "x1")
	}
	return p.Type.Pattern() == "" || regexp.MustCompile(`^(?:`+p.Type.Pattern()+`)$`).MatchString(sample)
}

// isIAMVariable reports whether a placeholder is IAM's own, which no parameter is
// bound to.
func isIAMVariable(placeholder string) bool {
	return strings.Contains(placeholder, ":") && !strings.HasPrefix(placeholder, "${AWS::") || glob.HasWildcard(placeholder) || placeholder == "${$}"
}
