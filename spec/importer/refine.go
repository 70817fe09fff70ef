package importer

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// use is a place where a parameter stands.
type use struct {
	value   spec.Value
	at      int       // index of the parameter in value
	covered spec.When // what holds there
	place   place

	beside    []spec.Item // the actions of the statement, if the value is a resource, or its resources, if it is an action
	principal string      // the type, if the value is a principal
	key       string      // if the value is one of a condition
	operator  string      // of that condition
	inList    bool        // the value is in a statement
}

// place is what a value is.
type place int

const (
	elsewhere  place = iota
	isBoundary       // or a managed policy
	isPassed         // a role that is passed on
	isKey            // a key of KMS
	isPath
	isSession // the longest session of a role
	isAction
	isTrusted // an action of a trust policy
)

// refine decides what only the uses of parameters show: their types, whether
// they can be optional, and whether they are there at all.
func (d *draft) refine() {
	uses := d.uses()
	for _, p := range d.params {
		if p.Optional && slices.ContainsFunc(uses[p.Param], p.uncovered) {
			if slices.ContainsFunc(uses[p.Param], func(u use) bool { return p.uncovered(u) && !u.splits() }) {
				d.require(p)
			} else {
				d.splitEmpty(p)
			}
		}
	}
	uses = d.uses()
	named := d.whenNames()
	d.params = slices.DeleteFunc(d.params, func(p *param) bool { return uses[p.Param] == nil && !named[p.Param] })
	slices.SortStableFunc(d.params, func(a, b *param) int { return a.order - b.order })
	for _, p := range d.params {
		p.infer(uses[p.Param])
		d.exemplify(p, uses[p.Param])
	}
}

// require makes a parameter one that must be given: somewhere its value stands
// whether it is given or not, and the language cannot say what is left there
// without it.
func (d *draft) require(p *param) {
	p.Optional = false
	d.note(p.Pos, "%s may be empty in the template, even where it is used; in the spec it is required", p.Name)
	p.comments = append(p.comments, "In the template, it may be empty.")
	d.dropWithout(p)
	d.eachWhen(func(w spec.When) spec.When {
		return slices.DeleteFunc(slices.Clone(w), func(q spec.Term) bool { return q.Param == p.Param && q.Values == "" })
	})
}

// dropWithout removes what is there only without p.
func (d *draft) dropWithout(p *param) {
	without := func(w spec.When) bool { return slices.Contains(w, spec.Term{Param: p.Param, Not: true}) }
	drop := func(its []spec.Item) []spec.Item {
		return slices.DeleteFunc(its, func(it spec.Item) bool { return without(it.When) })
	}
	for _, m := range d.subjects() {
		for _, doc := range m.Documents() {
			doc.Statements = slices.DeleteFunc(doc.Statements, func(st *spec.Statement) bool { return without(st.When) })
		}
	}
	for st := range d.statements() {
		replaceLists(st, drop)
	}
	for _, r := range d.roles {
		r.Managed = drop(r.Managed)
	}
}

// uncovered reports whether p is used where it may be absent.
func (p *param) uncovered(u use) bool { return !u.covered.Implies(spec.When{spec.Given(p.Param)}) }

// splits reports whether a value of a document makes sense with and without the
// parameter: not alone, and not where ARNs have names.
func (u use) splits() bool {
	if len(u.value) == 1 || !u.inList || u.value.List() != nil {
		return false
	}
	before := u.literal(u.at - 1)
	return before != "" && !strings.HasSuffix(before, ":")
}

// literal is a part of the value if it is text, else "".
func (u use) literal(i int) string {
	if i < 0 || i >= len(u.value) {
		return ""
	}
	lit, _ := u.value[i].(spec.Lit)
	return string(lit)
}

