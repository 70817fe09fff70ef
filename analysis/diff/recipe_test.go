package diff_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// recipe is a small spec that random changes are made to: one role, with what may
// depend on a deployment wherever the language allows it.
type recipe struct {
	params     []string // names in recipeParams
	defaults   map[string]string
	declared   map[string]string // of params, those that are declared otherwise
	statements []recipeStatement
	managed    []recipeItem
	boundary   string // "", a policy of the spec, or a parameter
	trust      []recipeItem
	guard      []recipeStatement // the policy Guard, a boundary or attached
	tests      []string
	named      bool // after the parameter T
}

type recipeStatement struct {
	effect             string
	notAction          bool
	actions, resources []recipeItem
	condition          string // operator and key, or ""
	values             []recipeItem
	when               []string
}

// recipeItem is a text with the parameters under which it is there.
type recipeItem struct {
	text string
	when []string
}

// recipeParams are the parameters that a recipe may have: each way in which a
// deployment can choose.
var recipeParams = map[string]string{
	"A": "{type: BucketName, optional: true}",
	"B": "{type: BucketName, optional: true, example: data}",
	"F": "{type: Boolean, default: %s}",
	"G": "{type: Boolean, default: %s}",
	"T": "{type: String, values: [gold, lead, tin], default: %s}",
	"U": "{type: String, values: [gold, data], optional: true}",
	"L": "{type: [BucketName], optional: true}",
	"M": "{type: [String], values: [gold, tin], optional: true}",
	"P": "{type: PolicyArn, optional: true, values: [\"arn:aws:iam::aws:policy/AmazonElasticMapReduceReadOnlyAccess\", \"arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduceforAutoScalingRole\"]}",
}

// recipeDeclarations are other declarations of those parameters, which the language
// refuses where a When or a text does not suit them.
var recipeDeclarations = map[string][]string{
	"A": {"{type: BucketName, example: data}", "{type: BucketName, optional: true, pattern: \"[a-z]{3,9}\"}", "{type: String, optional: true}", "{type: Boolean, default: true}"},
	"B": {"{type: BucketName, default: data}", "{type: BucketName, default: gold}", "{type: [BucketName], optional: true}", "{type: BucketName, optional: true, values: [data, gold]}"},
	"F": {"{type: String, optional: true}", "{type: String, optional: true, values: [\"true\", \"false\"]}", "{type: BucketName, optional: true}"},
	"G": {"{type: Number, optional: true}", "{type: String, optional: true, default: gold}"},
	"L": {"{type: BucketName, optional: true}", "{type: [BucketName], example: [data, gold]}", "{type: [BucketName], default: [data]}", "{type: [BucketName], optional: true, pattern: data}"},
	"M": {"{type: [String], values: [gold], optional: true}", "{type: String, values: [gold, tin], optional: true}", "{type: [String], values: [gold, tin, data, lead, iron], optional: true}"},
	"P": {"{type: PolicyArn, optional: true}", "{type: PolicyArn, default: \"arn:aws:iam::aws:policy/AmazonElasticMapReduceReadOnlyAccess\"}"},
	"T": {"{type: String, default: gold}", "{type: String, values: [gold, lead], default: lead}", "{type: String, optional: true}", "{type: String, pattern: \"g.*\", default: gold}", "{type: String, values: [iron], default: iron}"},
	"U": {"{type: String, values: [data, gold, iron], optional: true}", "{type: String, optional: true}", "{type: String, default: gold}", "{type: Boolean, default: false}"},
}

var recipeDefaults = map[string][]string{"F": {"true", "false"}, "G": {"false", "true"}, "T": {"gold", "lead"}}

// maker makes recipes.
type maker struct{ *rand.Rand }

func pick[T any](m maker, all []T) T { return all[m.IntN(len(all))] }

func (m maker) chance(percent int) bool { return m.IntN(100) < percent }

// recipe makes one with at most so many parameters.
func (m maker) recipe(params int) *recipe {
	names := []string{"A", "B", "F", "G", "L", "M", "P", "T", "U"}
	m.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	r := &recipe{params: names[:1+m.IntN(params)], defaults: map[string]string{}, declared: map[string]string{}}
	slices.Sort(r.params)
	r.named = slices.Contains(r.params, "T") && m.chance(30)
	for _, p := range r.params {
		if all := recipeDefaults[p]; all != nil {
			r.defaults[p] = all[0]
		}
	}
	for range 1 + m.IntN(4) {
		r.statements = append(r.statements, m.statement(r))
	}
	r.guard = []recipeStatement{{effect: "Allow", actions: []recipeItem{{text: pick(m, []string{"s3:*", "s3:Get*", "*"})}}, resources: []recipeItem{{text: "*"}}}}
	if m.chance(40) {
		r.guard = append(r.guard, m.statement(r))
	}
	for range m.IntN(3) {
		r.managed = append(r.managed, m.attachment(r))
	}
	if m.chance(40) {
		r.boundary = m.boundary(r)
	}
	r.trust = []recipeItem{{text: `{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}`}}
	for range m.IntN(3) {
		r.trust = append(r.trust, m.trusted(r))
	}
	return r
}

