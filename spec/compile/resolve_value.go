package compile

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// symbols are what names in the spec stand for. All are declared before anything is
// resolved, so that names work in any order; whether a role has a profile is known, and
// checked, at the end.
type symbols struct {
	subjects  map[string]spec.Subject
	groups    map[string]*group
	existing  map[string]*spec.ExistingRole
	roleNames map[string]string // from names in IAM, as they were written
	gone      map[string]bool   // what the spec takes away from what it extends
}

func newSymbols() *symbols {
	return &symbols{
		subjects: map[string]spec.Subject{}, groups: map[string]*group{}, existing: map[string]*spec.ExistingRole{},
		roleNames: map[string]string{}, gone: map[string]bool{},
	}
}

// declare gives what b becomes its name, and adds it to the group of b.
func (s *symbols) declare(b *syntaxBody) {
	s.subjects[b.is.Header().Name] = b.is
	if b.member != nil {
		b.member.group.members = append(b.member.group.members, b.is)
	}
}

// all returns what a name stands for: one, or all members of a group.
func (s *symbols) all(name string) []spec.Subject {
	if g := s.groups[name]; g != nil {
		return g.members
	}
	if of, ok := s.subjects[name]; ok {
		return []spec.Subject{of}
	}
	return nil
}

// first returns the first of all; the zero value if there is none.
func (s *symbols) first(name string) spec.Subject {
	for _, of := range s.all(name) {
		return of
	}
	return spec.Subject{}
}

// names returns the names that stand for something of a kind.
func (s *symbols) names(is func(spec.Subject) bool) []string {
	all := slices.Concat(sortedKeys(s.subjects), sortedKeys(s.groups))
	return lists.Filter(all, func(name string) bool { return is(s.first(name)) })
}

func isRole(of spec.Subject) bool { return of.Role != nil }

// didYouMean is the help for a name that no role has.
func (s *symbols) didYouMean(name string) string {
	if s.gone[name] {
		return "the spec removes " + name + "; override what refers to it, or keep it"
	}
	return diag.DidYouMean(name, append(s.names(isRole), sortedKeys(s.existing)...))
}

// attachment is a policy of the spec among the managed policies of a role.
type attachment struct {
	sc     *scope
	at     diag.Span
	policy *spec.Policy
	when   spec.When
}

// profilePlaceholder is a placeholder that names the profile of a role.
type profilePlaceholder struct {
	sc   *scope
	at   syntax.Spot
	role *spec.Role
}

// arg is what a parameter of a template is bound to.
type arg struct {
	param  *spec.Param
	off    bool         // a when that names it never holds: not bound, or literally false
	values []spec.Value // none if not bound; one unless the parameter is a list
	when   spec.When    // what must hold for a when that names it to hold
	at     diag.Span    // of the value in with; no place for a default
}

var roleAttrs = []string{string(spec.AttrARN), string(spec.AttrName), string(spec.AttrProfileARN)}

// value resolves a text that stands for exactly one value. Parameters in
// cover are known to be given where the text stands.
func (sc *scope) value(n *syntax.Node, what string, cover spec.When) (spec.Value, bool) {
	vs, ok := sc.values(n, what, cover)
	if !ok {
		return nil, false
	}
	if len(vs) != 1 || vs[0].List() != nil {
		sc.helpf(n.Span(), "list-in-scalar", sc.oneOf(n.Text), "%s accepts only one value, not a list", what)
		return nil, false
	}
	return vs[0], true
}

// values resolves a text: to one value, or to several if it names a list of a
// template that is bound to several.
func (sc *scope) values(n *syntax.Node, what string, cover spec.When) ([]spec.Value, bool) {
	text, ok := sc.scalar(n, what)
	if !ok {
		return nil, false
	}
	if sc.verbatim {
		return []spec.Value{spec.Text(text)}, true
	}
	if i := strings.Index(text, "{{resolve:"); i >= 0 {
		sc.helpf(n.Span(), "dynamic-reference", referenceHelp(text[i:]), "%s has a dynamic reference of CloudFormation; only a parameter can be looked up", what)
		return nil, false
	}
	if !sc.foreignPlaceholder(n, what) {
		return nil, false
	}
	if !syntax.HasPlaceholder(text) {
		return []spec.Value{spec.Text(text)}, true
	}
	acc, many := []spec.Value{nil}, false
	for _, p := range syntax.Split(text) {
		alternatives := []spec.Value{spec.Text(p.Text)}
		if p.Placeholder {
			at := n.Placeholder(p.Index)
			if alternatives, ok = sc.placeholder(p, at, cover); !ok {
				return nil, false
			}
			isList := len(alternatives) > 1 || alternatives[0].List() != nil
			if isList && many {
				sc.errorf(at.Span(), "list-mixed", "%s has two lists in one string", what)
				return nil, false
			}
			many = many || isList
		}
		acc = product(acc, alternatives)
	}
	return acc, sc.checkListMixed(n, acc, what)
}

