package grammar

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// redundancies finds what another part of a document already says.
func redundancies(c *core.Checker, d *core.Document) {
	seen := map[string]bool{}
	for _, st := range d.Sampled {
		redundantIn(c, st, "redundant-action", "action", st.ActionTexts, true)
		redundantIn(c, st, "redundant-resource", "resource", st.ResourceTexts, false)
		text := statementText(st)
		if seen[text] {
			c.About(st, st.At, "redundant-statement", "remove one", "says the same as an earlier statement of %s", d)
		}
		seen[text] = true
	}
}

// redundantIn finds values of a list that another one covers.
func redundantIn(c *core.Checker, st *core.Statement, code, what string, values []core.Text, fold bool) {
	var wide []string // patterns with wildcards, which alone can cover others
	text := func(v core.Text) string {
		if fold {
			return strings.ToLower(v.Literal)
		}
		return v.Literal
	}
	for _, v := range values {
		if glob.HasWildcard(withoutVariables(v.Literal)) && len(v.When) == 0 && !depends(v) {
			wide = append(wide, text(v))
		}
	}
	if len(wide) == 0 || !c.Spend(len(wide)*len(values)*20) {
		return
	}
	for _, v := range values {
		s := text(v)
		if depends(v) {
			continue
		}
		i := slices.IndexFunc(wide, func(w string) bool { return w != s && coversPattern(w, s) })
		if i < 0 {
			continue
		}
		by := values[slices.IndexFunc(values, func(o core.Text) bool { return text(o) == wide[i] })]
		c.About(st, v.At, code, fmt.Sprintf("remove it, or remove %q if that allows more than intended", by.Literal), "has the %s %q, which %q covers", what, v.Literal, by.Literal)
	}
}

// depends reports whether a value has another text in other deployments.
func depends(v core.Text) bool { return len(v.Value.Expand().Params()) > 0 }

// coversPattern reports whether a pattern matches everything that another one does,
// in the cases that are plain to see.
func coversPattern(wide, s string) bool {
	return (!strings.Contains(wide, "?") || !glob.HasWildcard(s)) && !strings.Contains(wide, "${") && glob.Match(wide, s)
}

// redundantNumbers finds several bounds, of which one has no effect.
func redundantNumbers(c *core.Checker, st *core.Statement, cond core.Condition) {
	op := cond.Op
	if len(cond.Texts) < 2 || op.Operand != core.Numbers && op.Operand != core.Dates {
		return
	}
	which := ""
	switch {
	case strings.Contains(op.Base, "LessThan"):
		which = "greatest"
	case strings.Contains(op.Base, "GreaterThan"):
		which = "least"
	default:
		return
	}
	c.Add(st.In.Subject, cond.At, "redundant-bound", "keep the "+which+" value", "%s has %d bounds, of which only the %s has an effect", core.Where(cond, st), len(cond.Texts), which)
}

// statementText tells statements apart by all but their Sids.
func statementText(st *core.Statement) string {
	list := func(items []spec.Item) []string {
		out := lists.Map(items, func(it spec.Item) string { return fmt.Sprintf("%s %v", it.Value, it.When) })
		slices.Sort(out)
		return out
	}
	actions := list(st.Actions)
	for i, a := range actions {
		actions[i] = strings.ToLower(a)
	}
	slices.Sort(actions)
	rest := lists.Map(st.Principals, func(p spec.Principal) string { return fmt.Sprint(p.Type, list(p.Values)) })
	for _, cond := range st.Conditions {
		rest = append(rest, fmt.Sprint(cond.Operator, strings.ToLower(cond.Key), list(cond.Values)))
	}
	slices.Sort(rest)
	return fmt.Sprint(st.Effect, st.NotPrincipals, st.NotActions, actions, st.NotResources, list(st.Resources), rest, st.When)
}
