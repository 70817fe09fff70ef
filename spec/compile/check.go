package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/regex"
)

// checkIAMName reports a name that IAM rejects; limit 0 is 128, which is the limit
// for policies.
func checkIAMName(sc *scope, at diag.Span, name, what string, limit int) {
	if limit == 0 {
		limit = 128
	}
	switch {
	case !regex.Matches(`[A-Za-z0-9_+=,.@-]+`, name):
		sc.helpf(at, "bad-iam-name", "use letters, digits and _+=,.@-", "%s is %q, which IAM does not accept as a name", what, name)
	case len(name) > limit:
		sc.errorf(at, "bad-iam-name", "%s has %d characters; IAM allows at most %d", what, len(name), limit)
	}
}

// check reports problems that only the whole spec shows.
func (s *syntaxSpec) check(out *spec.Spec) {
	for _, b := range slices.Concat(s.roles, s.policies) {
		b.checkDescription()
	}
	s.checkSameNames(out)
	s.checkInlineNames()
	s.checkTrustCycles(out)
	s.checkDeployed(out)
	s.checkSessions()
	s.checkExisting(out)
	s.checkAbsent(out)
	s.checkUnusedConditions()
	s.checkCompared()
	for _, p := range s.params {
		if !s.sc.used[p] {
			s.scopes[p].warnf(spanOf(p), "unused-parameter", "remove it", "the parameter %s is not used", p.Name)
		}
	}
}

// checkDescription compares a doc with IAM's character set, which lacks typographic
// dashes and quotes.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
func (b *syntaxBody) checkDescription() {
	doc, at, sc := b.is.Header().Doc, b.at, b.sc
	if f, ok := b.fields.get("doc"); ok {
		at, sc = f.n.Span(), f.sc
	}
	for _, r := range doc {
		if !inDescription(r) {
			sc.helpf(at, "bad-description", "use plain ASCII", "the doc of %s has the character %q, which IAM does not accept in a description", b.name, r)
			return
		}
	}
	if len(doc) > 1000 {
		sc.errorf(at, "bad-description", "the doc of %s has %d characters; IAM allows at most 1000 in a description", b.name, len(doc))
	}
}

func inDescription(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || ' ' <= r && r <= '~' || 0xA1 <= r && r <= 0xFF
}

// checkSameNames reports two roles, or two policies, with the same name in IAM,
// which ignores letter case and the path, and that can both exist. EMR is not known
// to ignore letter case.
func (s *syntaxSpec) checkSameNames(out *spec.Spec) {
	type owner struct {
		name string
		when spec.When
	}
	taken := map[string][]owner{}
	claim := func(name string, by owner) (before string) {
		for _, o := range taken[name] {
			if o.when.And(by.when).Satisfiable() {
				return o.name
			}
		}
		taken[name] = append(taken[name], by)
		return ""
	}
	check := func(b *syntaxBody, key string, name spec.Value) {
		if len(name) == 0 || b.oneForAll(key, name) {
			return
		}
		if before := claim(key+" "+strings.ToLower(name.Named().String()), owner{b.logical(), b.when}); before != "" {
			f := b.fields.at(key)
			f.sc.errorf(f.n.Span(), "same-name", "%s and %s have the same %s; IAM ignores letter case and path", before, b.logical(), key)
		}
	}
	for _, e := range out.Existing {
		if name, ok := e.RoleName(); ok && slices.Contains(e.ARN, spec.Part(spec.AccountID)) {
			claim("roleName "+strings.ToLower(name), owner{e.Name, nil})
		}
	}
	for _, b := range s.configurations {
		if before := claim("configurationName "+b.is.Configuration.ConfigurationName.String(), owner{b.name, b.when}); before != "" {
			f := b.fields.at("configurationName") // which both have
			f.sc.errorf(f.n.Span(), "same-name", "%s and %s have the same configurationName", before, b.name)
		}
	}
	for _, b := range s.roles {
		check(b, "roleName", b.is.Role.RoleName)
		if r := b.is.Role; r.RoleName.Varies() && r.Profile != nil {
			b.oneForAll("instanceProfile", r.Profile)
		}
	}
	for _, b := range s.policies {
		check(b, "policyName", b.is.Policy.PolicyName)
	}
}

