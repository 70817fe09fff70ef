package importer

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// kind tells what EMR does with a role from who may assume it.
func (r *role) kind() spec.Kind {
	services, actions := services(r.Trust), actions(r.Trust)
	has := func(name string) bool { return slices.Contains(services, name) }
	switch {
	case has("emr-serverless"):
		return spec.KindServerless
	case namesJobAccount(r.Trust):
		return spec.KindEKSJob
	case has("application-autoscaling"):
		return spec.KindAutoScaling
	case has("elasticmapreduce") && slices.Contains(actions, "sts:SetContext"):
		return spec.KindStudioUser
	case has("elasticmapreduce"):
		return r.clusterKind()
	case has("ec2") && len(services) == 1 && (r.Profile != nil || r.hasManaged("AmazonElasticMapReduceforEC2Role")):
		return spec.KindInstance
	case r.mapped && len(services) == 0:
		return spec.KindEMRFS
	case len(services) == 0 && slices.Contains(actions, "sts:TagSession") && namesRole(r.Trust):
		return spec.KindRuntime
	}
	return spec.KindOther
}

// clusterKind tells the roles apart that are all for elasticmapreduce: by what
// they may do, where only one of them does that, else by their names.
func (r *role) clusterKind() spec.Kind {
	names := strings.ToLower(r.Name + " " + r.RoleName.String())
	managed := ""
	for _, it := range r.Managed {
		managed += " " + strings.ToLower(it.Value.String())
	}
	has := func(s string, words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
	}
	switch {
	case has(managed, "editorsrole"):
		return spec.KindNotebooks
	case has(managed, "amazonelasticmapreducerole", "amazonemrservicepolicy"), r.mayDo("ec2:RunInstances"):
		return spec.KindService
	case has(names, "notebook", "editorsrole"):
		return spec.KindNotebooks
	case has(names, "studio", "workspace"):
		return spec.KindStudio
	}
	return spec.KindService
}

// hasManaged reports whether r has a policy of AWS's.
func (r *role) hasManaged(name string) bool {
	return slices.ContainsFunc(r.Managed, func(it spec.Item) bool { return strings.HasSuffix(it.Value.String(), "/"+name) })
}

// mayDo reports whether an inline policy names an action.
func (r *role) mayDo(action string) bool {
	return slices.ContainsFunc(r.Policies, func(p *spec.RolePolicy) bool {
		return slices.ContainsFunc(allowed(p.Document), func(st *spec.Statement) bool {
			return !st.NotActions && slices.ContainsFunc(st.Actions, func(it spec.Item) bool { return strings.EqualFold(it.Value.String(), action) })
		})
	})
}

// namesJobAccount reports whether a trust policy is for the service accounts of jobs of
// EMR on EKS.
func namesJobAccount(d *spec.Document) bool {
	for _, st := range allowed(d) {
		for _, c := range st.Conditions {
			if slices.ContainsFunc(c.Values, func(it spec.Item) bool { return strings.Contains(it.Value.String(), spec.JobAccount) }) {
				return true
			}
		}
	}
	return false
}

// services are those that a trust policy allows, without their domain.
func services(d *spec.Document) []string {
	var out []string
	for _, st := range allowed(d) {
		for _, p := range st.Principals {
			for _, it := range p.Values {
				if name := serviceName(it.Value.String()); p.Type == "Service" && !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

func actions(d *spec.Document) []string {
	return lists.Flat(allowed(d), func(st *spec.Statement) []string {
		return lists.Map(st.Actions, func(it spec.Item) string { return it.Value.String() })
	})
}

// namesRole reports whether a trust names a role of the spec.
func namesRole(d *spec.Document) bool {
	return slices.ContainsFunc(parts(carried(d)...), func(part spec.Part) bool { _, ok := part.(spec.RoleRef); return ok })
}

func allowed(d *spec.Document) []*spec.Statement {
	return lists.Filter(carried(d), func(st *spec.Statement) bool { return st.Effect == "Allow" && !st.NotPrincipals })
}
