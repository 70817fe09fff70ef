package core

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
)

// Site is where questions about roles are asked: deployments in one partition, or of one
// environment, that differ only in open choices.
type Site struct {
	*deploy.Place
	environment string // its name, or ""
	as          *access.Deployment
}

// maxSites limits the sites of a spec in which names depend on parameters.
const maxSites = 16

// Sites are all deployments of the spec, in the partitions that it is used in, and each
// of its environments.
func (c *Checker) Sites() []Site {
	if c.sites != nil {
		return c.sites
	}
	space := c.Deployments(deploy.About{})
	add := func(all *deploy.Place, environment string) {
		names := deploy.Names(c.Spec)
		places, err := all.Each(names)
		if err != nil || len(places) > maxSites {
			c.leaveOut(diag.Span{Pos: c.Spec.Param(names[0]).Pos, Len: len(names[0])}, "names of roles and policies depend on %s: not every deployment was evaluated", strings.Join(names, ", "))
		}
		for _, at := range places[:min(len(places), maxSites)] {
			at = at.Plain() // as what is asked about
			c.sites = append(c.sites, Site{at, environment, access.New(c.Spec, at)})
		}
	}
	for _, where := range c.Spec.InUse() {
		add(space.All(c.Spec, where), "")
	}
	for _, e := range c.Spec.Environments {
		add(space.Environment(c.Spec, e), e.Name)
	}
	return c.sites
}

// leaveOut reports once that rules about roles which cannot do their job do not look at
// everything.
func (c *Checker) leaveOut(at diag.Span, format string, args ...any) {
	if !c.leftOut {
		c.leftOut = true
		c.Diags.Add(Finding(at, "not-evaluated", "use tests for what must be allowed", format, args...))
	}
}

// Deployments are those of the spec, with the values that wildcards tell apart that
// matter for some requests.
func (c *Checker) Deployments(about deploy.About) *deploy.Space {
	if c.space == nil {
		c.space, c.spaces = deploy.New(c.Spec).Singles(), map[string]*deploy.Space{}
	}
	key := fmt.Sprintf("%q", about)
	out := c.spaces[key]
	if out == nil {
		out = c.space.About(about).Matched(nil)
		c.spaces[key] = out
	}
	return out
}

// Asked is a role or policy at a site, with everything that decides on its requests.
type Asked struct {
	Site
	*access.Subject
	policies eval.Policies
	exists   formula.Term // where the role or policy exists
	absent   bool         // it exists nowhere at the site

	ARNs [][]string // in parts: the resources of the statements that decide, as IAM sees them
	Keys []string   // condition keys of those statements, sorted
	here *strings.Replacer
}

// AskEverywhere yields s at each site where it can be asked about some actions, up to one
// where it cannot.
func (c *Checker) AskEverywhere(s spec.Subject, actions ...string) iter.Seq[*Asked] {
	return func(yield func(*Asked) bool) {
		for _, at := range c.Sites() {
			if a, ok := c.ask(at, s, actions...); !ok || !yield(a) {
				return
			}
		}
	}
}

// ask returns s at a site, to be asked about some actions; false if it cannot be asked.
func (c *Checker) ask(at Site, s spec.Subject, actions ...string) (*Asked, bool) {
	h := s.Header()
	exists, ok := at.When(h.When)
	if c.Budget == 0 {
		return nil, false
	}
	sub, err := at.as.Of(h.Name, actions...)
	if tooMany := new(formula.TooMany); errors.As(err, &tooMany) {
		c.leaveOut(diag.Span{Pos: h.Pos}, "not everything that %s must be able to do was evaluated: %v", h.Name, err)
	}
	if err != nil || sub == nil {
		return nil, false
	}
	if !c.Spend(sub.Cost()) {
		c.leaveOut(diag.Span{Pos: h.Pos}, "the spec is too large: not all that roles must be able to do was evaluated")
		return nil, false
	}
	a := &Asked{Site: at, Subject: sub, policies: sub.Policies(), exists: exists, absent: !ok}
	a.here = strings.NewReplacer("${Partition}", at.Partition, "${Region}", at.Region, "${Account}", at.AccountID)
	a.find()
	return a, true
}

// Here returns a text of AWS's reference with the partition, the Region and the account of
// the site for their placeholders.
func (a *Asked) Here(text string) string { return a.here.Replace(text) }

// Denied is where a request is denied: a Term of the open choices for each case, and
// whether it is allowed, or may be, elsewhere.
type Denied struct {
	When  formula.Formula
	Other formula.Formula // where it is not denied
}

// Where returns the deployments that have the role or policy in which a request is
// denied.
func (a *Asked) Where(action, resource string, context eval.Context) (d Denied, ok bool) {
	outcomes, err := a.Decide(action, resource, context)
	for _, o := range outcomes {
		d.add(a, o.When, o.Result == access.Denied)
	}
	return d, err == nil
}

// add adds an outcome for a, unless a is absent wherever it applies. What holds
// wherever a exists is not part of its Term.
func (d *Denied) add(a *Asked, when formula.Term, denied bool) {
	_, ok := when.And(a.exists)
	when = slices.DeleteFunc(slices.Clone(when), func(l formula.Literal) bool { return a.exists.Implies(formula.Term{l}) })
	switch {
	case !ok || a.absent:
	case denied:
		d.When = append(d.When, when)
	default:
		d.Other = append(d.Other, when)
	}
}

// Unbounded is a without its permissions boundary.
func (a *Asked) Unbounded(action, resource string, context eval.Context) (d Denied, ok bool) {
	p := a.policies
	p.Boundary = nil
	e, err := eval.Compile(p)
	if err != nil {
		return d, false
	}
	outcomes, err := a.Place.Decide(e, &eval.Request{Action: action, Resource: resource, Context: context})
	for _, o := range outcomes {
		d.add(a, o.When, o.Effect == eval.ImplicitDeny || o.Effect == eval.ExplicitDeny)
	}
	return d, err == nil
}

// Bounded reports whether a has a permissions boundary.
func (a *Asked) Bounded() bool { return a.policies.Boundary != nil }

// find sets the resources and the condition keys.
func (a *Asked) find() {
	keys := func(st iam.Statement) {
		for _, cond := range st.Conditions {
			a.Keys = append(a.Keys, cond.Key)
		}
	}
	for _, d := range a.policies.Identity {
		for _, st := range d.Statements {
			for _, text := range st.Resources {
				if parts := glob.SplitARN(text); len(parts) == glob.ARNParts && !strings.Contains(text, "${") {
					a.ARNs = append(a.ARNs, parts)
				}
			}
			keys(st)
		}
	}
	if b := a.policies.Boundary; b != nil {
		for _, st := range b.Statements {
			keys(st)
		}
	}
	slices.Sort(a.Keys)
	a.Keys = slices.Compact(a.Keys)
}

// Given returns the texts of a value; none if it depends on a parameter that is not given
// at the site.
func (s Site) Given(v spec.Value) []string {
	if slices.ContainsFunc(v.Params(), func(p *spec.Param) bool { return s.Values[p.Name] == nil }) {
		return nil
	}
	return s.Texts(v)
}

// With names some of the deployments of a site, e.g., " with KeyArn" or " in the
// environment prod"; it is "" for all deployments.
func (s Site) With(when formula.Term) string {
	out := ""
	if s.environment != "" {
		out = " in the environment " + s.environment
	}
	if text := when.String(); text != "" {
		out += " with " + text
	}
	return out
}
