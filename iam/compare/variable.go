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

// dimensions finds the condition keys of a group and divides their values into
// classes.
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

// conditionName identifies a condition among those of its key.
func conditionName(c eval.Condition, language bool) string {
	return fmt.Sprint(strings.ToLower(c.Source.Operator), iam.Set(c.Source.Values), language)
}

// condition returns the index of a condition's key, and its index within the key.
func (s *search) condition(c eval.Condition, language bool) (key, atom int) {
	lower, name := strings.ToLower(c.Source.Key), conditionName(c, language)
	key = slices.IndexFunc(s.keys, func(d *dimension) bool { return strings.EqualFold(d.name, lower) })
	return key, s.asked[key][name]
}

// everything returns the region of all requests of the group.
func (s *search) everything() region {
	r := region{&asker{&s.sets, everywhere(len(s.callers.texts))}, &location{resources: s.resources, first: s.first, text: s.first[0], partial: &s.unsure}}
	for _, d := range s.keys {
		r = append(r, d.choice())
	}
	return r
}

// examples returns resources of the types that the group's actions take.
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

// generic is a value of variables that occurs nowhere in the policies.
const generic = "example-value"

// show has both evaluators decide requests of a region and records a change that they
// confirm. Without policy variables, any request of the region shows the change;
// otherwise, show tries values for them.
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

// context returns values of the keys in a region, with those of policy variables.
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
		case len(out[key]) < 2: // a variable with several values has none
			delete(out, key)
		}
	}
	return out
}

// valuesToTry returns values of policy variables, "" for none: values with which the
// patterns of the region match its resource and its values, values that the region
// has for conditions, and values that occur nowhere else.
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
		case 2: // a variable with several values has none
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

// filledWith replaces the variables of a text by values, which are named by keys in
// lower case; a missing key has the generic value, and "" means none, so that the
// default applies. example is applied to the rest of the text.
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

// capture returns values of variables with which a pattern of a Resource element may
// match a resource, or nil. A variable that occurs twice has the value of its first
// occurrence.
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

// variablesIn returns the keys of the policy variables in a text.
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
