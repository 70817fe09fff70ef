package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/services"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
)

// site is where tests run: in every deployment in a partition, or in an environment.
type site struct {
	*deploy.Place
	name string // of the environment, or ""
	in   string // names a Region or an account that texts of the spec tell apart from others, or ""

	as  *access.Deployment // of the place that was last asked about
	key string             // of that place
}

// testBudget is the budget of tests: about half a second. A thousand service roles,
// each with a test, in fifteen environments use it up.
const testBudget = 40_000_000

// checkTests runs each test at each site: in every deployment in the partitions of
// the environments, or in aws, in a Region and an account that no text names and in each
// Region and each account that texts tell apart from it, and in each environment. A failure
// at several sites is reported for the first one.
func checkTests(c *core.Checker) {
	if len(c.Spec.Tests) == 0 {
		return
	}
	c.Budget = testBudget
	space := c.Deployments(deploy.About{})
	x := &scenarios{Checker: c}
	x.locate(space)
	x.deploy(space)
	many := x.more != nil
	for _, t := range c.Spec.Tests {
		if many || space.Partial != nil {
			about := c.Deployments(x.about(t))
			if many {
				x.locate(about)
			}
			x.deploy(about)
		}
		if x.run(t); x.over {
			return
		}
	}
}

// about is what matters for a test.
func (x *scenarios) about(t *spec.Test) deploy.About {
	actions := lists.Map(slices.Concat(t.Can, t.Cannot), func(a spec.TestAction) string { return a.Name })
	return access.About(x.Spec, t.Subject(), t.PrincipalName(), actions...)
}

// location is a Region in any account, or an account.
type location struct {
	spec.Binding
	account bool   // AccountID is that of the deployment
	in      string // see site
}

// locate finds the locations that texts tell apart.
func (x *scenarios) locate(space *deploy.Space) {
	accounts, more := space.Accounts()
	x.located, x.more, accounts = nil, more, append(accounts, space.NamedAccounts()...)
	for _, used := range x.Spec.InUse() {
		i := slices.IndexFunc(space.Places, func(b spec.Binding) bool { return b.Partition == used.Partition })
		at := space.Places[i]
		for n, where := range space.Regions(at) {
			in := ""
			if n > 0 {
				in = " in " + where.Region
			}
			x.located = append(x.located, location{where, false, in})
		}
		for _, at.AccountID = range accounts {
			x.located = append(x.located, location{at, true, " in the account " + at.AccountID})
		}
	}
}

// deploy sets where tests run.
func (x *scenarios) deploy(space *deploy.Space) {
	x.everywhere, x.environments = nil, nil
	for _, l := range x.located {
		at := space.All(x.Spec, l.Binding)
		if l.account {
			at = at.In(l.AccountID)
		}
		x.everywhere = append(x.everywhere, &site{Place: at, in: l.in})
	}
	for _, e := range x.Spec.Environments {
		x.environments = append(x.environments, &site{Place: space.Environment(x.Spec, e), name: e.Name})
	}
}

// scenarios are tests while they run.
type scenarios struct {
	*core.Checker
	located      []location
	everywhere   []*site
	environments []*site
	more         error // there are further accounts, too many to try each
	over         bool  // the budget is used up, and this was reported
}

// sites returns where a test runs.
func (x *scenarios) sites(t *spec.Test) []*site {
	if t.Environments == nil {
		return slices.Concat(x.everywhere, x.environments)
	}
	return slices.DeleteFunc(slices.Clone(x.environments), func(p *site) bool { return !slices.Contains(t.Environments, p.name) })
}

// expectation is an action that a test is about, with the result that it expects.
type expectation struct {
	spec.TestAction
	want access.Result
}

// run evaluates the actions of a test at each site, each until its result is not the
// expected one.
func (x *scenarios) run(t *spec.Test) {
	asks := lists.Map(t.Can, func(a spec.TestAction) expectation { return expectation{a, access.Allowed} })
	asks = append(asks, lists.Map(t.Cannot, func(a spec.TestAction) expectation { return expectation{a, access.Denied} })...)
	asks = lists.Filter(asks, func(a expectation) bool {
		code, help := x.unknownAction(a.Name)
		if code != "" {
			x.found(a.At, code, help, "test %q has the action %q, but AWS has no such action", t.Name, a.Name)
		}
		return code == ""
	})
	for i, p := range x.sites(t) {
		places, err := p.places(x.Spec, t)
		for j, at := range places {
			for _, a := range asks {
				if i+j == 0 {
					x.requested(t, a, resourcesOf(t, at))
				}
			}
			asks = lists.Filter(asks, func(a expectation) bool { return !x.over && x.runAt(t, a, p, at) })
		}
		if partial := p.Partial(); err == nil && partial != nil {
			err = &formula.TooMany{Params: partial}
		}
		if err != nil {
			for _, a := range asks {
				x.unanswered(t, a, err)
			}
			return
		}
	}
	for _, a := range asks {
		if x.more != nil && t.Environments == nil {
			x.unanswered(t, a, x.more)
		}
	}
}