// referenceHelp is the help for a dynamic reference in a text.
func referenceHelp(text string) string {
	reference, _, ok := strings.Cut(strings.TrimPrefix(text, "{{resolve:"), "}}")
	if !ok {
		return "declare a parameter with resolve"
	}
	return "declare a parameter, e.g., Value: {type: String, resolve: " + strconv.Quote(reference) + ", example: …}, and write ${Value}"
}

func product(heads, tails []spec.Value) []spec.Value {
	var out []spec.Value
	for _, h := range heads {
		out = append(out, lists.Map(tails, func(t spec.Value) spec.Value { return h.Append(t...) })...)
	}
	return out
}

// checkListMixed reports a list parameter beside other placeholders: CloudFormation
// joins a list with a delimiter, and a delimiter takes no function.
func (sc *scope) checkListMixed(n *syntax.Node, vs []spec.Value, what string) bool {
	for _, v := range vs {
		list := v.List()
		if list == nil {
			continue
		}
		for _, p := range v {
			switch p.(type) {
			case spec.Lit, spec.ListRef, spec.EachName, spec.EachValue:
			default:
				sc.helpf(n.Span(), "list-mixed", "declare the list with whole ARNs, so that it needs only literal text around it", "%s has the list %s and another placeholder in one string", what, list.Name)
				return false
			}
		}
	}
	return true
}

// placeholder resolves one placeholder.
func (sc *scope) placeholder(p syntax.Piece, at syntax.Spot, cover spec.When) ([]spec.Value, bool) {
	body := p.Text
	switch {
	case p.Open:
		sc.helpf(at.Span(), "bad-placeholder", "close it, or write $${ for a literal ${", "a placeholder has no closing }")
	case strings.Contains(body, ":") && !strings.HasPrefix(body, "AWS::") && sc.template == "" && sc.foreignName(body) != "":
		sc.helpf(at.Span(), "bad-placeholder", sc.foreignName(body), "${%s} is not a placeholder of a spec", body)
	case spec.IsPolicyVar(body):
		return []spec.Value{{spec.PolicyVar(body)}}, true
	case strings.HasPrefix(body, "AWS::"):
		return sc.pseudo(body, at)
	case strings.Contains(body, ":"):
		sc.errorf(at.Span(), "bad-placeholder", "${%s} is not a policy variable", body)
	case strings.HasPrefix(body, "each.") && language.IsLogicalName(body[len("each."):]):
		return sc.eachValue(strings.TrimPrefix(body, "each."), at)
	case strings.Contains(body, "."):
		return sc.reference(body, at, cover)
	case body == "each":
		return sc.eachName(at)
	case language.IsLogicalName(body):
		return sc.param(body, at, cover)
	default:
		help := "write $${ for a literal ${"
		if meant := meantParam(strings.TrimSpace(body), sortedKeys(sc.params)); meant != "" {
			help = "write ${" + meant + "}"
		}
		sc.helpf(at.Span(), "bad-placeholder", help, "${%s} is not a placeholder", body)
	}
	return nil, false
}

func (sc *scope) pseudo(body string, at syntax.Spot) ([]spec.Value, bool) {
	switch p := spec.Pseudo(body); p {
	case spec.StackName:
		if sc.stackName || sc.template == "" && sc.refs != nil {
			sc.stackNames = append(sc.stackNames, at.Span())
			return []spec.Value{{p}}, true
		}
	case spec.Partition, spec.Region, spec.AccountID, spec.URLSuffix:
		return []spec.Value{{p}}, true
	}
	known := []string{string(spec.Partition), string(spec.Region), string(spec.AccountID), string(spec.URLSuffix)}
	sc.helpf(at.Span(), "bad-placeholder", diag.DidYouMean(body, known), "${%s} is not a pseudo parameter that emriam supports", body)
	return nil, false
}

// reference resolves ${Role.Arn} and its like.
func (sc *scope) reference(body string, at syntax.Spot, cover spec.When) ([]spec.Value, bool) {
	name, attr, _ := strings.Cut(body, ".")
	if sc.template != "" {
		sc.helpf(at.Span(), "bad-placeholder", "use a parameter of type RoleArn", "template %s has ${%s}, but a template cannot refer to roles", sc.template, body)
		return nil, false
	}
	if e := sc.refs.existing[name]; e != nil {
		return sc.existingPlaceholder(e, attr, at, cover)
	}
	roles, policies := sc.rolesNamed(name, at), sc.policiesNamed(name, at)
	var out []spec.Value
	switch {
	case policies != nil && attr == string(spec.AttrARN):
		out = append(out, lists.Map(policies, func(ref spec.PolicyRef) spec.Value { return spec.Value{ref} })...)
	case policies != nil:
		sc.helpf(at.Span(), "bad-placeholder", "write ${"+name+".Arn}", "a policy has no %q", attr)
	case roles == nil && sc.foreignName(body) != "":
		sc.helpf(at.Span(), "bad-placeholder", sc.foreignName(body), "${%s} is not a placeholder of a spec", body)
	case roles == nil:
		sc.helpf(at.Span(), "unknown-role", sc.refs.didYouMean(name), "${%s} names %q, which is not a role of the spec", body, name)
	case slices.Contains(roleAttrs, attr):
		for _, ref := range roles {
			ref.Attr = spec.Attr(attr)
			out = append(out, spec.Value{ref})
			if attr == string(spec.AttrProfileARN) {
				sc.profiles = append(sc.profiles, profilePlaceholder{sc, at, ref.Role})
			}
		}
	default:
		sc.helpf(at.Span(), "bad-placeholder", diag.DidYouMean(attr, roleAttrs), "a role has no %q", attr)
	}
	return out, out != nil
}