// oneForAll reports whether all members of a group share a name, and adds a finding
// if they do.
func (b *syntaxBody) oneForAll(key string, name spec.Value) bool {
	if b.member == nil || len(b.member.group.texts) == 1 || name.Varies() {
		return false
	}
	f := b.fields.at(key)
	f.sc.helpf(f.n.Span(), "same-name", "put ${each} into it", "all roles or policies of %s have the same %s", b.name, key)
	return true
}

// checkTrustCycles reports roles that trust each other in a cycle, each cycle at its
// first role. IAM requires each to exist before the other, and CloudFormation reports a
// circular dependency.
func (s *syntaxSpec) checkTrustCycles(out *spec.Spec) {
	done := map[spec.Subject]bool{}
	trusted := func(of spec.Subject) []spec.Subject {
		return lists.Map(of.Role.Trusts(), func(r *spec.Role) spec.Subject { return spec.Subject{Role: r} })
	}
	for _, r := range out.Roles {
		cycle := cycleFrom(spec.Subject{Role: r}, trusted, done)
		if cycle == nil {
			continue
		}
		f := s.roles[slices.Index(out.Roles, cycle[0].Role)].fields.at("trust")
		f.sc.helpf(f.key.Span(), "trust-cycle", "let one role trust the account, with a condition on aws:PrincipalArn", "roles trust each other in a cycle: %s", strings.Join(logicalNames(cycle), " trusts "))
	}
}

// naming is something that can name a role or policy that may be absent.
type naming struct {
	what  string
	sc    *scope
	pos   diag.Pos
	given spec.When // under which it exists
}

// checkAbsent reports references to roles and policies that may be absent where they
// are referred to.
func (s *syntaxSpec) checkAbsent(out *spec.Spec) {
	for _, b := range slices.Concat(s.bodies(), s.resources) {
		of, h := b.is, b.is.Header()
		from := naming{of.String(), b.sc, h.Pos, h.When}
		switch {
		case of.Role != nil:
			from.check(of.Role.Naming()...)
		case of.Configuration != nil:
			for _, it := range of.Configuration.Items() {
				if !it.At.IsValid() {
					it.At = b.at
				}
				from.check(it)
			}
		default:
			from.check(of.Documents()[0].Items()...)
		}
	}
	for _, t := range out.Tests {
		if t.Principal != nil {
			naming{"test " + t.Name, s.sc, t.At.Pos, t.When}.check(*t.Principal)
		}
	}
}

// check reports what values name if that may be absent where the value is present.
func (from naming) check(items ...spec.Item) {
	for _, it := range items {
		at := from.given.And(it.When)
		for _, part := range it.Value {
			switch part := part.(type) {
			case spec.RoleRef:
				from.covered(it, at, part.Role.When, "role "+part.Role.Written())
			case spec.PolicyRef:
				from.covered(it, at, part.Policy.When, "policy "+part.Policy.Written())
			}
		}
	}
}

func (from naming) covered(it spec.Item, at, when spec.When, name string) {
	if len(when) == 0 || at.Covered([]spec.When{when}) || from.sc.diags.Has(it.At, "maybe-absent") {
		return
	}
	f := diag.Finding{
		Span: it.At, Code: "maybe-absent",
		Message: fmt.Sprintf("%s names %s, which exists only if %s", from.what, name, strings.Join(when.Strings(), " and ")),
		Help:    "write when: " + inWords(when),
	}
	if it.At.File != from.pos.File {
		f.Notes = []diag.Note{{Pos: from.pos, Text: "used by " + from.what}}
	}
	from.sc.add(f)
}
