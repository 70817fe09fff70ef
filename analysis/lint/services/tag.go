package services

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
)

// unsetKey finds actions of a statement whose requests do not have the key of a
// condition: it neither denies nor allows them.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
func unsetKey(c *core.Checker, st *core.Statement, cond core.Condition) {
	if st.In.Trust || !requires(cond) || !dependsOnAction(c, cond.Key) {
		return
	}
	tag := isResourceTag(cond.Key) || tagsOfRequest(cond.Key)
	actions := c.Actions(st)
	if st.NotActions || slices.ContainsFunc(actions, func(a core.Action) bool { return a.All }) {
		if tag && st.NotActions {
			anyAction(c, st, cond)
		}
		return
	}
	with := func(a core.Action) bool {
		_, ok := keyOfAction(c, cond.Key, a)
		return ok || len(a.Matches) == 0 || isBeside(cond.Key, a)
	}
	if !slices.ContainsFunc(actions, with) && !isResourceTag(cond.Key) {
		return // none has it, which keyOf reports
	}
	for _, a := range actions {
		if with(a) || !c.Spend(1) {
			continue
		}
		switch {
		case st.Effect == "Deny":
			c.About(st, a.At, "deny-without-key", "deny it in a statement without this condition", "does not deny %s: its requests have no %s", a.Literal, cond.Key)
		case !tag && !isServiceTag(cond.Key):
			c.About(st, a.At, "unsupported-condition-key", "allow it in a statement without this condition", "has the action %q, which does not support the condition key %q", a.Literal, cond.Key)
		default:
			c.About(st, a.At, "allow-without-key", "allow it in a statement without this condition", "does not allow %s: its requests have no %s", a.Literal, cond.Key)
		}
	}
}

// requires reports whether a condition does not hold without its key.
func requires(cond core.Condition) bool {
	op := cond.Op
	switch {
	case op.Base == "" || op.IfExists || op.Set == core.ForAll:
		return false
	case op.Base == "Null":
		return isFalse(cond) && op.Set == ""
	}
	return !op.Negated() || op.Set == core.ForAny
}

// dependsOnAction reports whether only some actions set a key: the tags of resources
// and requests, and the keys of a service. Global keys are also set by the caller's
// session.
func dependsOnAction(c *core.Checker, key string) bool {
	prefix, _, _ := strings.Cut(strings.ToLower(key), ":")
	if isResourceTag(key) || tagsOfRequest(key) {
		return true
	}
	if isGlobal(key) || strings.Contains(prefix, ".") || !core.IsConditionKey(key) {
		return false
	}
	_, known := anyKey(c, key)
	return known
}

// isServiceTag reports whether a key of a service is about tags.
func isServiceTag(key string) bool {
	name, _, _ := strings.Cut(strings.ToLower(key), "/")
	return strings.HasSuffix(name, ":resourcetag") || strings.HasSuffix(name, ":requesttag") || strings.HasSuffix(name, ":tagkeys")
}

func isResourceTag(key string) bool {
	name, _, tag := strings.Cut(strings.ToLower(key), "/")
	return tag && name == "aws:resourcetag"
}

// isBeside reports whether AWS's own pages write an action beside another one that sets
// a key, in statements about service-linked roles.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-wal.html
func isBeside(key string, a core.Action) bool {
	return strings.EqualFold(key, "iam:AWSServiceName") && (strings.EqualFold(a.Literal, "iam:PutRolePolicy") || strings.EqualFold(a.Literal, "iam:AttachRolePolicy"))
}

// anyAction reports a condition on a tag for all actions except some.
func anyAction(c *core.Checker, st *core.Statement, cond core.Condition) {
	code, does := "allow-without-key", "allow"
	if st.Effect == "Deny" {
		code, does = "deny-without-key", "deny"
	}
	listed, of := facts.Coverage(cond.Key)
	c.Add(st.In.Subject, cond.At, code, "list the actions under Action", "%s does not %s all that NotAction leaves: of the %d services in the facts of %s, %d set %s, and only for some actions",
		st, does, of, facts.ServicesTable.Date(), listed, cond.Key)
}
