package lint

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// actionNames holds each action against those that AWS has.
func (c *checker) actionNames() {
	for d, st := range c.statements() {
		for _, a := range c.actions(st) {
			switch {
			case a.all || !actionForm.MatchString(a.string):
			case len(a.matches) > 0:
				c.actionCase(d, st, a)
			default:
				c.unknownAction(d, st, a)
			}
		}
	}
}

func (c *checker) unknownAction(d document, st *spec.Statement, a action) {
	prefix, name, _ := strings.Cut(a.string, ":")
	s, ok := iam.FindService(prefix)
	switch {
	case !ok:
		c.add(d.subject, a.at, "unknown-prefix", didYouMean(prefix, iam.Prefixes()), "%s has the action %q of the service %q, which AWS does not have", label(st), a.string, prefix)
	case strings.ContainsAny(name, "*?"):
		c.add(d.subject, a.at, "unknown-action", "", "%s has the pattern %q, which no action of %s matches", label(st), a.string, s.Name)
	default:
		c.add(d.subject, a.at, "unknown-action", actionHint(s, name), "%s has the action %q, which %s does not have", label(st), a.string, s.Name)
	}
}

// actionHint is the nearest action, or one that goes on as the name begins.
func actionHint(s *iam.Service, name string) string {
	if help := didYouMean(name, s.ActionNames()); help != "" {
		return strings.Replace(help, "\"", "\""+s.Prefix+":", 1)
	}
	return ""
}

// actionCase is about how AWS writes an action: IAM ignores letter case, but
// not every reader and every tool does.
func (c *checker) actionCase(d document, st *spec.Statement, a action) {
	want := a.matches[0].String()
	if strings.ContainsAny(a.string, "*?") {
		want = casedPattern(a)
	}
	if want != a.string {
		c.add(d.subject, a.at, "action-case", "write "+want, "%s has the action %q, which AWS writes %q", label(st), a.string, want)
	}
}

// casedPattern is a pattern in the letter case of what it matches: its service,
// and the beginning of its name, in which all matches are alike.
func casedPattern(a action) string {
	_, name, _ := strings.Cut(a.string, ":")
	i := strings.IndexAny(name, "*?")
	for _, m := range a.matches {
		if strings.HasPrefix(m.Name, name[:i]) {
			return fmt.Sprintf("%s:%s", m.Service, name)
		}
	}
	return a.matches[0].Service + ":" + a.matches[0].Name[:i] + name[i:]
}