func (m maker) attachment(r *recipe) recipeItem {
	text := pick(m, []string{"Guard", "AmazonElasticMapReduceReadOnlyAccess", "service-role/AmazonElasticMapReduceforAutoScalingRole"})
	return recipeItem{text, m.when(r)}
}

func (m maker) boundary(r *recipe) string {
	if slices.Contains(r.params, "P") && m.chance(60) {
		return "${P}"
	}
	return "${Guard.Arn}"
}

func (m maker) trusted(r *recipe) recipeItem {
	return recipeItem{pick(m, []string{
		`{Effect: Allow, Principal: {AWS: "arn:aws:iam::999988887777:role/x"}, Action: "sts:AssumeRole"%s}`,
		`{Effect: Allow, Principal: {AWS: "arn:aws:iam::999988887777:root"}, Action: "sts:AssumeRole", Condition: {StringEquals: {"sts:ExternalId": [gold, data]}}%s}`,
		`{Effect: Deny, Principal: {AWS: "*"}, Action: "sts:*", Condition: {StringNotEquals: {"sts:ExternalId": gold}}%s}`,
		`{Effect: Allow, Principal: {Service: emr-serverless.amazonaws.com}, Action: "sts:AssumeRole"%s}`,
	}), m.when(r)}
}

// when is some parameters that a When may name, mostly none or one.
func (m maker) when(r *recipe) []string {
	var out []string
	for m.chance(45) && len(out) < 2 {
		if p := pick(m, r.params); p != "T" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

var (
	recipeActions = []string{"s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*"}
	recipeTexts   = []string{
		"*", "arn:aws:s3:::data/*", "arn:aws:s3:::data/in/*", "arn:aws:s3:::gold/*", "arn:aws:s3:::${A}/*", "arn:aws:s3:::${B}/*", "arn:aws:s3:::${B}/in/*",
		"arn:aws:s3:::${T}/*", "arn:aws:s3:::${T}/in/*", "arn:aws:s3:::${U}/*", "arn:aws:s3:::${L}/*", "arn:aws:s3:::${M}/*", "arn:aws:s3:::${U}-${T}/*",
	}
	recipeKeys   = []string{"StringEquals aws:PrincipalTag/tier", "StringNotEquals aws:PrincipalTag/tier", "StringLike aws:PrincipalTag/tier", "ForAllValues:StringEquals aws:TagKeys"}
	recipeValues = []string{"gold", "data", "d*", "${T}", "${U}", "${M}", "${A}"}
)

func (m maker) statement(r *recipe) recipeStatement {
	st := recipeStatement{effect: "Allow", notAction: m.chance(10), when: m.when(r)}
	if m.chance(30) {
		st.effect = "Deny"
	}
	st.actions = m.items(r, recipeActions, st.when)
	st.resources = m.items(r, recipeTexts, st.when)
	if m.chance(35) {
		st.condition = pick(m, recipeKeys)
		st.values = m.items(r, recipeValues, st.when)
	}
	return st
}

// items are some of all that r has the parameters of: the first is there whenever
// the statement is.
func (m maker) items(r *recipe, all []string, given []string) []recipeItem {
	var out []recipeItem
	for range 40 {
		text := pick(m, all)
		if slices.ContainsFunc(out, func(it recipeItem) bool { return it.text == text }) {
			continue
		}
		needs, ok := r.needs(text, given)
		if !ok || len(out) == 0 && needs != nil {
			continue
		}
		it := recipeItem{text: text, when: needs}
		if len(out) > 0 && it.when == nil && m.chance(60) {
			it.when = m.when(r)
		}
		if out = append(out, it); !m.chance(40) || len(out) == 3 {
			break
		}
	}
	return out
}

// needs are the optional parameters that a text names and that are not given; false
// if r does not have one that it names.
func (r *recipe) needs(text string, given []string) ([]string, bool) {
	var out []string
	for name := range recipeParams {
		if !strings.Contains(text, "${"+name+"}") {
			continue
		}
		if !slices.Contains(r.params, name) {
			return nil, false
		}
		if name != "T" && !slices.Contains(given, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, true
}

func (r *recipe) clone() *recipe {
	out := *r
	out.params, out.managed, out.trust = slices.Clone(r.params), slices.Clone(r.managed), slices.Clone(r.trust)
	out.statements, out.guard = slices.Clone(r.statements), slices.Clone(r.guard)
	out.defaults, out.declared = maps.Clone(r.defaults), maps.Clone(r.declared)
	return &out
}

// mutant is r with a change or two.
func (m maker) mutant(r *recipe) *recipe {
	out := r.clone()
	for range 1 + m.IntN(2) {
		m.mutate(out)
	}
	return out
}

func (m maker) mutate(r *recipe) {
	switch m.IntN(9) {
	case 0:
		r.statements = append(r.statements, m.statement(r))
	case 1:
		if i := m.IntN(len(r.statements)); len(r.statements) > 1 {
			r.statements = slices.Delete(r.statements, i, i+1)
		}
	case 2, 3:
		i := m.IntN(len(r.statements))
		r.statements[i] = m.changed(r, r.statements[i])
	case 4:
		if len(r.managed) > 0 && m.chance(70) {
			r.managed[m.IntN(len(r.managed))].when = m.when(r)
		} else {
			r.managed = append(r.managed, m.attachment(r))
		}
	case 5:
		r.boundary = pick(m, []string{"", m.boundary(r)})
	case 6:
		if i := m.IntN(len(r.trust)); i > 0 {
			r.trust[i].when = m.when(r)
		} else {
			r.trust = append(r.trust, m.trusted(r))
		}
	case 7:
		if p := pick(m, r.params); recipeDefaults[p] != nil {
			r.defaults[p] = pick(m, recipeDefaults[p])
		}
	case 8:
		i := m.IntN(len(r.guard))
		r.guard[i] = m.changed(r, r.guard[i])
	}
}

func (m maker) changed(r *recipe, st recipeStatement) recipeStatement {
	fresh := m.statement(r)
	switch m.IntN(5) {
	case 0:
		st.actions, st.notAction = fresh.actions, fresh.notAction
	case 1:
		st.effect = fresh.effect
	case 2:
		st.when = append(slices.Clone(st.when), fresh.when...)
		slices.Sort(st.when)
		st.when = slices.Compact(st.when)
	case 3:
		st.condition = ""
	case 4:
		return fresh
	}
	return st
}

// declare declares a parameter otherwise.
func (m maker) declare(r *recipe) {
	p := pick(m, r.params)
	r.declared[p] = pick(m, recipeDeclarations[p])
}

// YAML is the spec.
func (r *recipe) YAML() string {
	var b strings.Builder
	b.WriteString("version: 1\nname: random\nparameters:\n")
	for _, p := range r.params {
		text := cmp.Or(r.declared[p], recipeParams[p])
		if strings.Contains(text, "%s") {
			text = fmt.Sprintf(text, r.defaults[p])
		}
		fmt.Fprintf(&b, "  %s: %s\n", p, text)
	}
	b.WriteString("roles:\n  Job:\n    kind: other\n")
	if r.named && r.declared["T"] == "" {
		b.WriteString("    roleName: \"job-${T}\"\n")
	} else {
		b.WriteString("    roleName: job\n")
	}
	if r.boundary != "" {
		fmt.Fprintf(&b, "    permissionsBoundary: %q\n", r.boundary)
	}
	if len(r.managed) > 0 {
		fmt.Fprintf(&b, "    managedPolicies: %s\n", listText(r.managed))
	}
	b.WriteString("    trust:\n")
	for i, it := range r.trust {
		text := strings.Replace(it.text, "{", fmt.Sprintf("{Sid: Trust%d, ", i), 1)
		if strings.Contains(text, "%s") {
			text = fmt.Sprintf(text, whenText(it.when))
		}
		fmt.Fprintf(&b, "      - %s\n", text)
	}
	b.WriteString("    policies:\n      Data:\n")
	for _, st := range r.statements {
		fmt.Fprintf(&b, "        - %s\n", st)
	}
	b.WriteString("policies:\n  Guard:\n    policyName: guard\n    statements:\n")
	for _, st := range r.guard {
		fmt.Fprintf(&b, "      - %s\n", st)
	}
	if r.tests != nil {
		b.WriteString("tests:\n")
		for _, t := range r.tests {
			fmt.Fprintf(&b, "  - %s\n", t)
		}
	}
	return b.String()
}

// String is the statement as YAML.
func (st recipeStatement) String() string {
	action := "Action"
	if st.notAction {
		action = "NotAction"
	}
	out := fmt.Sprintf("{Effect: %s, %s: %s, Resource: %s", st.effect, action, listText(st.actions), listText(st.resources))
	if operator, key, ok := strings.Cut(st.condition, " "); ok {
		out += fmt.Sprintf(", Condition: {%q: {%q: %s}}", operator, key, listText(st.values))
	}
	return out + whenText(st.when) + "}"
}

func whenText(when []string) string {
	if when == nil {
		return ""
	}
	return ", when: [" + strings.Join(when, ", ") + "]"
}

func listText(items []recipeItem) string {
	var out []string
	for _, it := range items {
		if it.when == nil {
			out = append(out, fmt.Sprintf("%q", it.text))
		} else {
			out = append(out, fmt.Sprintf("{value: %q%s}", it.text, whenText(it.when)))
		}
	}
	return "[" + strings.Join(out, ", ") + "]"
}
