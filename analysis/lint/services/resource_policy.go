package services

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/privilege"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// resourcePolicies checks each statement against the kind of its resource.
func resourcePolicies(c *core.Checker, st *core.Statement) {
	d := st.In
	if d.Identity() {
		return
	}
	if d.Resource != nil {
		kind := d.Resource.For.Info()
		foreignActions(c, st, kind)
		foreignResources(c, st, kind)
		opens(c, st)
	}
	if d.Resource != nil || d.Trust {
		principalKeys(c, st)
	}
}

// foreignActions finds actions that do not apply to the resource.
func foreignActions(c *core.Checker, st *core.Statement, kind spec.ResourceKindInfo) {
	for _, v := range st.ActionTexts {
		switch a, found := facts.FindAction(v.Literal); {
		case found && kind.Service != "" && len(formatsOf(core.Action{Matches: []facts.Action{a}})) == 0:
			c.About(st, v.At, "foreign-action", "grant it to a role", "has the action %q in %s, but it is about no resource", v.Literal, kind.What)
		case !hasAction(kind, v.Literal):
			c.About(st, v.At, "foreign-action", "grant it to a role", "has the action %q in %s, which supports only actions of %s", v.Literal, kind.What, kind.By)
		}
	}
}

// foreignResources finds resources other than the one with the policy.
func foreignResources(c *core.Checker, st *core.Statement, kind spec.ResourceKindInfo) {
	for _, v := range st.ResourceTexts {
		if !hasResource(kind, v.Literal) {
			c.About(st, v.At, "foreign-resource", kind.Form, "has the Resource %q in %s", v.Literal, kind.What)
		}
	}
}

// hasAction reports whether an action belongs to the service, or does not exist,
// which another rule reports.
func hasAction(k spec.ResourceKindInfo, action string) bool {
	service, _, _ := strings.Cut(action, ":")
	return k.Service == "" || !core.IsAction(action) || service == "*" || strings.EqualFold(service, k.Service)
}

// hasResource is hasAction for an ARN.
func hasResource(k spec.ResourceKindInfo, arn string) bool {
	parts, ok := core.SplitARN(arn)
	switch {
	case arn == "*":
		return k.Any
	case !ok:
		return true
	}
	return k.Owns(parts[:])
}

// isForeign reports whether foreignActions or foreignResources have a finding.
func isForeign(c *core.Checker, st *core.Statement) bool {
	if st.In.Resource == nil {
		return false
	}
	kind := st.In.Resource.For.Info()
	return slices.ContainsFunc(st.ActionTexts, func(v core.Text) bool { return !hasAction(kind, v.Literal) }) ||
		slices.ContainsFunc(st.ResourceTexts, func(v core.Text) bool { return !hasResource(kind, v.Literal) })
}

// oneBucket finds resources of a second bucket in the policy of a bucket.
func oneBucket(c *core.Checker, d *core.Document) {
	if d.Resource == nil || d.Resource.For != spec.S3Bucket {
		return
	}
	first := ""
	for _, st := range d.Sampled {
		for _, v := range st.ResourceTexts {
			parts, ok := core.SplitARN(v.Literal)
			if !ok || parts[2] != "s3" {
				continue
			}
			bucket, _, _ := strings.Cut(parts[5], "/")
			if first == "" {
				first = bucket
			}
			if bucket != first && !glob.HasWildcard(first+bucket) {
				c.About(st, v.At, "foreign-resource", "write a policy for each bucket", "has the Resource %q in the policy of the bucket %s", v.Literal, first)
			}
		}
	}
}

// opens finds statements that allow more principals than intended.
func opens(c *core.Checker, st *core.Statement) {
	if st.Effect != "Allow" || st.NotPrincipals || st.In.Resource.For == spec.Endpoint {
		return // an endpoint's default policy allows anyone: it gives nobody a permission
	}
	i := slices.IndexFunc(st.Principals, func(p spec.Principal) bool { return p.Type == "Service" })
	if i >= 0 && !limitsSource(st) && !recommended(st) {
		c.About(st, st.Principals[i].At, "unguarded-service", "add a condition on aws:SourceArn or aws:SourceAccount", "allows a service on behalf of any account")
		return
	}
	if len(st.Conditions) > 0 {
		return
	}
	if at, ok := privilege.Anyone(c, st); ok {
		c.About(st, at, "public-resource", "name the allowed principals, or add a condition such as StringEquals on aws:PrincipalOrgID", "allows anyone in any account")
	}
}

// SourceKeys say for whom a service acts.
var SourceKeys = []string{"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceOwner"}

// weakSources are keys that people use in their place.
var weakSources = []string{"aws:Referer", "aws:UserAgent", "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce"}

// callerKeys are of IAM's own principals: no request of a service has them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
var callerKeys = []string{"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:username", "aws:PrincipalTag/"}

// reSourceKeys are about the resource that a policy is of.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resource-properties
var reSourceKeys = []string{"s3:ResourceAccount", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"}

// limitsSource reports whether a statement has a condition on whom a service acts for,
// also as part of the resource: the encryption context of a log group names it.
func limitsSource(st *core.Statement) bool {
	return slices.ContainsFunc(st.ConditionTexts, func(cond core.Condition) bool {
		return core.IsOneOf(cond.Key, SourceKeys) || strings.HasPrefix(strings.ToLower(cond.Key), "kms:encryptioncontext") || core.IsOneOf(cond.Key, []string{"kms:CallerAccount", "kms:ViaService"})
	})
}

func recommended(st *core.Statement) bool {
	return slices.ContainsFunc(st.ConditionTexts, func(cond core.Condition) bool {
		return core.IsOneOf(cond.Key, weakSources) || core.IsOneOf(cond.Key, callerKeys)
	})
}

// principalKeys finds condition keys that do not fit who is allowed, or the policy of a
// resource.
func principalKeys(c *core.Checker, st *core.Statement) {
	services := len(st.Principals) > 0 && !st.NotPrincipals && !slices.ContainsFunc(st.Principals, func(p spec.Principal) bool { return p.Type != "Service" })
	for _, cond := range st.ConditionTexts {
		switch {
		case core.IsOneOf(cond.Key, reSourceKeys):
			c.About(st, cond.At, "irrelevant-key", "use it in the policy of a role", "compares %s, which is the same for every request to the resource that has the policy", cond.Key)
		case services && core.IsOneOf(cond.Key, callerKeys) && requires(cond):
			c.About(st, cond.At, "service-principal-key", "write aws:SourceOrgID or aws:SourceAccount", "allows services, whose requests have no %s", cond.Key)
		case services && st.Effect == "Allow" && core.IsOneOf(cond.Key, weakSources) && !limitsSource(st):
			c.About(st, cond.At, "weak-source-key", "write aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths", "limits services by %s, which does not say for whom they act", cond.Key)
		}
	}
}