// splitEmpty makes two values of each value of a document in which p may be empty:
// one with p, and one without it where p is not given.
func (d *draft) splitEmpty(p *param) {
	split := func(its []spec.Item, given spec.When) []spec.Item {
		var out []spec.Item
		for _, it := range its {
			u := use{covered: given.And(it.When)}
			if !slices.Contains(it.Value.Params(), p.Param) || !p.uncovered(u) {
				out = append(out, it)
				continue
			}
			with, without := it, it
			with.When = it.When.And(spec.When{spec.Given(p.Param)})
			without.When = it.When.And(spec.When{{Param: p.Param, Not: true}})
			without.Value = concat(slices.DeleteFunc(slices.Clone(it.Value), func(part spec.Part) bool {
				ref, ok := part.(spec.ParamRef)
				return ok && ref.Param == p.Param
			})...)
			out = append(out, with, without)
		}
		return out
	}
	for st := range d.statements() {
		replaceLists(st, func(its []spec.Item) []spec.Item { return split(its, st.When) })
	}
}

func (d *draft) whenNames() map[*spec.Param]bool {
	out := map[*spec.Param]bool{}
	d.eachWhen(func(w spec.When) spec.When {
		for _, p := range w {
			out[p.Param] = true
		}
		return w
	})
	return out
}

// uses are the places of each parameter.
func (d *draft) uses() map[*spec.Param][]use {
	out := map[*spec.Param][]use{}
	var in use // what all values of a list share
	add := func(pl place, v spec.Value, w spec.When) {
		for i, part := range v {
			for _, p := range (spec.Value{part}).Params() {
				u := in
				u.value, u.at, u.covered, u.place = v, i, w, pl
				out[p] = append(out[p], u)
			}
		}
	}
	all := func(pl place, its []spec.Item, w spec.When) {
		for _, it := range its {
			add(pl, it.Value, w.And(it.When))
		}
	}
	outputs := func(all []spec.StackOutput, exists spec.When) {
		for _, o := range all {
			add(elsewhere, o.Export, nil)
			add(elsewhere, o.Otherwise, absent(exists))
		}
	}
	for _, p := range d.params {
		add(elsewhere, p.Resolve, nil)
	}
	for _, m := range d.subjects() {
		outputs(m.Header().Deployed.Outputs, m.Header().When)
	}
	for _, r := range d.roles {
		add(elsewhere, r.RoleName, nil)
		add(isPath, r.Path, nil)
		add(isSession, r.MaxSession, nil)
		add(elsewhere, r.Profile, nil)
		add(isPath, r.ProfilePath, nil)
		outputs(r.OfProfile.Outputs, r.When)
		all(isBoundary, r.Boundary, r.When)
		for _, t := range r.Tags {
			all(elsewhere, []spec.Item{t.Value}, r.When)
		}
		all(isBoundary, r.Managed, r.When)
		for _, p := range r.Policies {
			add(elsewhere, p.PolicyName, nil)
		}
	}
	for _, p := range d.policies {
		add(elsewhere, p.PolicyName, nil)
		add(isPath, p.Path, nil)
		for _, a := range p.Attached {
			all(elsewhere, []spec.Item{a.Name}, p.When)
			add(elsewhere, a.Studio, p.When.And(a.Name.When))
		}
	}
	for _, c := range d.configurations {
		add(elsewhere, c.ConfigurationName, nil)
		for _, m := range c.Mappings {
			add(elsewhere, m.Role, c.When)
			all(elsewhere, m.Identifiers, c.When)
		}
		all(elsewhere, c.Settings(), c.When)
	}
	for st, given := range d.statements() {
		eachItems(st, func(of use, its []spec.Item) {
			in = of
			in.inList = true
			all(of.place, its, given)
		})
	}
	return out
}

// absent is what holds wherever a condition does not, of which that is known.
func absent(w spec.When) spec.When {
	if len(w) == 1 {
		if not, ok := w[0].Negation(); ok {
			return spec.When{not}
		}
	}
	return nil
}

// eachItems calls f with each list of a statement, and with what its values are.
func eachItems(st *spec.Statement, f func(use, []spec.Item)) {
	action := use{place: isAction, beside: st.Resources}
	if len(st.Principals) > 0 && len(st.Resources) == 0 {
		action.place = isTrusted
	}
	f(action, st.Actions)
	on := use{beside: st.Actions}
	switch {
	case everyAction(st, "iam:passrole"):
		on.place = isPassed
	case everyAction(st, "kms:"):
		on.place = isKey
	}
	if st.NotActions {
		on.beside = nil
	}
	f(on, st.Resources)
	for _, p := range st.Principals {
		f(use{principal: p.Type}, p.Values)
	}
	for _, c := range st.Conditions {
		if c.KeyValue != nil {
			f(use{}, []spec.Item{{Value: c.KeyValue}})
		}
		f(use{key: c.Key, operator: c.Operator}, c.Values)
	}
}

