package emr

import (
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

// checkProfiles compares the name of each instance profile with the name of its
// role. AWS's page requires one name for both, and the console, EMR's error
// messages and PassRole policies rely on it. The API itself takes the profile's
// name, and is known to work with another one.
func checkProfiles(c *core.Checker, r *spec.Role) {
	if c.Spec.Bare {
		return
	}
	s := spec.Subject{Role: r}
	switch {
	case r.Profile == nil && r.Kind == spec.KindInstance:
		c.Add(s, core.Place(r.At, "roleName", s), "missing-profile", "write instanceProfile: true", "role %s is of kind instance and has no instance profile; a cluster takes the profile, not the role", r.Written())
	case !r.ProfileNamed():
		c.Add(s, core.Place(r.At, "instanceProfile", s), "profile-name", "write instanceProfile: true, unless the deployed profile must stay", "the deployment makes a name for the instance profile of role %s, which is not that of the role; EMR requires the same name for both", r.Written())
	case r.Profile != nil && c.Binding.Text(r.Profile) != c.Binding.Text(r.RoleName):
		c.Add(s, core.Place(r.At, "instanceProfile", s), "profile-name", "write instanceProfile: true", "the instance profile of role %s is named %q, and the role %q; EMR requires the same name for both", r.Written(), c.Binding.Text(r.Profile), c.Binding.Text(r.RoleName))
	}
}

// checkStudioNames finds dots in the ARN of a Studio's role.
func checkStudioNames(c *core.Checker, r *spec.Role) {
	if r.Kind != spec.KindStudio && r.Kind != spec.KindStudioUser {
		return
	}
	checkDot(c, spec.Subject{Role: r}, "path", r.Path, "role")
	checkDot(c, spec.Subject{Role: r}, "roleName", r.RoleName, "role")
}

// checkDot finds a dot in a field of what a Studio takes, which becomes part of its ARN.
func checkDot(c *core.Checker, s spec.Subject, field string, v spec.Value, what string) {
	if text := c.Binding.Text(v); strings.Contains(text, ".") {
		c.Add(s, core.Place(s.Header().At, field, s), "studio-dot", "use a hyphen or an underscore", "the %s of %s is %q; a Studio does not accept a %s with a dot in its ARN", field, s, text, what)
	}
}
