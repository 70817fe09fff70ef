package lint

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/access"
	"github.com/emriam/emriam/spec/diag"
)

// scenarioRules run the tests of the spec.
var scenarioRules = []func(*checker){checkTests}

// site is where tests run: under the examples, or in an environment.
type site struct {
	spec.Binding
	name string // of the environment, or ""
}

func (p site) String() string {
	if p.name == "" {
		return "under the examples"
	}
	return "in the environment " + p.name
}

// checkTests runs each test at each site. What goes wrong in several is said
// of the first.
func checkTests(c *checker) {
	if len(c.spec.Tests) == 0 {
		return
	}
	sites := []site{{Binding: c.spec.Example()}}
	for _, e := range c.spec.Environments {
		sites = append(sites, site{e.Binding, e.Name})
	}
	x := &scenarios{checker: c, asked: map[asked]*access.Subject{}}
	for _, t := range c.spec.Tests {
		for _, a := range t.Can {
			x.run(t, a, access.Allowed, sites)
		}
		for _, a := range t.Cannot {
			x.run(t, a, access.Denied, sites)
		}
	}
}

// scenarios are tests while they run.
type scenarios struct {
	*checker
	asked map[asked]*access.Subject
}

// asked tells apart whom tests ask.
type asked struct{ subject, principal, site string }

// run asks for an action at each site until one answer is not what is wanted.
func (x *scenarios) run(t *spec.Test, a spec.TestAction, want access.Result, sites []site) {
	if code, help := x.unknownAction(a.Name); code != "" {
		x.found(a.At, code, help, "test %q has the action %q, which AWS does not have", t.Name, a.Name)
		return
	}
	for _, p := range sites {
		if !p.Holds(t.When) {
			continue
		}
		sub, err := x.subject(t, p)
		if err != nil {
			x.found(a.At, "test-unknown", "", "test %q has no answer: %v", t.Name, err)
			return
		}
		for _, resource := range resourcesOf(t, p) {
			answer := sub.Ask(a.Name, resource, contextOf(t, p))
			switch answer.Result {
			case want:
				continue
			case access.Unknown:
				x.found(a.At, "test-unknown", needed(answer), "test %q: it is not known%s whether %s", t.Name, x.at(p), may(answer, "may"))
			case access.Denied:
				x.found(a.At, "test-failed", nearest(answer), "test %q fails%s: %s, %s", t.Name, x.at(p), may(answer, "may not"), because(answer))
			case access.Allowed:
				x.found(a.At, "test-failed", "", "test %q fails%s: %s, by %s", t.Name, x.at(p), may(answer, "may"), answer.By[0])
			}
			return
		}
	}
}

// found adds a finding. What it is about is in the message: a test may stand in
// what the spec extends.
func (x *scenarios) found(at diag.Span, code, help, format string, args ...any) {
	x.diags.Add(diag.Finding{Span: at, Severity: severity(code), Code: code, Message: fmt.Sprintf(format, args...), Help: help})
}

// unknownAction is the code of a finding on an action that AWS does not have,
// and its help.
func (x *scenarios) unknownAction(action string) (code, help string) {
	prefix, name, _ := strings.Cut(action, ":")
	s, ok := iam.FindService(prefix)
	if !ok {
		return "unknown-prefix", x.prefixHint(prefix)
	}
	if _, ok := s.Action(name); !ok {
		return "unknown-action", x.actionHint(s, name)
	}
	return "", ""
}

func (x *scenarios) subject(t *spec.Test, p site) (*access.Subject, error) {
	key := asked{subject: t.Subject(), site: p.name}
	if t.Principal != nil {
		key.principal = p.Text(t.Principal.Value)
	}
	if sub := x.asked[key]; sub != nil {
		return sub, nil
	}
	var sub *access.Subject
	var err error
	if t.Principal != nil {
		sub, err = access.Trust(x.spec, key.subject, key.principal, p.Binding)
	} else {
		sub, err = access.Of(x.spec, key.subject, p.Binding)
	}
	x.asked[key] = sub
	return sub, err
}

// at says where a test ran, if there are several sites.
func (x *scenarios) at(p site) string {
	if len(x.spec.Environments) == 0 {
		return ""
	}
	return " " + p.String()
}

func resourcesOf(t *spec.Test, p site) []string {
	if t.Resources == nil {
		return []string{""}
	}
	return p.List(t.Resources)
}

func contextOf(t *spec.Test, p site) iam.Context {
	c := iam.Context{Values: map[string][]string{}}
	for _, k := range t.Context {
		if k.Values == nil {
			c.Absent = append(c.Absent, k.Key)
		} else {
			c.Values[k.Key] = p.List(k.Values)
		}
	}
	return c
}

// may is what was asked, as a clause.
func may(a *access.Answer, verb string) string {
	if a.Principal != "" {
		return fmt.Sprintf("%s %s do %s on %s", a.Principal, verb, a.Action, a.Subject)
	}
	return fmt.Sprintf("%s %s do %s on %s", a.Subject, verb, a.Action, a.Resource)
}

// because is why something is denied.
func because(a *access.Answer) string {
	if len(a.By) > 0 {
		return "by " + a.By[0].String()
	}
	return "since " + a.Why
}

// nearest says what would allow it.
func nearest(a *access.Answer) string {
	switch {
	case a.Nearest != nil:
		return fmt.Sprintf("nearest is %s: %s", a.Nearest, strings.Join(a.Nearest.Unmet(), "; "))
	case len(a.Absent) > 0:
		return fmt.Sprintf("%s is not there without %s", a.Absent[0], strings.Join(a.Absent[0].When, " and "))
	}
	return ""
}

// needed says what would tell.
func needed(a *access.Answer) string {
	if len(a.Unseen) > 0 {
		return strings.Join(a.Unseen, ", ") + " is attached, and what it says is not known"
	}
	var out []string
	for _, n := range a.Needs {
		text := n.Key
		if n.Operator != "" {
			text += " (" + n.Operator + " " + strings.Join(n.Values, ", ") + ")"
		}
		out = append(out, text)
	}
	return "say under context: " + strings.Join(out, ", ")
}