func everyAction(st *spec.Statement, prefix string) bool {
	return len(st.Actions) > 0 && !st.NotActions && !slices.ContainsFunc(st.Actions, func(it spec.Item) bool {
		return !strings.HasPrefix(strings.ToLower(it.Value.String()), prefix)
	})
}

// infer finds the type of a parameter of which nothing is known but that it is
// text, from where it stands: a narrower one than the text of a template had,
// but no other value would work there.
func (p *param) infer(uses []use) {
	if p.Type != spec.String || p.Pattern != "" || p.Values != nil || p.Compared != nil || len(uses) == 0 {
		return
	}
	typ := uses[0].typ()
	for _, u := range uses[1:] {
		if u.typ() != typ {
			return
		}
	}
	if typ == "" {
		return
	}
	before := p.Type
	p.Type = typ
	if slices.ContainsFunc(slices.Concat(p.Default, p.Example), func(s string) bool { return !p.takes(s) }) {
		p.Type = before
	}
}

// typ is what a parameter must be at its place, or "".
func (u use) typ() spec.Type {
	before, after := u.literal(u.at-1), u.literal(u.at+1)
	alone := len(u.value) == 1
	switch {
	case alone && u.place == isBoundary:
		return spec.PolicyARN
	case alone && u.place == isPassed:
		return spec.RoleARN
	case alone && u.place == isKey:
		return spec.KMSKeyARN
	case strings.HasSuffix(before, ":s3:::") && (u.at+1 == len(u.value) || strings.HasPrefix(after, "/")):
		return spec.BucketName
	case (after == "" || after[0] == ':') && u.arnPart() == 4:
		return spec.AccountIDType
	case strings.HasSuffix(before, ":/applications/") && strings.Contains(u.value.String(), ":emr-serverless:"):
		return spec.ApplicationID
	}
	return ""
}

// arnPart is how many colons stand before the parameter in an ARN, where it is all that
// stands between two: 1 for the partition, 3 for the Region, and 4 for the account. It is 0
// elsewhere.
func (u use) arnPart() int {
	text := u.value[:u.at].String()
	for _, p := range []string{"${AWS::Partition}", "${AWS::Region}", "${AWS::URLSuffix}"} {
		text = strings.ReplaceAll(text, p, "x")
	}
	if u.at+1 == len(u.value) || !strings.HasPrefix(text, "arn:") || !strings.HasSuffix(text, ":") {
		return 0
	}
	return strings.Count(text, ":")
}

// takes reports whether a text can be a value of p.
func (p *param) takes(s string) bool { return p.Refuses(s) == "" }

// exemplify gives a parameter that must be given, and has no default, an
// example.
func (d *draft) exemplify(p *param, uses []use) {
	if slices.ContainsFunc(p.Example, func(s string) bool { return !p.takes(s) }) {
		p.Example = nil
	}
	if p.Optional || p.Default != nil || p.Example != nil {
		return
	}
	p.Example = []string{p.Sample()}
	if p.Values == nil {
		for _, s := range append(slices.DeleteFunc([]string{p.proposed}, func(s string) bool { return s == "" }), fitting(uses)...) {
			if p.takes(s) {
				p.Example = []string{s}
				return
			}
		}
	}
	if p.Pattern == "" {
		return
	}
	for _, s := range []string{p.Example[0], "Example", "EXAMPLE", "0", "1", "a", "A", "us-east-1", "123456789012"} {
		if p.takes(s) {
			p.Example = []string{s}
			return
		}
	}
	d.note(p.Pos, "the AllowedPattern of %s is not imported, since emriam found no example that matches it: %s", p.Name, p.Pattern)
	p.Pattern = ""
}
