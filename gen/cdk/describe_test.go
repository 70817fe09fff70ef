package cdk

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/emriam/emriam/gen/internal/bound"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/read"
)

// describe lists what a set says of each role and policy, by name.
func describe(set bound.Set) map[string][]string {
	out := map[string][]string{}
	for _, r := range set.Roles {
		session := "3600"
		if r.MaxSession != 0 {
			session = strconv.Itoa(r.MaxSession)
		}
		lines := []string{"path " + r.Path, "description " + r.Description, "session " + session, "boundary " + r.Boundary}
		for _, tag := range r.Tags {
			lines = append(lines, "tag "+tag.Key+" = "+tag.Value)
		}
		for _, arn := range r.Managed {
			lines = append(lines, "managed "+arn)
		}
		if r.Profile != nil {
			lines = append(lines, "profile "+r.Profile.Path+r.Profile.Name)
		}
		lines = append(lines, document("trust", r.Trust)...)
		for _, p := range r.Policies {
			lines = append(lines, document("policy "+p.PolicyName, p.Document)...)
		}
		out["role "+r.RoleName] = sorted(lines)
	}
	for _, p := range set.Policies {
		lines := []string{"path " + p.Path, "description " + p.Description}
		out["policy "+p.PolicyName] = sorted(append(lines, document("policy", p.Document)...))
	}
	for _, c := range set.SecurityConfigurations {
		var v any
		if err := json.Unmarshal(c.Document, &v); err != nil {
			panic(fmt.Sprintf("%s: %v", c.Document, err))
		}
		out["security configuration "+c.ConfigurationName] = []string{canonical(v)}
	}
	return out
}

// canonical is a document as JSON, keys sorted.
func canonical(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// describeAccount lists what a stack makes, by name.
func describeAccount(a *read.Account) map[string][]string {
	out := map[string][]string{}
	for _, r := range a.Roles {
		lines := []string{"path " + r.Path, "description " + r.Description, "session " + r.MaxSession, "boundary " + r.Boundary}
		for _, key := range slices.Sorted(maps.Keys(r.Tags)) {
			lines = append(lines, "tag "+key+" = "+r.Tags[key])
		}
		for _, arn := range r.Managed {
			lines = append(lines, "managed "+arn)
		}
		for _, p := range r.Profiles {
			lines = append(lines, "profile "+p.Path+p.Name)
		}
		lines = append(lines, document("trust", r.Trust)...)
		for name, d := range r.Inline {
			lines = append(lines, document("policy "+name, d)...)
		}
		out["role "+r.Name] = sorted(lines)
	}
	for _, p := range a.Policies {
		lines := []string{"path " + p.Path, "description " + p.Description}
		out["policy "+p.Name] = sorted(append(lines, document("policy", p.Document)...))
	}
	for _, c := range a.SecurityConfigurations {
		out["security configuration "+c.Name] = []string{canonical(c.Document)}
	}
	return out
}

func document(what string, d *iam.Document) []string {
	out := []string{what + " exists"}
	for _, grant := range iam.Canonical(d) {
		out = append(out, fmt.Sprintf("%s: %s", what, grant))
	}
	return out
}

func sorted(lines []string) []string {
	slices.Sort(lines)
	return slices.Compact(lines)
}