// unanswered reports why a test has no result.
func (x *scenarios) unanswered(t *spec.Test, a expectation, err error) {
	x.found(a.At, "test-unknown", "", "test %q has no result: %v", t.Name, err)
}

// places returns the deployments of p to which t applies: each chooses the values
// that its own texts depend on.
func (p *site) places(s *spec.Spec, t *spec.Test) ([]*deploy.Place, error) {
	all, err := p.Each(append(access.NamesIn(s, t.Subject(), t.PrincipalName()), t.Params()...))
	return slices.DeleteFunc(all, func(at *deploy.Place) bool { return !at.Holds(t.When) }), err
}

// runAt evaluates in all deployments of a place. It returns false after a finding.
func (x *scenarios) runAt(t *spec.Test, a expectation, p *site, at *deploy.Place) bool {
	context := contextOf(t, at)
	if t.Role != nil && t.Resource != nil {
		at = access.WhereAsked(at, context)
	}
	var sub *access.Subject
	var in string
	for _, resource := range resourcesOf(t, at) {
		account := access.AccountOf(resource, context)
		if sub == nil || account != in {
			var err error
			if sub, err = x.subject(t, a, p, at, account); err != nil {
				x.unanswered(t, a, err)
				return false
			}
			in = account
		}
		if !x.affords(sub, resource, context) {
			x.exhausted(t, a)
			return false
		}
		outcomes, err := sub.Decide(a.Name, resource, context)
		if err != nil {
			x.unanswered(t, a, err)
			return false
		}
		x.Spend(len(outcomes) * sub.AskCost(len(resource)))
		for _, o := range outcomes {
			if o.Result == a.want {
				continue
			}
			at := at.Under(o.When)
			if sub, err = x.subject(t, a, p, at, account); err != nil {
				x.unanswered(t, a, err)
				return false
			}
			x.wrong(t, a, p.with(at), sub.Ask(a.Name, resource, context))
			return false
		}
	}
	return true
}

// requested reports a test that an action is denied on resources that it does not support:
// it is denied whatever the role may do. A trust policy is asked for the role itself, and the
// value of a parameter says nothing about the real one.
func (x *scenarios) requested(t *spec.Test, a expectation, resources []string) {
	action, _ := facts.FindAction(a.Name)
	on := func(resource string) bool { return action.Requested(cmp.Or(resource, "*")) }
	open := func(it spec.Item) bool { return len(it.Value.Expand().Params()) > 0 }
	if a.want != access.Denied || len(resources) == 0 || slices.ContainsFunc(t.Resources, open) || t.Principal != nil && t.Resource == nil || slices.ContainsFunc(resources, on) {
		return
	}
	formats := lists.Flat(slices.Collect(action.ResourceTypes()), func(r facts.ActionResource) []string { return r.ARNs() })
	help := "name one under resources: " + strings.Join(formats, ", ")
	if formats == nil {
		help = "leave resources out, or write \"*\""
	}
	x.found(a.At, "test-resource", help, "test %q is about %s on %s, but %s does not support that resource", t.Name, a.Name, cmp.Or(resources[0], "*"), action)
}

// with names the deployment in which a test fails, or "" if it fails in all.
func (p *site) with(at *deploy.Place) string {
	if p.name != "" {
		return " in the environment " + p.name
	}
	if when := p.Chosen(at).String(); when != "" {
		return p.in + " with " + when
	}
	return p.in
}

// wrong reports a result that is not the expected one.
func (x *scenarios) wrong(t *spec.Test, a expectation, where string, answer *access.Answer) {
	switch answer.Result {
	case access.Unknown:
		if answer.Unless != "" && t.Inherited {
			return // the tests of another spec know nothing of a boundary of this one
		}
		why := ""
		if answer.Open {
			why = "; " + answer.Why
		}
		x.found(a.At, "test-unknown", needed(answer), "test %q: it is unknown%s whether %s%s", t.Name, where, may(answer, "may"), why)
	case access.Denied:
		x.found(a.At, "test-failed", nearest(answer), "test %q fails%s: %s, %s", t.Name, where, may(answer, "may not"), because(answer))
	case access.Allowed:
		by := answer.Why
		if len(answer.By) > 0 {
			by = "by " + answer.By[0].String()
		}
		x.found(a.At, "test-failed", "", "test %q fails%s: %s, %s", t.Name, where, may(answer, "may"), by)
	}
}

