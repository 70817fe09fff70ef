package drift

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/account"
	"github.com/emriam/emriam/spec"
)

// logicalIDTag is the tag by which CloudFormation marks what a stack has created.
const logicalIDTag = "aws:cloudformation:logical-id"

// FindNames returns b with the names of an account for roles and policies that the
// deployment names, if b has none that exists there: of a role, by the tag of
// CloudFormation or by the logical ID in its name, and by its trust policy; of a
// policy, by the logical ID in its name. The notes say what was found, or that it is
// not clear.
func FindNames(s *spec.Spec, b spec.Binding, a *account.Account) (spec.Binding, []string) {
	b.Values = maps.Clone(b.Values)
	var notes []string
	found := func(what, name string, param *spec.Param, by string, all []string) {
		switch len(all) {
		case 0:
		case 1:
			b.Values[param.Name] = all
			notes = append(notes, fmt.Sprintf("%s %s, which the deployment named, is taken to be %s, because of %s", what, name, all[0], by))
		default:
			notes = append(notes, fmt.Sprintf("%s %s, which the deployment named, may be %s: write its name under names of the environment", what, name, strings.Join(all, " or ")))
		}
	}
	for _, p := range s.MadeNames() {
		switch made := p.Made; {
		case made.Role != nil && !made.Profile:
			r := made.Role
			if slices.ContainsFunc(a.Roles, func(x account.Role) bool { return strings.EqualFold(x.Name, b.Text(r.RoleName)) }) {
				continue
			}
			all, by := rolesLike(r, b, a)
			found("role", r.Name, p, by, all)
		case made.Policy != nil:
			var all []string
			for _, x := range a.Policies {
				if strings.EqualFold(x.Name, b.Text(made.Policy.PolicyName)) {
					all = nil
					break
				}
				if strings.Contains(x.Name, "-"+made.Policy.Deployed.ID(made.Policy.Name)+"-") {
					all = append(all, x.Name)
				}
			}
			found("policy", made.Policy.Name, p, "its logical ID", all)
		}
	}
	for _, r := range s.Roles { // profiles last, since they are those of the roles
		if r.ProfileNamed() {
			continue
		}
		for _, x := range a.Roles {
			if strings.EqualFold(x.Name, b.Text(r.RoleName)) && len(x.Profiles) == 1 {
				b.Values[r.Profile[0].(spec.ParamRef).Param.Name] = []string{x.Profiles[0].Name}
			}
		}
	}
	return b, notes
}

// rolesLike are the names of roles that may be r: those with its tag, else those with
// its logical ID in their name. Of several, those with its trust policy.
func rolesLike(r *spec.Role, b spec.Binding, a *account.Account) (names []string, by string) {
	id := r.Deployed.ID(r.Name)
	tagged := func(x account.Role) bool { return slices.Contains(x.Tags, account.Tag{Key: logicalIDTag, Value: id}) }
	named := func(x account.Role) bool { return strings.Contains(x.Name, "-"+id+"-") }
	c := newComparison(b, a)
	trust := b.Document(r.Trust)
	trusts := func(x account.Role) bool {
		d, err := x.Trust.Parse()
		return err == nil && trust != nil && slices.Equal(iam.Canonical(c.withRoots(d)), iam.Canonical(c.withRoots(trust)))
	}
	by = "the tag " + logicalIDTag
	for _, like := range []func(account.Role) bool{tagged, named} {
		var all, same []string
		for _, x := range a.Roles {
			if like(x) {
				all = append(all, x.Name)
				if trusts(x) {
					same = append(same, x.Name)
				}
			}
		}
		switch {
		case len(all) > 1 && len(same) > 0:
			return same, by + " and its trust policy"
		case len(all) > 0:
			return all, by
		}
		by = "its logical ID"
	}
	return nil, ""
}
