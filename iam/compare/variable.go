package compare

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// dimensions finds the keys that matter to a group, with classes of their
// values.
func (s *search) dimensions() {
	texts := map[string][]*asked{}
	names := map[string]string{}
	use := func(text string, on bool) {
		for _, v := range variablesIn(text) {
			if key := strings.ToLower(v); on && !slices.Contains(s.variables, key) {
				s.variables = append(s.variables, key)
			}
		}
	}
	byKey := map[string]map[string]int{}
	for _, i := range s.group.relevant {
		st := &s.sources[i]
		for _, r := range st.Resources {
			use(r, st.variables)
		}
		for _, c := range st.compiled.Conditions {
			key, name := strings.ToLower(c.Source.Key), conditionName(c, st.variables)
			if byKey[key] == nil {
				byKey[key], names[key] = map[string]int{}, c.Source.Key
			}
			if _, ok := byKey[key][name]; !ok {
				byKey[key][name] = len(texts[key])
				texts[key] = append(texts[key], newAsked(c, st.variables))
			}
			for _, v := range c.Source.Values {
				use(v, st.variables)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		s.asked = append(s.asked, byKey[key])
		s.share(4, func() { s.keys = append(s.keys, newDimension(s.meter, names[key], texts[key])) })
	}
	slices.Sort(s.variables)
}

// conditionName is what a condition says of its key.
func conditionName(c eval.Condition, language bool) string {
	return fmt.Sprint(strings.ToLower(c.Source.Operator), iam.Set(c.Source.Values), language)
}

// condition is the place of a condition among the keys, and those of its key.
func (s *search) condition(c eval.Condition, language bool) (key, atom int) {
	lower, name := strings.ToLower(c.Source.Key), conditionName(c, language)
	key = slices.IndexFunc(s.keys, func(d *dimension) bool { return strings.EqualFold(d.name, lower) })
	return key, s.asked[key][name]
}

// everything is all requests of the group.
func (s *search) everything() region {
	callers := newBitset(len(s.callers.texts))
	for i := range s.callers.texts {
		callers.add(i)
	}
	first := s.examples()
	r := region{&asker{&s.sets, callers}, &location{resources: s.resources, first: first, text: first[0], partial: &s.unsure}}
	for _, d := range s.keys {
		r = append(r, d.choice())
	}
	return r
}

// examples are resources of the kinds that the group's actions take.
func (s *search) examples() []int {
	var out []int
	for _, name := range s.group.known {
		for _, arn := range examplesOf(name) {
			if i := s.resources.text(arn); s.resources.isResource(i) {
				out = append(out, i)
			}
		}
		if len(out) > 20 {
			break
		}
	}
	if !slices.ContainsFunc(s.group.relevant, func(i int) bool { return s.sources[i].Resources != nil }) {
		return []int{s.resources.text("arn:aws:iam::123456789012:role/example")}
	}
	return append(out, s.resources.text("*"))
}

// generic is the value of a variable that nothing else in the policies is.
const generic = "example-value"

// show has both sides decide on requests of a region, and notes a change. If no
// policy variables are about, any request of the region shows it; otherwise
// values for them are tried with which it might be one.
func (s *search) show(newer bool, r region) bool {
	where := r[resourceDimension].(*location)
	base := &eval.Request{Action: s.group.rep, Context: eval.Context{Complete: true}}
	if slices.ContainsFunc(s.group.relevant, func(i int) bool { return s.sources[i].Principals != nil }) {
		base.Principal = s.callers.texts[r[callerDimension].(*asker).allowed.first()]
	}
	for _, values := range s.valuesToTry(r) {
		base.Context.Values = s.context(r, values)
		resources := []string{where.texts[where.text]}
		for _, set := range where.in {
			if v := where.sets[set].variable; v != "" {
				resources = append(resources, filledWith(v, values, exampleResource))
			}
		}
		for _, base.Resource = range resources {
			if !s.spend(16 * len(s.group.relevant)) {
				return false
			}
			if s.decide(base, newer) {
				return true
			}
		}
	}
	return false
}

// context is the values of keys in a region, with some for policy variables.
func (s *search) context(r region, variables map[string]string) map[string][]string {
	out := map[string][]string{}
	for i, d := range s.keys {
		values := r[keyDimensions+i].(*choice).request(variables)
		if len(values) > 0 {
			out[d.name] = values
		}
	}
	for key, value := range variables {
		i := slices.IndexFunc(s.keys, func(d *dimension) bool { return strings.EqualFold(d.name, key) })
		if i >= 0 {
			key = s.keys[i].name
		}
		switch {
		case value != "":
			out[key] = []string{value}
		case len(out[key]) < 2: // of which a variable has none
			delete(out, key)
		}
	}
	return out
}

// valuesToTry are values of policy variables: such as make the patterns that the
// region is in match its resource, and the texts that its values are like match
// these; such as the region has for conditions; and ones that nothing else is
// like; "" for none.
func (s *search) valuesToTry(r region) []map[string]string {
	if len(s.variables) == 0 {
		return []map[string]string{nil}
	}
	where := r[resourceDimension].(*location)
	captured, fixed := map[string]string{}, map[string]string{}
	for _, set := range where.in {
		if v := where.sets[set].variable; v != "" {
			maps.Copy(captured, capture(v, where.texts[where.text]))
		}
	}
	other := map[string][]string{}
	for i, d := range s.keys {
		c := r[keyDimensions+i].(*choice)
		for j, class := range c.classes {
			for _, text := range class.like {
				if c.chosen.has(j) {
					maps.Copy(captured, capture(text.text, class.value))
				}
			}
		}
		key := strings.ToLower(d.name)
		if !slices.Contains(s.variables, key) {
			continue
		}
		switch c.count {
		case 1:
			fixed[key] = c.request(nil)[0]
		case 2: // with which a variable has none
			fixed[key] = ""
		}
		for j, class := range c.classes {
			if c.one.has(j) && len(other[key]) < 8 {
				other[key] = append(other[key], class.value)
			}
		}
	}
	var out []map[string]string
	for _, rest := range []string{generic, ""} {
		for _, over := range [][]map[string]string{{fixed, captured}, {captured, fixed}, {fixed}, {captured}, nil} {
			m := map[string]string{}
			for _, key := range s.variables {
				m[key] = rest
			}
			for _, o := range over {
				maps.Copy(m, o)
			}
			out = append(out, m)
		}
	}
	for _, key := range s.variables {
		for _, value := range append(other[key], generic+"-2") {
			m := maps.Clone(out[0])
			m[key] = value
			out = append(out, m)
		}
	}
	return out
}

func (s *search) decide(r *eval.Request, gained bool) bool {
	older, newer := s.old.Evaluate(r), s.new.Evaluate(r)
	if (older.Effect == eval.Allowed) == (newer.Effect == eval.Allowed) {
		return false
	}
	side := 0
	if newer.Effect == eval.Allowed {
		side = 1
	}
	if name := fmt.Sprint(side, older.By(), newer.By()); !s.found[name] {
		s.found[name] = true
		s.changes[side] = append(s.changes[side], Change{Actions: s.group.known, Witness: *r, Old: older, New: newer})
	}
	return gained == (side == 1)
}

// filledWith is a text with values for its variables, by their keys in lower
// case: the generic one for others, and "" for none, where a default counts.
// The rest of the text is as example has it.
func filledWith(text string, values map[string]string, example func(string) string) string {
	var all []string
	out := example(eval.MapVariables(text, func(name string) string {
		all = append(all, valueOf(name, values))
		return string(variableMark)
	}))
	for _, value := range all {
		out = strings.Replace(out, string(variableMark), value, 1)
	}
	return out
}

func valueOf(name string, values map[string]string) string {
	if eval.IsEscape(name) {
		return name
	}
	key, fallback, _ := strings.Cut(name, ",")
	switch value, ok := values[strings.ToLower(strings.TrimSpace(key))]; {
	case !ok:
		return generic
	case value == "":
		return strings.Trim(strings.TrimSpace(fallback), "'")
	default:
		return value
	}
}

// capture are values of variables with which a pattern of a Resource element may
// match a resource; nil if none were found. A variable that is there twice has
// what it stands for first.
func capture(text, resource string) map[string]string {
	var keys []string
	expr := regexp.QuoteMeta(eval.MapVariables(text, func(name string) string {
		if eval.IsEscape(name) {
			return string(emptyMark) + name
		}
		key, _, _ := strings.Cut(name, ",")
		keys = append(keys, strings.ToLower(strings.TrimSpace(key)))
		return string(variableMark)
	}))
	expr = strings.NewReplacer(string(emptyMark)+`\*`, `\*`, string(emptyMark)+`\?`, `\?`, string(emptyMark), "", `\*`, ".*", `\?`, ".", string(variableMark), "(.*?)").Replace(expr)
	found := regexp.MustCompile("^(?s:" + expr + ")$").FindStringSubmatch(resource)
	if found == nil {
		return nil
	}
	out := map[string]string{}
	for i, key := range keys {
		if _, ok := out[key]; !ok {
			out[key] = found[i+1]
		}
	}
	return out
}

// variablesIn are the keys that policy variables in a text name.
func variablesIn(text string) []string {
	var out []string
	for rest := text; ; {
		start := strings.Index(rest, "${")
		if start < 0 {
			return out
		}
		name, after, ok := eval.CutVariable(rest[start:])
		if !ok {
			return out
		}
		key, _, _ := strings.Cut(name, ",")
		if !eval.IsEscape(key) {
			out = append(out, strings.TrimSpace(key))
		}
		rest = after
	}
}