// affords subtracts the possible cost of a request from the budget.
func (x *scenarios) affords(sub *access.Subject, resource string, c eval.Context) bool {
	asked := len(resource)
	for _, values := range c.Values {
		for _, v := range values {
			asked += len(v)
		}
	}
	return x.Spend(sub.AskCost(asked))
}

// exhausted reports once that not all tests were run. No reasonable spec reaches
// this.
func (x *scenarios) exhausted(t *spec.Test, a expectation) {
	if !x.over {
		x.over = true
		x.found(a.At, "test-unknown", "use fewer tests or environments", "test %q was not run: the tests of the spec take too long", t.Name)
	}
}

// found adds a finding. Its message names the test, which may be in a spec that this
// one extends.
func (x *scenarios) found(at diag.Span, code, help, format string, args ...any) {
	x.Diags.Add(core.Finding(at, code, help, format, args...))
}

// unknownAction returns the code and help of a finding about an action that does not
// exist.
func (x *scenarios) unknownAction(action string) (code, help string) {
	prefix, name, _ := strings.Cut(action, ":")
	s, ok := facts.FindService(prefix)
	if !ok {
		return "unknown-prefix", services.PrefixHint(x.Checker, prefix)
	}
	if _, ok := s.Action(name); !ok {
		return "unknown-action", services.ActionHint(x.Checker, s, name)
	}
	return "", ""
}

// subject is the part of a test that matters for the action.
func (x *scenarios) subject(t *spec.Test, a expectation, p *site, at *deploy.Place, account string) (sub *access.Subject, err error) {
	if key := at.Key(); p.as == nil || p.key != key {
		p.as, p.key = access.New(x.Spec, at), key
	}
	principal := ""
	if t.Principal != nil {
		principal = at.Text(t.Principal.Value)
	}
	switch {
	case t.Role != nil && t.Resource != nil:
		sub, err = p.as.Both(t.Subject(), t.Resource.Name, account, a.Name)
	case t.Resource != nil:
		sub, err = p.as.Resource(t.Subject(), principal, a.Name)
	case t.Principal != nil:
		sub, err = p.as.Trust(t.Subject(), principal, a.Name)
	default:
		sub, err = p.as.Of(t.Subject(), a.Name)
	}
	if err == nil {
		x.Spend(sub.Cost())
	}
	return sub, err
}

func resourcesOf(t *spec.Test, p *deploy.Place) []string {
	if t.Resources == nil {
		return []string{""}
	}
	return p.List(t.Resources)
}

func contextOf(t *spec.Test, p *deploy.Place) eval.Context {
	c := eval.Context{Values: map[string][]string{}}
	for _, k := range t.Context {
		if k.Values == nil {
			c.Absent = append(c.Absent, k.Key)
		} else {
			c.Values[k.Key] = p.List(k.Values)
		}
	}
	return c
}

// may returns the request as a clause.
func may(a *access.Answer, verb string) string {
	if a.OfResource {
		return fmt.Sprintf("by %s, %s %s do %s on %s", a.Subject, cmp.Or(a.Principal, "a job run"), verb, a.Action, a.Resource)
	}
	if a.Principal != "" {
		return fmt.Sprintf("%s %s do %s on %s", a.Principal, verb, a.Action, a.Subject)
	}
	return fmt.Sprintf("%s %s do %s on %s", a.Subject, verb, a.Action, a.Resource)
}

// because returns why a request is denied.
func because(a *access.Answer) string {
	if len(a.By) > 0 {
		return "by " + a.By[0].String()
	}
	return "since " + a.Why
}

// nearest returns what would allow the request.
func nearest(a *access.Answer) string {
	switch {
	case a.Nearest != nil:
		return fmt.Sprintf("the closest statement is %s: %s", a.Nearest, strings.Join(a.Nearest.Unmet(), "; "))
	case len(a.Absent) > 0:
		return fmt.Sprintf("%s is absent without %s", a.Absent[0], strings.Join(a.Absent[0].When, " and "))
	}
	return ""
}

// needed returns what would decide the request.
func needed(a *access.Answer) string {
	if len(a.Needs) == 0 && len(a.Unseen) == 0 {
		return a.Why
	}
	if len(a.Unseen) > 0 {
		return strings.Join(a.Unseen, ", ") + " is attached, but its content is unknown"
	}
	var out []string
	for _, n := range a.Needs {
		text := n.Key
		if n.Operator != "" {
			text += " (" + n.Operator + " " + strings.Join(n.Values, ", ") + ")"
		}
		out = append(out, text)
	}
	return "add to context: " + strings.Join(out, ", ")
}
