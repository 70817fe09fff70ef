package emr

import (
	"slices"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

const (
	linkRepository = "elasticmapreduce:LinkRepository"
	readSecret     = "secretsmanager:GetSecretValue"
)

// CheckGitSecrets finds users who link Git repositories to Workspaces, while neither
// they nor the role of the Studio that they pass may read the secrets with credentials,
// with all choices of parameters or with those of an environment. AWS's pages let one of
// the two read them:
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-enable-git.html
func CheckGitSecrets(c *core.Checker, all []core.Held) {
	users := lists.Filter(all, func(h core.Held) bool { return h.Does(linkRepository) && (h.Role == nil || !h.HasUnknown()) })
	for _, studio := range all {
		r := studio.Role
		if r == nil || r.Kind != spec.KindStudio || studio.HasUnknown() {
			continue
		}
		m := core.Member{Name: r.Written(), Kind: r.Kind, ARN: c.Binding.Text(r.ARN())}
		for _, user := range users {
			if user.Role == r || !user.Passes(c, m) {
				continue
			}
			if with, off := bothOff(c, append(partsOf(all, user), studio), user); off {
				c.Add(user.Subject, user.Header().NameAt(), "studio-git-secrets", "set GitSecrets to true in one of the two, or allow "+readSecret,
					"%s lets users link Git repositories to Workspaces, but neither they nor role %s may read the secrets with credentials%s", user.Subject, r.Written(), with)
			}
		}
	}
}

// partsOf are the policies that one policy was divided into, or h alone.
func partsOf(all []core.Held, h core.Held) []core.Held {
	return slices.DeleteFunc(slices.Clone(all), func(o core.Held) bool {
		divided := h.Policy != nil && o.Policy != nil && h.Policy.Packing != nil && h.Policy.Packing == o.Policy.Packing
		return o.Subject != h.Subject && !divided
	})
}

// bothOff reports whether none of the readers may read secrets, and where.
func bothOff(c *core.Checker, readers []core.Held, user core.Held) (with string, off bool) {
	allowed := func(h core.Held, action string, holds func(spec.When) bool) bool {
		return slices.ContainsFunc(h.Grants, func(g core.Grant) bool { return g.Does(action) && holds(g.St.When) })
	}
	silent := func(holds func(spec.When) bool) bool {
		return allowed(user, linkRepository, holds) && !slices.ContainsFunc(readers, func(h core.Held) bool { return allowed(h, readSecret, holds) })
	}
	if silent(func(spec.When) bool { return true }) {
		return "", true
	}
	for _, e := range c.Spec.Environments {
		if silent(e.Binding.Holds) {
			return " in the environment " + e.Name, true
		}
	}
	return "", false
}
