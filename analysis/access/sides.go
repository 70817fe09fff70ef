package access

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Resource returns the resource policy with a name, to evaluate it alone: whether it
// allows a caller something, whatever the policies of the caller say. The caller,
// actions and errors are as in Trust. It returns nil if no resource policy has the name.
func (d *Deployment) Resource(name, caller string, only ...string) (*Subject, error) {
	p := resourcePolicy(d.spec, name)
	if p == nil {
		return nil, nil
	}
	sub := &Subject{Name: p.Name}
	d.called(sub, caller)
	read := reader{d, only, nil}
	if p.For.Info().Session {
		return read.finish(sub, []*document{read.sided(sub, p)}, nil, nil)
	}
	return read.finish(sub, nil, nil, read.sided(sub, p))
}

// Both returns the role with a name, to evaluate its policies together with the policy
// of a resource in an account. In the account of the role, either may allow a request,
// except that the policy of a key must allow it; across accounts, both must. If the account
// is unknown, "", so is the result where these differ, and if the place is in any account,
// which may be that one or another. It returns nil if the spec lacks the role or the
// resource policy.
func (d *Deployment) Both(name, policy, account string, only ...string) (*Subject, error) {
	sub, err := d.sides(name, policy, account, only)
	open := account == "" || d.place.AnyAccount && account != d.place.AccountID
	if sub == nil || err != nil || !open {
		return sub, err
	}
	within := d
	if account != "" {
		within = New(d.spec, d.place.In(account))
	}
	sub.within, err = within.sides(name, policy, within.place.AccountID, only)
	return sub, err
}

// WhereAsked returns the place of a request with a context: in the account of the
// principal, if the context has that.
func WhereAsked(at *deploy.Place, context eval.Context) *deploy.Place {
	if account := one(context, "aws:PrincipalAccount"); account != "" && (!at.AnyAccount || account != at.AccountID) {
		return at.In(account)
	}
	return at
}

func (d *Deployment) sides(name, policy, account string, only []string) (*Subject, error) {
	r, p := d.roles[name], resourcePolicy(d.spec, policy)
	if r == nil || p == nil {
		return nil, nil
	}
	if info := p.For.Info(); info.Session || info.Service == "" {
		return nil, fmt.Errorf("%s is %s, which no resource has", policy, info.What)
	}
	sub := &Subject{Name: r.Name, ARN: d.place.Text(r.ARN()), across: account != d.place.AccountID}
	d.called(sub, r.Name)
	sub.callerName = ""
	if account != "" {
		sub.known.Values["aws:ResourceAccount"] = []string{account}
	}
	read := reader{d, only, nil}
	identity, boundary := read.permissions(r)
	return read.finish(sub, identity, boundary, read.sided(sub, p))
}

// sided returns the document of a resource policy as one side of sub.
func (r *reader) sided(sub *Subject, p *spec.ResourcePolicy) *document {
	sub.resource = eval.ResourcePolicy
	switch {
	case p.For == spec.KMSKey:
		sub.resource = eval.TrustPolicy // which alone can give access
	case p.For.Info().Session:
		sub.resource = eval.IdentityPolicy
	}
	return r.written(p.Document, nil, "resource policy "+p.Name)
}

func resourcePolicy(s *spec.Spec, name string) *spec.ResourcePolicy {
	return lists.Find(s.ResourcePolicies, func(p *spec.ResourcePolicy) bool { return p.Name == name })
}

// ResourcePolicyNames returns the names that Resource accepts.
func ResourcePolicyNames(s *spec.Spec) []string {
	return lists.Map(s.ResourcePolicies, func(p *spec.ResourcePolicy) string { return p.Name })
}

// AccountOf returns the account of a resource: that of the key aws:ResourceAccount, or
// of the ARN, or "" if neither has it, as for buckets.
func AccountOf(resource string, context eval.Context) string {
	if account := one(context, "aws:ResourceAccount"); account != "" {
		return account
	}
	arn, _ := iam.ParseARN(resource)
	return arn.Account
}

// one returns the value of a key that has one, or "".
func one(context eval.Context, name string) string {
	for key, values := range context.Values {
		if strings.EqualFold(key, name) && len(values) == 1 {
			return values[0]
		}
	}
	return ""
}

// policyOf returns the name of the one resource policy of a spec that is about a
// resource; "" if the resource is a role, which has a trust policy.
func policyOf(s *spec.Spec, at *deploy.Place, resource string) (string, error) {
	parts := strings.SplitN(resource, ":", 6)
	i := -1
	if len(parts) == 6 {
		i = slices.IndexFunc(spec.ResourceKinds, func(k spec.ResourceKindInfo) bool { return k.Service != "" && k.Owns(parts) })
	}
	switch {
	case len(parts) == 6 && parts[2] == "iam" && strings.HasPrefix(parts[5], "role/"):
		return "", nil
	case i < 0:
		return "", fmt.Errorf("--both-sides needs the ARN of a role, or of a resource that has a policy, not %q", resource)
	}
	kind := spec.ResourceKinds[i]
	var found []string
	for _, p := range s.ResourcePolicies {
		if p.For != kind.Kind {
			continue
		}
		about, err := isAbout(at, p, resource)
		if account := parts[4]; err == nil && !about && at.AnyAccount && account != "" {
			about, err = isAbout(at.In(account), p, resource)
		}
		if err != nil {
			return "", err
		}
		if about {
			found = append(found, p.Name)
		}
	}
	switch len(found) {
	case 0:
		return "", fmt.Errorf("the spec has no resource policy for %s", resource)
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("the spec has several resource policies that %s may have; write --resource-policy with one of %s", resource, strings.Join(found, ", "))
}

// isAbout reports whether a statement of p is about a resource, or about another part of
// the same bucket or access point.
func isAbout(at *deploy.Place, p *spec.ResourcePolicy, resource string) (bool, error) {
	whole := func(arn string) string {
		before, _, _ := strings.Cut(arn, "/object")
		if p.For == spec.S3Bucket {
			before, _, _ = strings.Cut(arn, "/")
		}
		return before
	}
	all, err := at.Statements(p.Document)
	return p.For == spec.GlueCatalog || slices.ContainsFunc(all, func(st deploy.Statement) bool {
		return st.Resources == nil || slices.ContainsFunc(st.Resources, func(pattern string) bool {
			return glob.Match(whole(pattern), whole(resource)) != st.NotResources
		})
	}), err
}

// silent returns the side of which no statement allows a request, if both have to or
// neither does, and says so.
func (sub *Subject) silent(reasons []eval.Reason) (among eval.PolicyKind, why string) {
	title := func(kind eval.PolicyKind) string { return sub.documents[kind][0].title }
	identity, bounded := sub.documents[eval.IdentityPolicy], sub.documents[eval.BoundaryPolicy]
	switch needed := sub.across || sub.resource == eval.TrustPolicy; {
	case sub.ARN == "", needed && !grants(reasons, sub.resource):
		return sub.resource, "no statement of the " + title(sub.resource) + " allows it"
	case bounded != nil && !grants(reasons, eval.BoundaryPolicy) && (grants(reasons, eval.IdentityPolicy) || grants(reasons, sub.resource)):
		return eval.BoundaryPolicy, "the " + title(eval.BoundaryPolicy) + ", does not allow it"
	case needed && len(identity) > 0:
		return eval.IdentityPolicy, "the " + title(sub.resource) + " allows it, but no policy of " + sub.Name + " does"
	}
	return eval.IdentityPolicy, "no statement of either side allows it"
}