// param resolves ${Name}.
func (sc *scope) param(name string, at syntax.Spot, cover spec.When) ([]spec.Value, bool) {
	p, ok := sc.params[name]
	if !ok {
		sc.unknownParam(name, at)
		return nil, false
	}
	if sc.template != "" {
		return sc.bound(name, at, cover)
	}
	sc.used[p] = true
	if p.Optional && !cover.Has(p) {
		sc.uncovered(name, at)
		return nil, false
	}
	if p.List {
		return []spec.Value{{spec.ListRef{Param: p}}}, true
	}
	return []spec.Value{{spec.ParamRef{Param: p}}}, true
}

func (sc *scope) unknownParam(name string, at syntax.Spot) {
	where := "the spec"
	if sc.template != "" {
		where = "template " + sc.template
	}
	f := diag.Finding{
		Span: at.Span(), Code: "unknown-parameter",
		Message: fmt.Sprintf("%s does not declare the parameter %q", where, name),
	}
	if sc.refs != nil && sc.refs.gone[name] {
		f.Help = "the spec removes it; override what refers to it, or keep it"
	} else if near := diag.Nearest(name, sortedKeys(sc.params)); near != "" {
		f.Help = fmt.Sprintf("did you mean %q?", near)
		f.Notes = []diag.Note{{Pos: sc.params[near].Pos, Text: near + " is declared here"}}
	} else {
		f.Help = "declare it under parameters"
	}
	sc.add(f)
}

// bound is what a template's parameter is bound to.
func (sc *scope) bound(name string, at syntax.Spot, cover spec.When) ([]spec.Value, bool) {
	a := sc.args[name]
	switch {
	case a == nil: // with had a mistake, which is reported
		return nil, false
	case len(a.values) == 0 || a.param.Optional && !cover.Implies(a.when):
		sc.uncovered(name, at)
		return nil, false
	}
	return a.values, true
}

func (sc *scope) uncovered(name string, at syntax.Spot) {
	if sc.always != "" {
		sc.helpf(at.Span(), "optional-uncovered", "give "+name+" a default or an example instead of optional: true, or take it out", "the parameter %s is optional, and %s takes required parameters only", name, sc.always)
		return
	}
	sc.helpf(at.Span(), "optional-uncovered", "write when: "+name, "the parameter %s is optional, but nothing defines what happens without it", name)
}

// Request reads a text of a request, such as a resource, with the placeholders of a
// compiled spec: parameters, ${Role.Arn} and its like, and pseudo parameters. "$${" is
// a literal "${". It returns an error for any other placeholder, because a request
// has values and no policy variables.
func Request(s *spec.Spec, text string) (spec.Value, error) {
	var out spec.Value
	for _, p := range syntax.Split(text) {
		if !p.Placeholder {
			out = out.Append(spec.Lit(p.Text))
			continue
		}
		v, names := ofRequest(s, p.Text)
		if v == nil || p.Open {
			help := ""
			if near := diag.Nearest(p.Text, names); near != "" {
				help = fmt.Sprintf("; did you mean ${%s}?", near)
			}
			return nil, fmt.Errorf("the request has ${%s}, which is not a parameter, role or policy of %s%s; write $${ for a literal ${", p.Text, s.File, help)
		}
		out = out.Append(v...)
	}
	return out, nil
}

// ofRequest returns what a placeholder stands for, or nil and the placeholders that
// there are.
func ofRequest(s *spec.Spec, name string) (v spec.Value, names []string) {
	all := map[string]spec.Value{}
	for _, p := range []spec.Pseudo{spec.Partition, spec.Region, spec.AccountID, spec.URLSuffix} {
		all[string(p)] = spec.Value{p}
	}
	for _, p := range s.Params {
		all[p.Name] = spec.Value{spec.ParamRef{Param: p}}
	}
	for _, r := range s.Roles {
		for _, attr := range roleAttrs {
			if strings.HasPrefix(attr, "Profile") && r.Profile == nil {
				continue
			}
			all[r.Name+"."+attr] = spec.RoleRef{Role: r, Attr: spec.Attr(attr)}.Value()
		}
	}
	for _, p := range s.Policies {
		all[p.Name+"."+string(spec.AttrARN)] = p.ARN()
	}
	return all[name], slices.Sorted(maps.Keys(all))
}
