package grammar

import (
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

const currentVersion = "2012-10-17"

// versions finds documents in the old version of the language, where IAM accepts only
// the current one, and documents without a version.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
func versions(c *core.Checker, d *core.Document) {
	switch {
	case (d.Policy != nil || becomesManaged(d)) && !d.Bare() && d.Version != currentVersion:
		made := ""
		if d.Role != nil {
			made = ", which place makes of it"
		}
		c.Add(d.Subject, d.At, "old-managed-version", "write Version: "+currentVersion+"; write $${ where \"${\" is plain text", "%s has the Version %s; IAM accepts only %s in customer managed policies%s", d, d.Version, currentVersion, made)
	case d.Bare() && d.Unversioned:
		c.Add(d.Subject, d.At, "no-version", "write \"Version\": \""+currentVersion+"\"", "%s has no Version, so IAM reads it as 2008-10-17, without policy variables", d)
	}
}

// becomesManaged reports whether place makes customer managed policies of an inline one.
func becomesManaged(d *core.Document) bool {
	return d.Role != nil && d.Role.Packing != nil && slices.ContainsFunc(d.Role.Packing.Policies, func(p spec.PackedPolicy) bool {
		return p.Policy.Document == d.Document && len(p.Parts) > 0
	})
}

// emptySids finds Sids without a text.
func emptySids(c *core.Checker, st *core.Statement) {
	if at, ok := st.Elements.Of("Sid"); ok && st.Sid == "" {
		c.Add(st.In.Subject, at, "empty-sid", "write what the statement is for, or remove it", "a statement of %s has an empty Sid", st.In)
	}
}

// truthValues finds conditions on truth values with more than one of them.
func truthValues(c *core.Checker, st *core.Statement, cond core.Condition) {
	if cond.Op.Operand == core.Truths && len(cond.Values) > 1 {
		c.Add(st.In.Subject, cond.At, "several-booleans", "keep one", "%s compares with several values; it accepts one", core.Where(cond, st))
	}
}

// epochs finds dates as a number of seconds.
func epochs(c *core.Checker, st *core.Statement, cond core.Condition) {
	if cond.Op.Operand != core.Dates || strings.EqualFold(cond.Key, "aws:EpochTime") {
		return
	}
	for _, v := range cond.Texts {
		if _, err := strconv.ParseUint(v.Literal, 10, 64); err == nil && len(v.Literal) > 4 { // four digits are a year
			c.Add(st.In.Subject, v.At, "epoch-date", "write it as YYYY-MM-DDThh:mm:ssZ", "%s compares with %q, a number of seconds", core.Where(cond, st), v.Literal)
		}
	}
}
