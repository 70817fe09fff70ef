package emr

import (
	"slices"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

const (
	linkRepository = "elasticmapreduce:LinkRepository"
	readSecret     = "secretsmanager:GetSecretValue"
)

// checkGitSecrets finds users who link Git repositories to Workspaces, while neither
// they nor the role of the Studio that they pass may read the secrets with credentials,
// with all choices of parameters or with those of an environment. AWS's pages let one of
// the two read them:
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-enable-git.html
func checkGitSecrets(c *core.Checker, user core.Held) {
	if !user.Does(linkRepository) || user.Role != nil && user.HasUnknown() {
		return
	}
	for _, studio := range c.Holders {
		r := studio.Role
		if r == nil || r == user.Role || r.Kind != spec.KindStudio || studio.HasUnknown() {
			continue
		}
		if m := (core.Member{Name: r.Written(), Kind: r.Kind, ARN: c.Binding.Text(r.ARN())}); !user.Passes(c, m) {
			continue
		}
		if with, off := bothOff(c, user, studio); off {
			c.Add(user.Subject, user.Header().NameAt(), "studio-git-secrets", "set GitSecrets to true in one of the two, or allow "+readSecret,
				"%s lets users link Git repositories to Workspaces, but neither they nor role %s may read the secrets with credentials%s", user.Subject, r.Written(), with)
		}
	}
}

// bothOff reports whether neither of the two may read secrets, and where.
func bothOff(c *core.Checker, user, studio core.Held) (with string, off bool) {
	allowed := func(h core.Held, action string, holds func(spec.When) bool) bool {
		return slices.ContainsFunc(h.Grants, func(g core.Grant) bool { return g.Does(action) && holds(g.St.When) })
	}
	silent := func(holds func(spec.When) bool) bool {
		return allowed(user, linkRepository, holds) && !allowed(user, readSecret, holds) && !allowed(studio, readSecret, holds)
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
