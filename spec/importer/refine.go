package importer

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/regex"
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
	for _, m := range d.subjects() {
		for _, doc := range m.Documents() {
			doc.Statements = slices.DeleteFunc(doc.Statements, func(st *spec.Statement) bool { return without(st.When) })
		}
	}
	d.lists(func(_ use, its []spec.Item) []spec.Item {
		return slices.DeleteFunc(its, func(it spec.Item) bool { return without(it.When) })
	})
}

// uncovered reports whether p is used where it may be absent.
func (p *param) uncovered(u use) bool { return !u.covered.Implies(spec.When{spec.Given(p.Param)}) }

// splits reports whether a value of a document makes sense with and without the
// parameter: not alone, and not where ARNs have names.
func (u use) splits() bool {
	if len(u.value) == 1 || !u.inDocument || u.value.List() != nil {
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
	d.lists(func(in use, its []spec.Item) []spec.Item {
		if !in.inDocument {
			return its
		}
		return lists.Flat(its, func(it spec.Item) []spec.Item {
			if !slices.Contains(it.Value.Params(), p.Param) || !p.uncovered(use{covered: in.covered.And(it.When)}) {
				return []spec.Item{it}
			}
			with, without := it, it
			with.When = it.When.And(spec.When{spec.Given(p.Param)})
			without.When = it.When.And(spec.When{{Param: p.Param, Not: true}})
			without.Value = concat(slices.DeleteFunc(slices.Clone(it.Value), func(part spec.Part) bool {
				ref, ok := part.(spec.ParamRef)
				return ok && ref.Param == p.Param
			})...)
			return []spec.Item{with, without}
		})
	})
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
	d.lists(func(in use, its []spec.Item) []spec.Item {
		for _, it := range its {
			for i, part := range it.Value {
				for _, p := range (spec.Value{part}).Params() {
					u := in
					u.value, u.at, u.covered = it.Value, i, in.covered.And(it.When)
					out[p] = append(out[p], u)
				}
			}
		}
		return its
	})
	return out
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
		for _, s := range fitting(uses) {
			if p.takes(s) {
				p.Example = []string{s}
				return
			}
		}
	}
	if p.Pattern == "" {
		return
	}
	all := []string{p.Example[0], "Example", "us-east-1", "123456789012"}
	random := rand.New(rand.NewPCG(1, 1))
	for range 16 {
		all = append(all, regex.Sample(p.Pattern, random))
	}
	for _, s := range all {
		if p.takes(s) {
			p.Example = []string{s}
			return
		}
	}
	d.note(p.Pos, "the AllowedPattern of %s is not imported, since emriam found no example that matches it: %s", p.Name, p.Pattern)
	p.Pattern = ""
}
