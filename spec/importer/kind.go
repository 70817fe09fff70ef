package importer

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// kind tells what EMR does with a role from who may assume it.
func (r *role) kind() spec.Kind {
	services, actions := r.trust.services(), r.trust.actions()
	has := func(name string) bool { return slices.Contains(services, name) }
	switch {
	case has("emr-serverless"):
		return spec.KindServerless
	case has("application-autoscaling"):
		return spec.KindAutoScaling
	case has("elasticmapreduce") && slices.Contains(actions, "sts:SetContext"):
		return spec.KindStudioUser
	case has("elasticmapreduce"):
		return r.clusterKind()
	case has("ec2") && len(services) == 1 && r.Profile != nil:
		return spec.KindInstance
	case len(services) == 0 && slices.Contains(actions, "sts:TagSession") && r.trust.namesRole():
		return spec.KindRuntime
	}
	return spec.KindOther
}

// clusterKind tells the roles apart that are all for elasticmapreduce.
func (r *role) clusterKind() spec.Kind {
	names := strings.ToLower(r.Name + " " + r.RoleName.String())
	for _, it := range r.Managed {
		names += " " + strings.ToLower(it.Value.String())
	}
	switch {
	case strings.Contains(names, "notebook"), strings.Contains(names, "editorsrole"):
		return spec.KindNotebooks
	case strings.Contains(names, "studio"):
		return spec.KindStudio
	}
	return spec.KindService
}

// services are those that a trust lets in, without their domain.
func (d *document) services() []string {
	var out []string
	d.allowed(func(st *spec.Statement) {
		for _, p := range st.Principals {
			for _, it := range p.Values {
				if name := serviceName(it.Value.String()); p.Type == "Service" && !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
	})
	return out
}

func (d *document) actions() []string {
	var out []string
	d.allowed(func(st *spec.Statement) {
		for _, it := range st.Actions {
			out = append(out, it.Value.String())
		}
	})
	return out
}

// namesRole reports whether a trust names a role of the spec.
func (d *document) namesRole() bool {
	found := false
	d.each(func(v spec.Value) spec.Value {
		for _, part := range v {
			_, ok := part.(spec.RoleRef)
			found = found || ok
		}
		return v
	})
	return found
}

func (d *document) allowed(f func(*spec.Statement)) {
	if d == nil {
		return
	}
	for _, st := range d.statements {
		if st.Statement != nil && st.Effect == "Allow" && !st.NotPrincipals {
			f(st.Statement)
		}
	}
}
